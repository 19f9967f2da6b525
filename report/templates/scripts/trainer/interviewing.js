// A mock interview: 90 seconds for each question, then what an interviewer goes on to ask, then answers and a score.
const interviewing = (run) => {
  const SECONDS = 90;
  const FOLLOW_UP_SECONDS = 45;
  const FOLLOW_UPS = 2;
  const GRADES = ["Missed", "Junior", "Senior", "Staff"];
  let card = null;
  let asked = []; // the question and what follows it: {heading, seconds, answer}
  let place = 0;
  let spent = 0;
  let isOver = false;

  const { make } = faces;
  const headingOf = (text) => [make("p", "kind", "Follow-up question"), make("h3", "asked", text)];
  const view = (rest) => {
    stage.show({
      where: [deck.nameOf(card.topic), trainerWording.level(card.level)].join(", "),
      count: `Question ${run.session.answers.length + 1} of ${run.session.queue.length}`,
      share: run.session.answers.length / run.session.queue.length,
      ...rest,
    });
    run.allow({ undo: false, card: true });
  };
  const listen = () => {
    const { front, seconds } = asked[place];
    view({ front, buttons: [{ label: "I have answered", keys: [" ", "Enter"], isMain: true, act: goOn }] });
    notes.show(card.key, false);
    clock.start(seconds, () => {
      isOver = true;
      stage.announce("Time is up. Finish your sentence.");
    });
    stage.announce(`${seconds} seconds. ${front.at(-1).textContent}`);
  };
  const goOn = () => {
    spent += clock.stop();
    place += 1;
    if (place < asked.length) listen(); else open();
  };
  const open = () => {
    const [, ...further] = asked;
    const { front, back } = faces.of(card);
    const answers = further.flatMap(({ text, answer }) => [make("dt", "", text), make("dd", "", ...answer)]);
    const list = answers.length ? [make("h4", "", "Follow-up answers"), make("dl", "next", ...answers)] : [];
    const ratings = GRADES.map((label, level) => ({
      label, keys: [String(level + 1)], act: () => rate(level + 1),
    }));
    const task = make("p", "used", "Which level did you reach?");
    const beforeFolds = back.findIndex((each) => each.matches(".fold"));
    view({ front: [...front, task], back: back.toSpliced(beforeFolds, 0, ...list), buttons: ratings });
    notes.show(card.key, true);
    stage.announce("The answer is shown. Rate yourself from 1 to 4.");
  };
  const ask = () => {
    const [key] = sessions.unanswered(run.session);
    if (key === undefined) return run.end();
    card = deck.get(key);
    const following = faces.followUps(card).slice(0, FOLLOW_UPS).map(({ asked: text, answer }) => ({
      text, answer, front: headingOf(text), seconds: FOLLOW_UP_SECONDS,
    }));
    asked = [{ front: faces.of(card).front, seconds: SECONDS }, ...following];
    [place, spent, isOver] = [0, 0, false];
    listen();
  };
  const rate = (rating) => {
    notes.save();
    keeper.change((state) => progress.review(state, card.key, rating, Date.now(), spent));
    run.update(sessions.answer(run.session, { key: card.key, rating, seconds: spent, isOver }));
    ask();
  };
  return { ask, undo: () => {} };
};
