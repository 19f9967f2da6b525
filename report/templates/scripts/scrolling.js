// A box that scrolls is reached by Tab only while there is something to scroll to, and says at which edge there is more.
(() => {
  const sayWhere = (box) => {
    box.classList.toggle("scrolled", box.scrollLeft > 0);
    box.classList.toggle("more", box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
  };
  const fit = (box) => {
    if (!box.clientWidth) return; // folded away
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    sayWhere(box);
  };
  const observer = new ResizeObserver((entries) => { for (const { target } of entries) fit(target); });
  // Drawings are left out, as some answer keys.
  for (const box of document.querySelectorAll(".scroll:not(.drawing), pre.code")) observer.observe(box);
  document.addEventListener("scroll", ({ target }) => { if (target.matches?.(".scroll")) sayWhere(target); }, { capture: true, passive: true });
})();
