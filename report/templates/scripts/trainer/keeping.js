// Keeps the progress in the browser, and tabs in step: each takes over what another one wrote, and reads before it
// writes. Where the browser keeps nothing, progress lasts as long as the page.
const keeper = (() => {
  const KEY = "trainer";
  const ASIDE = "trainer-unreadable";
  const listeners = [];
  let state = progress.empty();
  let problem = "";
  let mayWrite = true;

  const save = () => {
    if (!mayWrite) return;
    const text = progressText.write(state);
    remember.set(KEY, text);
    if (remember.get(KEY) !== text) {
      problem = "This browser keeps nothing for this page: your progress is lost when you close it. Export it before.";
    }
  };
  // Another report's newer progress is left alone; what nothing can read is put aside.
  const refuse = (text, { message, cause }) => {
    if (cause === "version") mayWrite = false;
    else remember.set(ASIDE, text);
    const result = mayWrite ? "It was put aside, and you start over." : "It stays as it is; export what you do here.";
    problem = `The kept progress cannot be used, as ${message}. ${result}`;
  };
  // Merges what is kept into what this tab knows.
  const pull = () => {
    const text = remember.get(KEY);
    if (text === null || !mayWrite) return;
    try { state = progress.merge(state, progressText.read(text)); } catch (error) { refuse(text, error); }
  };
  const tell = () => { for (const listener of listeners) listener(state); };
  const change = (apply) => {
    pull();
    state = apply(state);
    save();
    tell();
  };
  // What another tab wrote may lack what this one knows, if both wrote at once.
  const takeOver = () => {
    const before = progressText.write(state);
    pull();
    const after = progressText.write(state);
    if (mayWrite && remember.get(KEY) !== null && remember.get(KEY) !== after) save();
    if (after !== before) tell();
  };
  const takeOverQuiz = () => {
    const quiz = remember.get("quiz");
    if (state.quiz || quiz === null) return;
    const ratings = progressText.fromQuiz(quiz, planning.startOfDay(Date.now()));
    const withKeys = remember.get("quiz-keys") === "off" ? progress.set(ratings, { keys: false }, 1) : ratings;
    state = progress.merge(state, withKeys);
    save();
  };

  pull();
  takeOverQuiz();
  addEventListener("storage", ({ key }) => { if (key === `groundwork.${KEY}`) takeOver(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) takeOver(); });
  return {
    get state() { return state; },
    get problem() { return problem; },
    change,
    onChange: (listener) => listeners.push(listener),
  };
})();
