// The panel that covers the page in a session: a card, the buttons below it, and what is said to who cannot see them.
const stage = (() => {
  const dialog = document.getElementById("training");
  const { make } = faces;
  const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
  const card = part("card");

  // A button is {label, hint, keys, isMain, act}; the first of its keys is shown.
  const NAMES = { " ": "Space", Enter: "Enter" };
  const buttonOf = ({ label, hint, keys = [], isMain, act }) => {
    const button = make("button", isMain ? "primary" : "", make("span", "label", label));
    button.type = "button";
    button.dataset.keys = JSON.stringify(keys);
    if (hint) button.append(" ", make("span", "hint", hint));
    if (keys.length) {
      const sign = make("kbd", "", NAMES[keys[0]] ?? keys[0]);
      sign.ariaHidden = "true";
      button.append(" ", sign);
    }
    button.addEventListener("click", act);
    return button;
  };
  const fill = (name, content) => part(name).replaceChildren(...content);

  // Shows where the card is from, how far one is, the sides of the card and the buttons. The focus goes to what is new.
  const show = ({ where, count, share, front, back = [], buttons, isColumn = false }) => {
    part("where").textContent = where;
    part("count").textContent = count;
    part("bar").style.width = `${100 * share}%`;
    fill("front", front);
    fill("back", back);
    fill("buttons", buttons.map(buttonOf));
    part("buttons").classList.toggle("column", isColumn);
    part("back").hidden = back.length === 0;
    if (back.length === 0) card.scrollTop = 0;
    (back.length ? part("back") : part("front")).focus({ preventScroll: true });
  };
  const open = () => { if (!dialog.open) dialog.showModal(); };
  const close = () => { if (dialog.open) dialog.close(); };
  const announce = (text) => { part("news").textContent = text; };

  // A click leaves the focus where it is, so that Space still means the card and neither a fold nor a button.
  dialog.addEventListener("mousedown", (event) => {
    if (event.target.closest("summary, button")) event.preventDefault();
  });
  // What hangs at a number does not scroll with it; a reader who leads the focus there has just opened it.
  card.addEventListener("scroll", () => {
    if (!document.activeElement.closest("a")) document.querySelector(":popover-open")?.hidePopover();
  });
  return { dialog, part, show, open, close, announce };
})();
