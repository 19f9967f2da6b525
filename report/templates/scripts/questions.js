// The questions found by tag, difficulty and words; opened and folded at once.
(() => {
  const section = document.getElementById("questions");
  const entries = [...section.querySelectorAll(".question")];
  const tag = document.getElementById("question-tag");
  const difficulty = document.getElementById("question-difficulty");
  const search = document.getElementById("question-search");
  const clear = section.querySelector('[data-do="clear"]');
  const topics = [...section.querySelectorAll(".topics li")].map((element) => {
    const heading = document.getElementById(element.querySelector("a").hash.slice(1));
    return { element, questions: [...heading.parentElement.querySelectorAll(".question")] };
  });
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
  const count = ({ element, questions }) => {
    const number = questions.filter((each) => !each.hidden).length;
    element.querySelector("span").textContent = number;
    element.hidden = number === 0; // its heading is not there to be led to
  };
  const refresh = () => {
    const sought = wordsSought();
    for (const entry of entries) entry.hidden = !fits(entry, sought);
    clear.hidden = tag.value === "" && difficulty.value === "" && sought.length === 0;
    topics.forEach(count);
    say(found().length);
  };
  const openAll = (open) => { for (const entry of found()) entry.open = open; };
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
