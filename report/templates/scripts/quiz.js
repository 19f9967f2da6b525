// The quiz: one question at a time, its answer on demand, and the reader's own rating of what they knew.
const quiz = (() => {
  const REASONS = { "not yet": "Not yet known", partly: "Partly known", knew: "Known" };
  const { section, entries, found, refresh, onChange } = questionList;
  const bar = section.querySelector(".rating");
  const show = bar.querySelector('[data-do="show"]');
  const raters = [...bar.querySelectorAll("[data-rate]")];
  const reset = section.querySelector('[data-do="reset"]');
  const say = (where, text) => { section.querySelector(`[data-say="${where}"]`).textContent = text; };
  const entryOf = (id) => entries.find((entry) => entry.dataset.id === id);
  const idsFound = () => found().map((entry) => entry.dataset.id);
  const isQuiz = () => section.dataset.mode === "quiz";
  const titleOf = (id) => entryOf(id).querySelector("h4").textContent;
  let state = quizOrder.read(remember.get("quiz"));
  let trail = [];
  let place = -1; // in the trail
  const asked = () => (place < 0 ? null : entryOf(trail[place]));
  // The nearest place of the trail, forward or back, whose question no filter hides; past an end where there is none.
  const nearest = (by) => {
    let to = place + by;
    while (to in trail && entryOf(trail[to]).hidden) to += by;
    return to;
  };

  const reasonFor = (id) => {
    const rating = quizOrder.ratingOf(state, id);
    if (rating === "unseen") return "Not rated yet";
    const since = quizOrder.since(state, id);
    const ago = since === 0 ? "with your last answer" : since === 1 ? "one answer ago" : `${since} answers ago`;
    return `${REASONS[rating]}, ${ago}`;
  };
  const reflectProgress = () => {
    const ids = idsFound();
    const number = (rating) => quizOrder.count(state, ids, rating);
    say("known", `${number("knew")} of ${ids.length} known`);
    say("others", `${number("partly")} partly, ${number("not yet")} not yet, ${number("unseen")} not rated`);
    const widths = { good: "knew", open: "partly", bad: "not yet" };
    for (const [part, rating] of Object.entries(widths)) {
      section.querySelector(`.track .${part}`).style.width = `${(100 * number(rating)) / Math.max(1, ids.length)}%`;
    }
    reset.hidden = state.ratings.size === 0;
    reset.textContent = "Forget all ratings";
  };
  const reflect = () => {
    const open = asked() !== null && asked().open;
    const held = document.activeElement;
    show.hidden = open || !asked();
    for (const each of raters) each.hidden = !open;
    bar.querySelector('[data-do="back"]').setAttribute("aria-disabled", String(nearest(-1) < 0));
    if (!section.contains(held) || held.offsetParent) return;
    (open ? asked().querySelector("summary") : show).focus({ preventScroll: true }); // what held the focus is gone
  };
  const bringIntoView = () => {
    const top = (asked() ?? section).getBoundingClientRect().top;
    if (top < 0 || top > innerHeight / 2) section.scrollIntoView();
  };
  const present = (news) => {
    for (const entry of entries) entry.classList.toggle("current", entry === asked());
    if (asked()) asked().open = false;
    say("reason", asked() ? reasonFor(trail[place]) : "No question fits; choose another tag or difficulty.");
    say("news", asked() ? `${news}${titleOf(trail[place])}` : "No question fits.");
    reflectProgress();
    reflect();
    bringIntoView();
  };
  const ask = (id, news = "") => {
    trail = [...trail.slice(0, place + 1), id];
    place = trail.length - 1;
    present(news);
  };
  const askNext = (news) => {
    const [id] = quizOrder.order(state, idsFound(), trail);
    if (id === undefined) { place = -1; present(news); } else ask(id, news);
  };
  const step = (by) => {
    const to = nearest(by);
    if (to >= trail.length) return askNext("");
    if (to < 0) return;
    place = to;
    present("");
  };
  const reveal = () => {
    if (!asked() || asked().open) return;
    asked().open = true;
    say("news", "The answer is shown.");
    reflect();
  };
  const rate = (rating) => {
    if (!asked() || !asked().open) return;
    state = quizOrder.rate(state, trail[place], rating);
    remember.set("quiz", quizOrder.write(state));
    const known = quizOrder.count(state, idsFound(), "knew");
    place = trail.length - 1;
    askNext(`${known} of ${idsFound().length} known. Next: `);
  };
  const forget = () => {
    if (reset.textContent.endsWith("?")) {
      state = quizOrder.read(null);
      remember.set("quiz", quizOrder.write(state));
      trail = [];
      place = -1;
      askNext("Ratings forgotten. ");
      return show.focus({ preventScroll: true }); // the button that was pressed is gone
    }
    reset.textContent = state.ratings.size === 1 ? "Forget the one rating?" : `Forget all ${state.ratings.size} ratings?`;
    say("news", "Press again to forget all ratings.");
  };
  const setMode = (mode) => {
    section.dataset.mode = mode;
    for (const each of section.querySelectorAll(".modes button")) {
      each.setAttribute("aria-pressed", String(each.dataset.mode === mode));
    }
    refresh();
    section.scrollIntoView();
  };
  const enter = () => {
    trail = [];
    place = -1;
    setMode("quiz");
    show.focus({ preventScroll: true }); // so that Space shows the answer, and does not press the mode again
  };
  const leave = () => {
    const held = section.contains(document.activeElement);
    setMode("study");
    say("news", "");
    if (held) section.querySelector('[data-mode="study"][type]').focus({ preventScroll: true });
  };
  onChange(() => {
    if (isQuiz() && !(asked() && !asked().hidden)) askNext("");
    else if (isQuiz()) {
      reflectProgress();
      reflect();
    }
  });

  section.querySelector(".modes").addEventListener("click", (event) => {
    const mode = event.target.closest("button")?.dataset.mode;
    if (mode === "quiz" && !isQuiz()) enter();
    if (mode === "study" && isQuiz()) leave();
  });
  show.addEventListener("click", reveal);
  for (const each of raters) each.addEventListener("click", () => rate(each.dataset.rate));
  bar.querySelector('[data-do="back"]').addEventListener("click", () => step(-1));
  bar.querySelector('[data-do="next"]').addEventListener("click", () => step(1));
  reset.addEventListener("click", forget);
  reset.addEventListener("blur", () => { if (state.ratings.size) reset.textContent = "Forget all ratings"; });
  section.addEventListener("toggle", () => { if (isQuiz()) reflect(); }, true); // also opened by a click, or for paper
  addEventListener("hashchange", () => {
    const target = document.getElementById(namedPlace());
    if (!isQuiz() || !target || !section.contains(target) || target === section) return;
    if (target.matches(".question")) return ask(target.dataset.id);
    leave();
    target.scrollIntoView();
  });
  return { section, isQuiz, isShown: () => asked()?.open === true, reveal, rate, step, leave };
})();
