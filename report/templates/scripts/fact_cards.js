// A card beside each number and verdict of the prose, filled from the row or claim that it links to.
(() => {
  if (!HTMLElement.prototype.showPopover) return; // the link still leads there
  const LINKS = "a.fact, a.verdict";
  const GAP = 8;
  const card = document.createElement("div");
  card.id = "source-card";
  card.popover = "auto"; // Escape and a tap elsewhere close it
  card.setAttribute("role", "group");
  card.setAttribute("aria-label", "Where this comes from");
  let link = null;
  let pointer = "";
  let timer = 0;
  let focusedBefore = null;
  let returnsTo = null;

  const isOpen = () => card.matches(":popover-open");
  const make = (tag, className, ...content) => {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...content);
    return element;
  };
  const copiesOf = (element) => [...element.cloneNode(true).childNodes];

  const fieldsOf = (row) => {
    const labels = row.closest("table").tHead.rows[0].cells;
    return [...row.cells].slice(2).flatMap((cell, index) => {
      if (!cell.textContent) return [];
      const meaning = make("dd", "", ...copiesOf(cell));
      const code = meaning.querySelector(".command");
      if (code) meaning.append(copyButton("Copy the command", "copy"));
      return [make("dt", "", labels[index + 2].textContent), meaning];
    });
  };
  const factCard = (row) => [
    make("p", "value", row.cells[1].textContent),
    make("p", "meaning", row.cells[0].title),
    make("p", "name", row.cells[0].textContent),
    make("dl", "", ...fieldsOf(row)),
  ];
  const claimCard = (claim) => {
    const shared = claim.closest(".group").querySelector(".shared");
    const parts = [claim.querySelector(".words"), claim.querySelector(".outcome"), shared].filter(Boolean);
    const copies = parts.map((part) => part.cloneNode(true));
    for (const each of copies) each.querySelector(".to-self")?.remove();
    return copies;
  };
  const fill = (source) => {
    const isFact = source.tagName === "TR";
    const onward = make("a", "", isFact ? "To its row, with all facts" : "To the claim, with all that it rests on");
    onward.href = `#${source.id}`;
    card.replaceChildren(...(isFact ? factCard(source) : claimCard(source)), make("p", "onward", onward));
  };

  const place = () => {
    const box = link.getBoundingClientRect();
    const above = box.top - 2 * GAP;
    const below = innerHeight - box.bottom - 2 * GAP;
    card.style.maxHeight = "none";
    const isBelow = card.offsetHeight <= below || below >= above;
    card.style.maxHeight = `${isBelow ? below : above}px`; // it scrolls rather than leave the screen
    const widest = document.documentElement.clientWidth - card.offsetWidth - GAP;
    card.style.left = `${Math.max(GAP, Math.min(box.left, widest)) + scrollX}px`;
    card.style.top = `${(isBelow ? box.bottom + GAP : box.top - GAP - card.offsetHeight) + scrollY}px`;
  };
  const hide = () => {
    clearTimeout(timer);
    if (isOpen()) card.hidePopover();
  };
  const show = (target) => {
    clearTimeout(timer);
    const source = document.getElementById(target.hash.slice(1));
    if (!source || (target === link && isOpen())) return;
    hide();
    link = target;
    fill(source);
    link.after(card); // so that the next Tab leads into it
    link.removeAttribute("title"); // the browser would show it over the card
    link.setAttribute("aria-describedby", card.id);
    focusedBefore = document.activeElement;
    card.showPopover();
    place();
  };

  card.addEventListener("beforetoggle", (event) => {
    if (event.newState === "open") return;
    returnsTo = card.contains(document.activeElement) ? focusedBefore : null; // closing gives it the focus back
    link.removeAttribute("aria-describedby");
  });
  card.addEventListener("toggle", () => {
    if (isOpen()) return;
    returnsTo = null;
    card.remove();
  });
  document.addEventListener("pointerdown", (event) => { pointer = event.pointerType; });
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const target = event.target.closest(LINKS);
    const isHeld = card.contains(document.activeElement) || link?.matches(":focus-visible");
    clearTimeout(timer);
    if (target) timer = setTimeout(show, 120, target);
    else if (isOpen() && !card.contains(event.target) && !isHeld) timer = setTimeout(hide, 250);
  });
  document.addEventListener("focusin", (event) => {
    const target = event.target.closest(LINKS);
    const isReturn = event.target === returnsTo;
    returnsTo = null;
    if (target?.matches(":focus-visible") && !isReturn) show(target);
    else if (!card.contains(event.target) && event.target !== link) hide();
  });
  document.addEventListener("click", (event) => {
    const target = event.target.closest(LINKS);
    const isTap = pointer === "touch" && event.detail > 0; // Enter has no detail
    if (!target || !isTap || !document.getElementById(target.hash.slice(1))) return;
    event.preventDefault();
    show(target);
  });
  addEventListener("hashchange", hide);
  addEventListener("resize", hide); // its place is that of another page width
})();
