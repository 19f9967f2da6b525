// One search over questions, code, tables, terms, claims, studies and figures. The words of a title count most, then their
// synonyms, then the words below the title; what is found has all that was asked for.
(() => {
  const MOST = 30; // results
  const EXACT = 8, TITLE = 4, SYNONYM = 3, TEXT = 2, SYNONYM_IN_TEXT = 1;
  // What is found: its name, the elements, and within them the title and the words that count less.
  const KINDS = [
    ["question", "#questions .question", "h4", ".say, .tag"],
    ["code", "#from-memory .card", "h3 > span", ".task"],
    ["code", "#pytorch .piece", "h3", null],
    ["table", "#tables .revise", "h3", "tbody th"],
    ["term", "#glossary .terms > [id]", "dt", "dd"],
    ["claim", "#score-board .claim", ".sentence", ".conditions"],
    ["study", "#studies .study", "h3", ".asked"],
    ["figure", "#studies figure[id]", "h4", null],
  ];
  const dialog = document.getElementById("search");
  const button = document.getElementById("open-search");
  const field = dialog.querySelector("input");
  const list = dialog.querySelector("ol");
  const status = dialog.querySelector('[role="status"]');

  const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}.]+/gu, " ").trim();
  const synonyms = JSON.parse(document.getElementById("synonyms").textContent).map((group) => group.map(plain));
  let entries = null; // read when the search is first opened

  const titleOf = (element) => {
    const copy = element.cloneNode(true);
    for (const each of copy.querySelectorAll(".to-self")) each.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const read = () =>
    KINDS.flatMap(([kind, where, titled, more], order) =>
      [...document.querySelectorAll(where)].map((element) => {
        const title = titleOf(element.querySelector(titled));
        const text = more ? [...element.querySelectorAll(more)].map((each) => each.textContent).join(" ") : "";
        return { kind, order, id: element.id, title, words: ` ${plain(title)} `, text: ` ${plain(text)} ` };
      }));

  // What is asked for, part by part: a term of several words is one part, and has the other words for it.
  const partsOf = (query) => {
    let rest = ` ${query} `;
    const parts = [];
    for (const group of synonyms)
      for (const term of [...group].sort((one, other) => other.length - one.length))
        if (rest.includes(` ${term} `)) {
          parts.push({ term, others: group.filter((each) => each !== term) });
          rest = rest.replace(` ${term} `, " ");
          break;
        }
    return [...parts, ...rest.split(" ").filter(Boolean).map((term) => ({ term, others: [] }))];
  };
  const has = (words, others) => others.some((each) => words.includes(` ${each} `));
  const scoreOf = ({ words, text }, { term, others }) =>
    words.trim() === term ? EXACT
      : words.includes(` ${term}`) ? TITLE
        : has(words, others) ? SYNONYM
          : text.includes(` ${term}`) ? TEXT
            : has(text, others) ? SYNONYM_IN_TEXT : 0;
  const find = (query) => {
    const parts = partsOf(query);
    return entries
      .map((entry) => ({ entry, scores: parts.map((part) => scoreOf(entry, part)) }))
      .filter(({ scores }) => scores.every(Boolean))
      .map(({ entry, scores }) => ({ entry, score: scores.reduce((sum, each) => sum + each, 0) }))
      .sort((one, other) => other.score - one.score || one.entry.order - other.entry.order)
      .map(({ entry }) => entry);
  };

  const itemOf = ({ kind, id, title }) => {
    const item = document.createElement("li");
    const link = item.appendChild(document.createElement("a"));
    link.href = `#${encodeURIComponent(id)}`;
    link.append(Object.assign(document.createElement("span"), { textContent: kind }), ` ${title}`);
    return item;
  };
  const show = () => {
    const query = plain(field.value);
    const found = query ? find(query) : [];
    list.replaceChildren(...found.slice(0, MOST).map(itemOf));
    status.textContent = !query ? `${entries.length} entries: questions, code, tables, terms, claims, studies, figures`
      : found.length > MOST ? `The first ${MOST} of ${found.length} results`
        : found.length === 0 ? "Nothing found. Try fewer or other words." : `${found.length} result${found.length > 1 ? "s" : ""}`;
  };
  const open = () => {
    notePlace();
    entries ??= read();
    dialog.showModal();
    field.select();
    show();
  };
  const move = (step) => {
    const stops = [field, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) next.focus();
  };

  field.addEventListener("input", show);
  button.addEventListener("click", open);
  button.hidden = false;
  list.addEventListener("click", (event) => { if (event.target.closest("a")) dialog.close(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); }); // beside it
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const first = list.querySelector("a");
    if (step) move(step);
    else if (event.key === "Enter" && event.target === field && first) first.click();
    else if (event.key === "Escape") dialog.close(); // at once, where a field of words would only be emptied
    else return;
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    const isTyped = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyped) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    open();
  });
})();
