// The theme that the reader chose on an earlier visit, set before the page is painted.
(() => {
  const theme = remember.get("theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
})();
