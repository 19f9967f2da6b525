// The trainer by keyboard: a key presses the button that names it. Who speaks to their browser can switch that off.
(() => {
  const { dialog } = stage;
  const field = stage.part("note").querySelector("textarea");
  const isHeld = ({ altKey, ctrlKey, metaKey }) => altKey || ctrlKey || metaKey;
  const isOwn = ({ key, target }) => [" ", "Enter"].includes(key) && target.closest("a, button, summary");
  const keyOf = (event) => (event.key.length > 1 ? event.key : event.key.toLowerCase());
  const isUndo = (event) => event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey && keyOf(event) === "z";
  const buttonOf = (key) =>
    [...dialog.querySelectorAll("button[data-keys]")].find(
      (each) => each.checkVisibility() && JSON.parse(each.dataset.keys).includes(key),
    );
  document.addEventListener("keydown", (event) => {
    if (!dialog.open || event.defaultPrevented || event.repeat) return;
    if (event.target === field) {
      if (event.key !== "Escape") return;
      event.preventDefault(); // leaves the note and not the session
      stage.part("back").focus({ preventScroll: true });
      return;
    }
    const button = isUndo(event) ? buttonOf("u") : isHeld(event) || isOwn(event) ? null : buttonOf(keyOf(event));
    const isOff = !keeper.state.settings.keys && !isUndo(event);
    if (!button || isOff) return;
    event.preventDefault();
    button.click();
  });
})();
