// What the address names, without what it adds to it; nothing where it is cut off.
const namedPlace = () => {
  try { return decodeURIComponent(location.hash.slice(1).split("?")[0]); } catch { return ""; }
};

// Takes a reader who comes back to where a link had led them away from; what was unfolded since has moved it.
const comeBack = () => {
  const { place, top } = history.state ?? {};
  const left = document.getElementById(place);
  if (!left?.checkVisibility()) return false;
  requestAnimationFrame(() => scrollBy(0, left.getBoundingClientRect().top - top));
  return true;
};
const showPlace = (target) => { if (!comeBack()) target.scrollIntoView(); };

// Notes where the reader is, for the way back.
const notePlace = () => {
  const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  const place = middle?.closest("main[id], main [id]:not([popover])") ?? document.getElementById("content");
  history.replaceState({ place: place.id, top: place.getBoundingClientRect().top }, "");
};

// A link to something folded away opens it, and unhides what a filter hid.
(() => {
  const reveal = () => {
    const target = document.getElementById(namedPlace());
    if (!target) {
      comeBack();
      return;
    }
    target.hidden = false;
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    showPlace(target);
  };
  const noteWhere = (event) => {
    if (event.target.closest('a[href^="#"]') && !event.target.closest("#search, #sections:popover-open")) notePlace();
  };
  document.addEventListener("click", noteWhere, true); // before anything that a click changes
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
