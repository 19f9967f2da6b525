// Marks the section and the part being read in the list of sections, which on a phone is a menu, and lists the parts.
(() => {
  const PARTS = ":scope > :is(.topic, .card, .revise, .group, .study)";
  const root = document.documentElement;
  const nav = document.getElementById("sections");
  const linkTo = new Map(); // of each section and part: its link, after that of the section which lists it
  const add = (place, owner) => {
    const heading = place.querySelector("h2, h3");
    const link = document.createElement("a");
    link.href = `#${heading.id || place.id}`;
    link.textContent = heading.firstChild.textContent.trim();
    if (!owner.nextElementSibling) owner.after(document.createElement("ul"));
    const item = document.createElement("li");
    item.append(link);
    owner.nextElementSibling.append(item);
    linkTo.set(place, [owner, link]);
  };
  let owner = null;
  for (const section of document.querySelectorAll("main > section")) {
    const own = nav.querySelector(`a[href="#${section.id}"]`);
    owner = own ?? owner;
    if (own) for (const part of section.querySelectorAll(PARTS)) add(part, own);
    if (own) linkTo.set(section, [own]);
    else if (owner) add(section, owner); // one that has no link of its own is a part of the one before
    else linkTo.set(section, []);
  }

  // The place being read is the innermost one that crosses a line just below the bar; what is folded away crosses nothing.
  // At the end of the page the last sections may be too short to reach that line: there the place that the address names
  // counts where it is below the line, else the last section.
  const places = [...linkTo.keys()].sort((one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  const crossing = new Set();
  let isAtEnd = false;
  const line = () => Number.parseFloat(getComputedStyle(root).scrollPaddingTop) + 16;
  const placeRead = () => {
    if (!isAtEnd) return places.findLast((each) => crossing.has(each));
    const asked = document.getElementById(namedPlace());
    const isBelow = asked?.checkVisibility() && asked.getBoundingClientRect().top > line();
    return isBelow ? places.findLast((each) => each.contains(asked)) : places.findLast((each) => each.tagName === "SECTION");
  };
  const mark = () => {
    const links = linkTo.get(placeRead()) ?? [];
    for (const link of nav.querySelectorAll("[aria-current]")) if (!links.includes(link)) link.removeAttribute("aria-current");
    for (const link of links) link.setAttribute("aria-current", "location");
    if (links.length) bringIntoView(links.at(-1));
  };
  const bringIntoView = (link) => {
    const [box, frame] = [link.getBoundingClientRect(), nav.getBoundingClientRect()];
    if (box.top < frame.top || box.bottom > frame.bottom) nav.scrollTop += box.top - frame.top - frame.height / 3;
  };
  let observer = null;
  const observe = () => {
    observer?.disconnect();
    crossing.clear();
    observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) crossing[isIntersecting ? "add" : "delete"](target);
      mark();
    }, { rootMargin: `${-line()}px 0px ${line() + 1 - innerHeight}px` });
    for (const place of places) observer.observe(place);
  };
  new IntersectionObserver((entries) => {
    isAtEnd = entries.at(-1).isIntersecting;
    mark();
  }, { threshold: 0.9 }).observe(document.querySelector("footer"));
  addEventListener("resize", observe);
  addEventListener("hashchange", mark);
  observe();

  nav.addEventListener("beforetoggle", ({ newState }) => { if (newState === "open") notePlace(); });
  nav.addEventListener("toggle", ({ newState }) => {
    if (newState !== "open") return;
    const current = [...nav.querySelectorAll("[aria-current]")].at(-1) ?? nav.querySelector("a");
    current.focus({ preventScroll: true });
    bringIntoView(current);
  });
  nav.addEventListener("click", ({ target }) => { if (target.closest("a")) nav.hidePopover(); });
  matchMedia("(max-width: 64rem)").addEventListener("change", () => nav.hidePopover());
})();
