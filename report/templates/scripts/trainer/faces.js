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
      const follows = (name) => element.nextElementSibling?.matches(`.${name}`);
      if (element.matches(".asked-with")) part = "code";
      else if (element.matches(".proof")) part = "evidence";
      else if (element.matches("h5")) part = ["levels", "next"].find(follows) ?? "full";
      parts[part].push(element);
    }
    return parts;
  };
  const question = ({ element }) => {
    const { spoken, full, levels, next, evidence, code } = partsOf(element);
    const [proof] = evidence;
    return {
      front: [heading(...copy(element.querySelector("h4")).childNodes)],
      back: [
        make("p", "say", ...copy(element.querySelector("summary .say")).childNodes),
        ...copies([...spoken, ...levels]),
        ...fold("Follow-up questions", copies(next.slice(1))),
        ...fold("The answer in full", copies(full)),
        ...fold("Evidence", copies(proof.querySelectorAll(":scope > :not(summary)"))),
        ...copies(code),
      ],
    };
  };
  // The questions that follow a question, each with its answer; where that is another question, with its line to say.
  const lineOf = (link) => document.getElementById(link.hash.slice(1)).querySelector("summary .say");
  const answerOf = (definition) => {
    const others = [...definition.querySelectorAll('a[href^="#question-"]')];
    return [...copy(definition).childNodes, ...others.map((link) => make("p", "", ...copy(lineOf(link)).childNodes))];
  };
  const followUps = ({ element }) =>
    [...element.querySelectorAll(".next > dt")].map((each) => ({
      asked: each.textContent,
      answer: answerOf(each.nextElementSibling),
    }));
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
