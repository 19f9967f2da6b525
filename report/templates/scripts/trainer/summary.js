// The end of a session: what went well, what did not, and what to do next.
const summaries = (() => {
  const { make } = faces;
  const { count, minutes, percent, inDays, level } = trainerWording;
  const WEAK = 0.8; // a topic of which less than this share is known

  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // Groups of answers with the mean of their scores from 0 to 1, the lowest first.
  const byGroup = (answers, groupOf, scoreOf) =>
    [...Map.groupBy(answers, groupOf)]
      .map(([group, members]) => ({ group, share: mean(members.map(scoreOf)), number: members.length }))
      .sort((one, other) => one.share - other.share || other.number - one.number);
  const table = (caption, heads, rows) => {
    const element = make("table", "scores", make("caption", "", caption));
    const head = element.createTHead().insertRow();
    for (const text of heads) {
      const cell = make("th", "", text);
      cell.scope = "col";
      head.append(cell);
    }
    const body = element.createTBody();
    for (const [name, ...cells] of rows) {
      const first = make("th", "", name);
      first.scope = "row";
      body.append(make("tr", "", first, ...cells.map((cell) => make("td", "", cell))));
    }
    return element;
  };
  const scoresBy = (caption, groups, nameOf) =>
    table(caption, [caption.replace(/^By /, ""), "score", "cards"], groups.map(({ group, share, number }) => [
      nameOf(group), percent(share), String(number),
    ]));
  const cardOf = ({ key }) => deck.get(key);
  const topicOf = (answer) => cardOf(answer).topic;
  const isLow = ({ share }) => share < WEAK;
  const trainButtons = (groups, train) =>
    groups.filter(isLow).slice(0, 3).map(({ group }) => {
      const button = make("button", "", `Train ${deck.nameOf(group)}`);
      button.type = "button";
      button.addEventListener("click", () => train(group));
      return button;
    });
  const weak = (groups, train) => {
    const buttons = trainButtons(groups.filter(({ group }) => group !== ""), train);
    return buttons.length ? [make("p", "weak", "Weak topics: ", ...buttons.flatMap((each) => [each, " "]))] : [];
  };
  const onceEach = (answers) => [...Map.groupBy(answers, ({ key }) => key).values()].map(([first]) => first);

  const ofReview = ({ answers, mode }, cards, state, train) => {
    const firsts = onceEach(answers);
    const known = firsts.filter(({ rating }) => rating > 1).length;
    const groups = byGroup(firsts, topicOf, ({ rating }) => Number(rating > 1));
    const due = planning.nextDue(cards, state, Date.now());
    const seconds = answers.reduce((sum, answer) => sum + answer.seconds, 0);
    return {
      title: "Done",
      nodes: [
        make("p", "say", `${known} of ${count(firsts.length, "card")} remembered at once.`),
        make("p", "", `${count(answers.length, "answer")} in ${minutes(seconds)}.`,
          due ? ` Next: ${count(due.cards, "card")} ${inDays(due.days)}.` : ""),
        ...(mode === "review" ? weak(groups, train) : []),
        ...(groups.length > 1 ? [scoresBy("By topic", groups, deck.nameOf)] : []),
      ],
    };
  };
  const gradeOf = ({ rating }) => (rating - 1) / 3; // from missed to the highest level
  const scoreOf = (answers) => mean(answers.map(gradeOf));
  const ofInterview = ({ answers }, cards, state, train) => {
    const groups = byGroup(answers, topicOf, gradeOf);
    const late = answers.filter(({ isOver }) => isOver).length;
    const seconds = answers.reduce((sum, answer) => sum + answer.seconds, 0);
    return {
      title: "The interview is over",
      nodes: [
        make("p", "say", `Score: ${percent(scoreOf(answers))}`),
        make("p", "", `${count(answers.length, "question")} in ${minutes(seconds)}, ${late || "none"} over time.`),
        ...weak(groups, train),
        scoresBy("By topic", groups, deck.nameOf),
        scoresBy("By level", byGroup(answers, (answer) => cardOf(answer).level, gradeOf), level),
      ],
    };
  };
  const brier = (predictions) =>
    mean(predictions.map(({ sureness, isSign }) => (sureness / 100 - Number(isSign)) ** 2));
  const ofPredictions = ({ answers }) => {
    const bySureness = byGroup(answers, ({ sureness }) => sureness, ({ isSign }) => Number(isSign));
    const [signs, sizes] = ["isSign", "isSize"].map((name) => answers.filter((each) => each[name]).length);
    const score = brier(answers).toFixed(2);
    return {
      title: "Predictions",
      nodes: [
        make("p", "say", `Direction right ${signs} of ${answers.length} times, size ${sizes} times.`),
        make("p", "", `Brier score of these: ${score}. 0 is perfect; who always says 50 % gets 0.25.`),
        table("Accuracy by confidence", ["confidence", "right", "claims"],
          bySureness.sort((one, other) => one.group - other.group).map(({ group, share, number }) => [
            `${group} %`, percent(share), String(number),
          ])),
      ],
    };
  };
  // The Brier score of the first predictions of all claims, and their number: a second time one remembers.
  const record = (state) => {
    const firsts = Object.values(state.predictions).filter((each) => each.length).map(([first]) => first);
    const scored = firsts.map(([, choice, sureness, outcome]) => ({
      sureness, isSign: Math.sign(choice - 3) === Math.sign(outcome - 3),
    }));
    return { number: scored.length, score: scored.length ? brier(scored) : null };
  };
  const of = (session, ...rest) =>
    ({ mock: ofInterview, predict: ofPredictions })[session.mode]?.(session, ...rest) ?? ofReview(session, ...rest);
  return { of, record, scoreOf };
})();
