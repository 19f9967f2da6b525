// The cards that the page has: questions, code to write from memory, curves to judge and claims to predict.
// {key, kind, id, title, topic, level, minutes, element}; topics and levels are those of the list of questions.
const deck = (() => {
  const nameFrom = (heading) => heading.id.replace(/^topic-/, "");
  const questions = [...document.querySelectorAll("#questions .question")].map((element) => ({
    key: `question:${element.dataset.id}`,
    kind: "question",
    id: element.dataset.id,
    title: element.querySelector("h4").textContent,
    topic: nameFrom(element.closest(".topic").querySelector("h3")),
    level: Number(element.dataset.difficulty),
    element,
  }));
  const byAnchor = new Map(questions.map((card) => [card.element.id, card]));
  // Code is of the topic and level of the first question that it is asked with.
  const askedWith = (element) => {
    const links = [...element.querySelectorAll('.asked-with a[href^="#question-"]')];
    return links.map((link) => byAnchor.get(link.hash.slice(1))).find(Boolean) ?? { topic: "", level: 1 };
  };
  const codes = [...document.querySelectorAll("#from-memory .card")].map((element) => {
    const { topic, level } = askedWith(element);
    const id = element.id.replace(/^card-/, "");
    const title = element.querySelector("h3 > span").textContent;
    const minutes = Number.parseInt(element.querySelector(".aim").textContent, 10);
    return { key: `code:${id}`, kind: "code", id, title, topic, level, minutes, element };
  });
  const inTemplate = (name, kind) =>
    [...document.getElementById(name).content.querySelectorAll("article")].map((element) => ({
      key: `${kind}:${element.dataset.id}`,
      kind,
      id: element.dataset.id,
      title: element.querySelector("h3").textContent,
      topic: element.dataset.topic,
      level: Number(element.dataset.level),
      element,
    }));
  const curves = inTemplate("curves-to-judge", "curve");
  const claims = inTemplate("claims-to-predict", "claim");
  const cards = [...questions, ...codes, ...curves, ...claims];
  const byKey = new Map(cards.map((card) => [card.key, card]));

  const KINDS = {
    review: ["question", "curve"], mock: ["question"], predict: ["claim"], code: ["code"], curves: ["curve"],
  };
  const FLAGGED = "flagged"; // in place of a topic
  // The cards of a mode, a topic and a level; each of the latter two may be any.
  const of = ({ mode, topic = "", level = "" }, state) =>
    cards.filter((card) =>
      KINDS[mode].includes(card.kind) &&
      (topic === "" || (topic === FLAGGED ? progress.isFlagged(state, card.key) : card.topic === topic)) &&
      (level === "" || card.level === Number(level)));
  const headings = [...document.querySelectorAll("#questions .topic > h3")];
  const topics = new Map(headings.map((each) => [nameFrom(each), each.textContent]));
  const nameOf = (topic) => topics.get(topic) ?? "Other";
  return { of, get: (key) => byKey.get(key), nameOf, cards, FLAGGED };
})();
