// The reader's own note and flag of the card that is shown.
const notes = (() => {
  const { part } = stage;
  const box = part("note");
  const field = box.querySelector("textarea");
  const flag = part("tools").querySelector('[data-do="flag"]');
  let key = null;

  const save = () => {
    if (key === null || field.value === progress.noteOf(keeper.state, key)) return;
    keeper.change((state) => progress.note(state, key, field.value, Date.now()));
  };
  const reflectFlag = () => { flag.ariaPressed = String(key !== null && progress.isFlagged(keeper.state, key)); };
  // A note is seen with the answer, not with the question.
  const show = (cardKey, isOpen) => {
    save();
    key = cardKey;
    field.value = key === null ? "" : progress.noteOf(keeper.state, key);
    box.hidden = !isOpen || field.value === "";
    reflectFlag();
  };
  const write = () => {
    box.hidden = false;
    field.focus();
    box.scrollIntoView({ block: "nearest" });
  };
  const toggleFlag = () => {
    const isSet = !progress.isFlagged(keeper.state, key);
    keeper.change((state) => progress.flag(state, key, isSet, Date.now()));
    reflectFlag();
    stage.announce(isSet ? "Flagged." : "Flag removed.");
  };
  flag.addEventListener("click", toggleFlag);
  part("tools").querySelector('[data-do="note"]').addEventListener("click", write);
  field.addEventListener("change", save);
  addEventListener("pagehide", save);
  return { show, save };
})();
