// A session of questions, code or curves: recall, look, rate; what was not remembered comes back before the end.
const reviewing = (run) => {
  const RATINGS = [["Again", "1"], ["Hard", "2"], ["Good", "3", " ", "Enter"], ["Easy", "4"]];
  const MOST_SECONDS = 600; // of one answer; whoever takes longer was away
  const { wait, count, level } = trainerWording;
  let card = null;
  let face = null;
  let shownAt = 0;
  let isOpen = false;

  const isCode = () => card.kind === "code";
  const ratingButtons = () => {
    const memory = progress.memoryOf(keeper.state, card.key);
    const now = Date.now();
    return RATINGS.map(([label, ...keys], place) => ({
      label,
      hint: wait(fsrs.review(memory, place + 1, now).due - now),
      keys,
      isMain: label === "Good",
      act: () => rate(place + 1),
    }));
  };
  const showButton = () => ({ label: "Show the answer", keys: [" ", "Enter"], isMain: true, act: reveal });
  const show = () => {
    const left = sessions.left(run.session, keeper.state);
    const total = run.session.queue.length;
    stage.show({
      where: [deck.nameOf(card.topic), level(card.level)].join(", "),
      count: `${left} to go`,
      share: Math.max(0, total - left) / total,
      front: face.front,
      back: isOpen ? face.back : [],
      buttons: isOpen ? ratingButtons() : [showButton()],
    });
    notes.show(card.key, isOpen);
    run.allow({ undo: run.session.answers.length > 0, card: true });
  };
  const take = (key, news) => {
    card = deck.get(key);
    face = faces.of(card);
    shownAt = Date.now();
    isOpen = false;
    clock.stop();
    if (isCode()) clock.start(60 * card.minutes, () => stage.announce("The target time is over."));
    show();
    stage.announce(`${news}${card.title}`);
  };
  const ask = (news = "") => {
    const key = sessions.next(run.session, keeper.state, Date.now());
    if (key === null) run.end(); else take(key, news);
  };
  const reveal = () => {
    if (isCode()) {
      const used = clock.stop();
      face.back.unshift(faces.make("p", "used", `Your time: ${clock.text(used)} of ${card.minutes}:00`));
    }
    isOpen = true;
    show();
    stage.announce("The answer is shown.");
  };
  const rate = (rating) => {
    notes.save();
    const now = Date.now();
    const seconds = Math.min(MOST_SECONDS, Math.round((now - shownAt) / 1000));
    keeper.change((state) => progress.review(state, card.key, rating, now, seconds));
    run.update(sessions.answer(run.session, { key: card.key, rating, seconds }));
    const again = wait(progress.memoryOf(keeper.state, card.key).due - now);
    const left = count(sessions.left(run.session, keeper.state), "card");
    ask(`${RATINGS[rating - 1][0]}: again in ${again}. ${left} to go. `);
  };
  // Shows the last card again with its answer, to be rated anew.
  const undo = () => {
    const last = run.session.answers.at(-1);
    if (!last) return;
    keeper.change((state) => progress.undo(state, last.key));
    run.update(sessions.takeBack(run.session));
    take(last.key, "");
    clock.stop();
    isOpen = true;
    show();
    stage.announce(`Taken back. ${card.title}`);
  };
  return { ask, undo };
};
