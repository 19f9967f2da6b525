// Claims to predict before they are shown: which way and how much, how sure, then what was measured.
const predicting = (run) => {
  const SURENESS = [["Guessing", 40], ["Leaning", 60], ["Fairly sure", 80], ["Certain", 95]]; // percent
  const NONE = 3; // the choice of no difference that matters; below it the first side is lower, above it higher
  let card = null;
  let face = null;
  let choice = 0;

  const { make } = faces;
  const options = () => [...card.element.querySelectorAll(".options li")].map((each) => each.textContent);
  const view = (rest) => {
    stage.show({
      where: card.topic ? deck.nameOf(card.topic) : "Claims",
      count: `Claim ${run.session.answers.length + Number(!rest.isAnswered)} of ${run.session.queue.length}`,
      share: run.session.answers.length / run.session.queue.length,
      front: face.front,
      ...rest,
    });
    notes.show(null, false);
    run.allow({ undo: false, card: false });
  };
  const ask = () => {
    const [key] = sessions.unanswered(run.session);
    if (key === undefined) return run.end();
    card = deck.get(key);
    face = faces.of(card);
    view({
      buttons: options().map((label, place) => ({ label, keys: [String(place + 1)], act: () => choose(place + 1) })),
      isColumn: true,
    });
    stage.announce(`${card.title} ${card.element.querySelector(".front").textContent}`);
  };
  const choose = (made) => {
    choice = made;
    const task = `You say: ${options()[choice - 1]}. How sure are you of the direction?`;
    view({
      front: [...face.front, make("p", "used", task)],
      buttons: SURENESS.map(([label, percent], place) => ({
        label, hint: `${percent} %`, keys: [String(place + 1)], act: () => open(percent),
      })),
    });
    stage.announce("How sure are you of the direction?");
  };
  const told = ({ isSign, isSize }) =>
    isSize ? "Right, in direction and size." : isSign ? "Right direction, wrong size." : "Wrong.";
  const open = (sureness) => {
    const outcome = Number(card.element.dataset.outcome);
    const isSign = Math.sign(choice - NONE) === Math.sign(outcome - NONE);
    const entry = { key: card.key, choice, sureness, outcome, isSign, isSize: choice === outcome };
    const score = (sureness / 100 - Number(isSign)) ** 2;
    keeper.change((state) => progress.predict(state, card.id, entry, Date.now()));
    run.update(sessions.answer(run.session, entry));
    const drawing = document.querySelector(`#${CSS.escape(card.element.dataset.anchor)} .effect`);
    const found = [
      make("p", isSign ? "told right" : "told wrong", told(entry)),
      make("p", "", `You said: ${options()[choice - 1]}, ${sureness} % sure. Measured: ${options()[outcome - 1]}. `,
        `Brier score ${score.toFixed(2)}.`),
    ];
    view({
      back: [...found, ...(drawing ? [faces.copy(drawing)] : []), ...face.back],
      buttons: [{ label: "Next", keys: [" ", "Enter"], isMain: true, act: ask }],
      isAnswered: true,
    });
    stage.announce(`${told(entry)} Measured: ${options()[outcome - 1]}.`);
  };
  return { ask, undo: () => {} };
};
