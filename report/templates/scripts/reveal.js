// What the address names, without what it adds to it; nothing where it is cut off.
const namedPlace = () => {
  try { return decodeURIComponent(location.hash.slice(1).split("?")[0]); } catch { return ""; }
};

// Brings into view what the address names; a reader who comes back is taken to where a link had led them away from.
const showPlace = (target) => {
  const { y } = history.state ?? {};
  if (y === undefined) target.scrollIntoView();
  else requestAnimationFrame(() => scrollTo(0, y));
};

// A link to something folded away opens it, and unhides what a filter hid.
(() => {
  const reveal = () => {
    const target = document.getElementById(namedPlace());
    if (!target) return;
    target.hidden = false;
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    showPlace(target);
  };
  const noteWhere = (event) => {
    if (event.target.closest('a[href^="#"]')) history.replaceState({ y: scrollY }, "");
  };
  document.addEventListener("click", noteWhere, true); // before anything that a click changes
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
