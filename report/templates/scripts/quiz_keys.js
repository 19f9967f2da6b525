// The quiz by keyboard; who speaks to their browser or leans on keys can switch that off.
(() => {
  const keys = document.getElementById("quiz-keys");
  const isTyping = (target) => target.closest('input:not([type="checkbox"]), select, textarea');
  const scrollsSideways = (target) => {
    const box = target.closest("[tabindex]");
    return box !== null && box.scrollWidth > box.clientWidth;
  };
  const inView = () => {
    const box = quiz.section.getBoundingClientRect();
    return box.top < innerHeight && box.bottom > 0;
  };
  const actions = {
    " ": () => quiz.reveal(),
    Enter: () => quiz.reveal(),
    1: () => quiz.rate("knew"),
    2: () => quiz.rate("partly"),
    3: () => quiz.rate("not yet"),
    n: () => quiz.step(1),
    ArrowRight: () => quiz.step(1),
    p: () => quiz.step(-1),
    ArrowLeft: () => quiz.step(-1),
    Escape: () => quiz.leave(),
  };
  const isTaken = (event) =>
    event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat ||
    isTyping(event.target) || document.querySelector(":popover-open, dialog[open]") ||
    (event.key.startsWith("Arrow") && scrollsSideways(event.target)) ||
    ([" ", "Enter"].includes(event.key) && (event.target.closest("a, button, summary, input") || quiz.isShown()));
  addEventListener("keydown", (event) => {
    if (!quiz.isQuiz() || !inView() || !Object.hasOwn(actions, event.key) || isTaken(event)) return;
    const areOn = keys.checked && keys.offsetParent !== null; // a switch that a phone does not show cannot be used
    if (!areOn && event.key !== "Escape") return;
    event.preventDefault();
    actions[event.key]();
  });

  const reflectKeys = () => { quiz.section.dataset.keys = keys.checked ? "on" : "off"; };
  keys.checked = remember.get("quiz-keys") !== "off";
  reflectKeys();
  keys.addEventListener("change", () => {
    reflectKeys();
    remember.set("quiz-keys", quiz.section.dataset.keys);
  });
})();
