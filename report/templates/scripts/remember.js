// What the reader chose, kept in the browser where it lets a page do so; a page opened from a file may not be let.
const remember = {
  get(key) {
    try { return localStorage.getItem(`groundwork.${key}`); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem(`groundwork.${key}`, value); } catch { /* then it is forgotten with the page */ }
  },
};
