// A link to something folded away opens it, and unhides what a filter hid.
(() => {
  const named = () => {
    try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; } // an address may be cut off
  };
  const reveal = () => {
    const target = document.getElementById(named());
    if (!target) return;
    target.hidden = false;
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
