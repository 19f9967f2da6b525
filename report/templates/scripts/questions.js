// The questions found by topic, level and words; opened and folded at once. The address has the choice.
(() => {
  const section = document.getElementById("questions");
  const entries = [...section.querySelectorAll(".question")];
  const topic = document.getElementById("question-topic");
  const level = document.getElementById("question-level");
  const search = document.getElementById("question-search");
  const fields = { topic, level, words: search }; // as the address names them
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
    (topic.value === "" || entry.dataset.tags.replaceAll(" ", "-").split("|").includes(topic.value)) &&
    (level.value === "" || entry.dataset.difficulty === level.value) &&
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
    if (isChosen) openBefore ??= new Set(topics.filter((each) => each.element.open));
    for (const each of topics) if (openBefore) each.element.open = isChosen || openBefore.has(each);
    if (!isChosen) openBefore = null;
  };
  const refresh = () => {
    const sought = wordsSought();
    for (const entry of entries) entry.hidden = !fits(entry, sought);
    const isChosen = topic.value !== "" || level.value !== "" || sought.length > 0;
    clear.hidden = !isChosen;
    topics.forEach(recount);
    unfold(isChosen);
    say(found().length);
  };
  const openAll = (open) => {
    for (const entry of found()) entry.open = open;
    for (const { element } of topics) element.open = open;
  };
  // What else the address asks for, as to print the questions, stays.
  const change = () => {
    refresh();
    const query = new URLSearchParams(namedPlace() === "questions" ? location.hash.split("?")[1] : "");
    for (const [name, { value }] of Object.entries(fields)) {
      if (value.trim()) query.set(name, value); else query.delete(name);
    }
    history.replaceState(null, "", query.size ? `#questions?${query}` : "#questions");
  };
  const showAll = () => {
    for (const field of Object.values(fields)) field.value = "";
    change();
    search.focus({ preventScroll: true }); // the button that was pressed is gone
  };
  const follow = () => {
    if (namedPlace() !== "questions") return;
    const query = new URLSearchParams(location.hash.split("?")[1]);
    for (const [name, field] of Object.entries(fields)) {
      field.value = query.get(name) ?? "";
      if (field.selectedIndex < 0) field.value = ""; // this report has none of that name
    }
    refresh();
  };
  for (const field of Object.values(fields)) field.addEventListener("input", change);
  clear.addEventListener("click", showAll);
  section.querySelector('[data-do="open"]').addEventListener("click", () => openAll(true));
  section.querySelector('[data-do="fold"]').addEventListener("click", () => openAll(false));
  section.querySelector(".tools").hidden = false;
  section.querySelector(".found").hidden = false;
  addEventListener("hashchange", follow);
  refresh(); // a browser may have kept what was chosen before the page was loaded again
  follow();
})();
