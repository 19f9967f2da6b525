// The two sides of a card, copied from where the page has them.
const faces = (() => {
  const make = (tag, className, ...content) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  };
  const copy = (element) => {
    const copied = element.cloneNode(true);
    for (const each of [copied, ...copied.querySelectorAll("[id]")]) each.removeAttribute("id"); // the page has it once
    return copied;
  };
  const copies = (elements) => [...elements].map(copy);
  const fold = (title, content) => {
    const details = make("details", "fold", make("summary", "", title));
    details.append(...content);
    return content.length ? [details] : [];
  };
  const heading = (...content) => make("h3", "asked", ...content);

  // The parts of an answer: what is spoken, all of it, the levels, what is asked next, the evidence, code to write.
  const partsOf = (question) => {
    const parts = { spoken: [], full: [], levels: [], next: [], evidence: [], code: [] };
    let part = "spoken";
    for (const element of question.querySelectorAll(":scope > :not(summary, .here)")) {
      const follows = element.nextElementSibling;
      if (element.matches(".asked-with")) part = "code";
      else if (element.matches(".proof") || follows?.matches(".basis")) part = "evidence";
      else if (element.matches("h5")) {
        const isNext = follows.matches(".next") || parts.evidence.length > 0;
        part = follows.matches(".levels") ? "levels" : isNext ? "next" : "full";
      }
      parts[part].push(element);
    }
    return parts;
  };
  const withoutHeading = (elements) => elements.filter((each) => !each.matches("h5"));
  const evidenceOf = ([first, ...others]) => {
    if (!first?.matches("details")) return fold("Evidence", copies(withoutHeading([first, ...others].filter(Boolean))));
    return fold("Evidence", copies(first.querySelectorAll(":scope > :not(summary)")));
  };
  const question = ({ element }) => {
    const parts = partsOf(element);
    const said = element.querySelector("summary .say");
    const full = copies(parts.full);
    return {
      front: [heading(...copy(element.querySelector("h4")).childNodes)],
      back: [
        ...(said ? [make("p", "say", ...copy(said).childNodes)] : full),
        ...copies([...parts.spoken, ...parts.levels]),
        ...fold("They may go on to ask", copies(withoutHeading(parts.next))),
        ...(said ? fold("The answer in full", full) : []),
        ...evidenceOf(parts.evidence),
        ...copies(parts.code),
      ],
    };
  };
  // The questions that follow a question, each with its answer where the page has one.
  const followUps = ({ element }) => {
    const [list] = withoutHeading(partsOf(element).next);
    return [...(list?.querySelectorAll(":scope > dt, :scope > li") ?? [])].map((each) => ({
      asked: each.textContent,
      answer: each.matches("dt") ? [...copy(each.nextElementSibling).childNodes] : [],
    }));
  };
  const code = ({ element, title }) => {
    const [checks, solution] = element.querySelectorAll("details");
    return {
      front: [heading(title), copy(element.querySelector(".task"))],
      back: [make("h4", "", checks.querySelector("summary").textContent), copy(checks.querySelector("ul")),
        ...copies([...solution.children].filter((each) => !each.matches("summary")))],
    };
  };
  const inTemplate = ({ element, title }) => {
    const side = (name) => [...element.querySelector(`.${name}`).cloneNode(true).childNodes];
    return { front: [heading(title), ...side("front")], back: side("back") };
  };
  const of = (card) => ({ question, code, curve: inTemplate, claim: inTemplate })[card.kind](card);
  return { of, followUps, make, copy };
})();
