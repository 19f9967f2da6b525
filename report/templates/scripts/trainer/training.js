// Runs a session on the stage, from the address that asks for it to its summary.
const training = (() => {
  const FLOWS = { review: reviewing, code: reviewing, curves: reviewing, mock: interviewing, predict: predicting };
  const listeners = [];
  let wanted = null;
  let session = null;
  let flow = null;

  const tool = (name) => stage.part("tools").querySelector(`[data-do="${name}"]`);
  const allow = ({ undo, card }) => {
    tool("undo").hidden = !undo;
    for (const name of ["flag", "note"]) tool(name).hidden = !card;
  };
  const update = (changed) => {
    session = changed;
    sessions.keep(session);
  };
  const go = (changes) => {
    location.hash = trainerAddress.write({ ...wanted, session: shuffling.newSeed(), ...changes });
  };
  const noteInterview = () => {
    if (session.mode !== "mock" || session.isNoted) return;
    const percent = Math.round(100 * summaries.scoreOf(session.answers));
    keeper.change((state) => progress.interview(state, percent, session.answers.length, Date.now()));
    update({ ...session, isNoted: true });
  };
  const more = { mock: "Another interview", predict: "More claims" };
  const closing = { label: "Close", keys: [" ", "Enter"], isMain: true, act: () => stage.close() };
  const showEnd = (title, nodes, buttons) => {
    clock.stop();
    notes.show(null, false);
    allow({ undo: false, card: false });
    stage.show({ where: "", count: "", share: 1, front: [faces.make("h3", "asked", title)], back: nodes, buttons });
    stage.announce(`${title}. ${nodes.map((each) => each.textContent).join(" ")}`);
  };
  const end = () => {
    if (session.answers.length === 0) {
      const text = "No card fits this topic and level. Choose others, or take away the flags that you no longer need.";
      return showEnd("Nothing to train", [faces.make("p", "", text)], [closing]);
    }
    noteInterview();
    const train = (topic) => go({ mode: "review", topic, level: "" });
    const cards = deck.of({ mode: session.mode }, keeper.state);
    const { title, nodes } = summaries.of(session, cards, keeper.state, train);
    showEnd(title, nodes, [{ label: more[session.mode] ?? "Keep going", keys: ["k"], act: () => go({}) }, closing]);
  };

  const resumed = () => {
    const kept = sessions.kept(Date.now());
    if (!wanted.session || kept?.id !== wanted.session || kept.mode !== wanted.mode) return null;
    return { ...kept, queue: kept.queue.filter(deck.get), answers: kept.answers.filter(({ key }) => deck.get(key)) };
  };
  const start = (asked) => {
    wanted = asked;
    const begun = resumed() ?? sessions.begin(wanted, deck.of(wanted, keeper.state), keeper.state, Date.now());
    wanted = { ...wanted, session: begun.id };
    history.replaceState(history.state, "", trainerAddress.write(wanted));
    update(begun);
    stage.open();
    flow = FLOWS[session.mode]({ get session() { return session; }, update, allow, end });
    flow.ask();
  };
  // Back to the page; the session can be gone on with.
  const leave = () => {
    clock.stop();
    notes.show(null, false);
    flow = null;
    for (const listener of listeners) listener();
  };

  tool("undo").addEventListener("click", () => flow?.undo());
  tool("leave").addEventListener("click", stage.close);
  stage.dialog.addEventListener("close", () => {
    if (stage.dialog.open) return; // opened again before this event came
    if (trainerAddress.read(location.hash)?.mode) {
      history.replaceState(history.state, "", trainerAddress.write({ topic: wanted.topic, level: wanted.level }));
    }
    leave();
  });
  // Who follows a link of a card reads on in the page, and comes back to the card by Back.
  addEventListener("click", (event) => {
    const link = event.target.closest('#training a[href^="#"]');
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    location.hash = link.hash;
  });
  const follow = () => {
    const asked = trainerAddress.read(location.hash);
    if (asked?.mode) start(asked); else stage.close();
  };
  return {
    follow,
    onLeave: (listener) => listeners.push(listener),
    // The session of this tab that was left before its end, if it is of this mode, topic and level.
    unfinished: (asked, state) => {
      const kept = sessions.kept(Date.now());
      const isSame = kept && ["mode", "topic", "level"].every((name) => kept[name] === asked[name]);
      return isSame && kept.answers.length && !sessions.isOver(kept, state, Date.now()) ? kept : null;
    },
  };
})();
