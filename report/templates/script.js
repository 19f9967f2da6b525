(() => {
  "use strict";
  const root = document.documentElement;

  // Theme: the system's, until the reader chooses another one.
  const button = document.getElementById("theme");
  const remembered = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
  const systemIsDark = () => matchMedia("(prefers-color-scheme: dark)").matches;
  const isDark = () => (root.dataset.theme || (systemIsDark() ? "dark" : "light")) === "dark";
  const label = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark() ? "Switch to the light theme" : "Switch to the dark theme");
  };
  if (remembered === "dark" || remembered === "light") root.dataset.theme = remembered;
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* a page opened from a file may not store */ }
    label();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
  label();

  // Filters: each button shows the entries that carry its key.
  for (const filter of document.querySelectorAll("[data-filter]")) {
    filter.hidden = false;
    const entries = document.querySelectorAll(`.${filter.dataset.filter}`);
    filter.addEventListener("click", (event) => {
      const chosen = event.target.closest("button");
      if (!chosen) return;
      for (const each of filter.querySelectorAll("button")) each.setAttribute("aria-pressed", String(each === chosen));
      const wanted = chosen.dataset.show;
      for (const group of document.querySelectorAll(`.group:has(.${filter.dataset.filter})`)) group.open = true;
      for (const entry of entries) entry.hidden = wanted !== "" && !entry.dataset.keys.split("|").includes(wanted);
    });
  }

  // A link to something folded away opens it, and unhides what a filter hid.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    target.hidden = false;
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  // Paper cannot be unfolded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => { for (const each of folded) each.open = false; });
})();
