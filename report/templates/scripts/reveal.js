// What the address names, without what it adds to it; nothing where it is cut off.
const namedPlace = () => {
  try { return decodeURIComponent(location.hash.slice(1).split("?")[0]); } catch { return ""; }
};

// A link to something folded away opens it, and unhides what a filter hid.
(() => {
  const reveal = () => {
    const target = document.getElementById(namedPlace());
    if (!target) return;
    target.hidden = false;
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
