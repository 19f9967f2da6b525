// The questions found by tag, difficulty and words; opened and folded at once.
(() => {
  const section = document.getElementById("questions");
  const entries = [...section.querySelectorAll(".question")];
  const tag = document.getElementById("question-tag");
  const difficulty = document.getElementById("question-difficulty");
  const search = document.getElementById("question-search");
  const clear = section.querySelector('[data-do="clear"]');
  const topics = [...section.querySelectorAll(".topic")].map((element) => ({
    element,
    size: element.querySelector(":scope > summary .size"),
    questions: [...element.querySelectorAll(".question")],
  }));
  let openBefore = null; // the topics that were unfolded before something was sought
  const texts = new Map();
  const textOf = (entry) => {
    if (!texts.has(entry)) texts.set(entry, entry.textContent.toLowerCase());
    return texts.get(entry);
  };
  const wordsSought = () => search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (entry, sought) =>
    (tag.value === "" || entry.dataset.tags.split("|").includes(tag.value)) &&
    (difficulty.value === "" || entry.dataset.difficulty === difficulty.value) &&
    sought.every((word) => textOf(entry).includes(word));
  const found = () => entries.filter((entry) => !entry.hidden);
  const say = (number) => {
    const all = `${entries.length} questions`;
    section.querySelector('[data-say="found"]').textContent =
      number === entries.length ? all : number === 0 ? `None of the ${all} fits` : `${number} of ${all}`;
  };
  const recount = ({ size, questions }) => {
    const number = questions.filter((each) => !each.hidden).length;
    size.textContent = number === 1 ? "1 question" : `${number} questions`;
  };
  const unfold = (isChosen) => {
    if (isChosen) openBefore ??= new Set(topics.filter((topic) => topic.element.open));
    for (const topic of topics) if (openBefore) topic.element.open = isChosen || openBefore.has(topic);
    if (!isChosen) openBefore = null;
  };
  const refresh = () => {
    const sought = wordsSought();
    for (const entry of entries) entry.hidden = !fits(entry, sought);
    const isChosen = tag.value !== "" || difficulty.value !== "" || sought.length > 0;
    clear.hidden = !isChosen;
    topics.forEach(recount);
    unfold(isChosen);
    say(found().length);
  };
  const openAll = (open) => {
    for (const entry of found()) entry.open = open;
    for (const { element } of topics) element.open = open;
  };
  const showAll = () => {
    for (const field of [tag, difficulty, search]) field.value = "";
    refresh();
    search.focus({ preventScroll: true }); // the button that was pressed is gone
  };
  for (const field of [tag, difficulty, search]) field.addEventListener("input", refresh);
  clear.addEventListener("click", showAll);
  section.querySelector('[data-do="open"]').addEventListener("click", () => openAll(true));
  section.querySelector('[data-do="fold"]').addEventListener("click", () => openAll(false));
  section.querySelector(".tools").hidden = false;
  section.querySelector(".found").hidden = false;
  refresh(); // a browser may have kept what was chosen before the page was loaded again
})();
