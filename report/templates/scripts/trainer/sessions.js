// One session: what is asked, in which order, and what was answered; kept for this tab, so that a reload goes on with
// it. {id, mode, topic, level, day, queue: [key], answers: [{key, rating, ...}]}. This file knows no page.
const sessions = (() => {
  const AHEAD = 10; // cards of a session although nothing is due
  const INTERVIEW = 5; // questions
  const CLAIMS = 10;

  const pick = (cards, seed) => shuffling.spread(shuffling.shuffled(cards, seed), ({ topic }) => topic);
  const keysOf = (cards) => cards.map(({ key }) => key);
  // What is due and new today; where nothing is, cards ahead of their time.
  const forReview = (cards, state, seed, now) => {
    const { due, fresh } = planning.today(cards, state, now);
    const asked = due.length + fresh.length ? [...due, ...fresh] : planning.ahead(cards, state, now, AHEAD);
    return keysOf(pick(asked, seed));
  };
  // A draw by the seed alone, so that an address gives everybody the same interview; easy questions come first.
  const forInterview = (cards, seed) =>
    keysOf(pick(cards, seed).slice(0, INTERVIEW).sort((one, other) => one.level - other.level));
  // Claims that were predicted least often, in an order by the seed.
  const forPredictions = (cards, state, seed) => {
    const times = ({ id }) => (Object.hasOwn(state.predictions, id) ? state.predictions[id].length : 0);
    return keysOf(pick(cards, seed).sort((one, other) => times(one) - times(other)).slice(0, CLAIMS));
  };

  const begin = ({ mode, topic, level, session }, cards, state, now) => {
    const id = session || shuffling.newSeed();
    const queues = {
      mock: () => forInterview(cards, id),
      predict: () => forPredictions(cards, state, id),
    };
    const queue = (queues[mode] ?? (() => forReview(cards, state, id, now)))();
    return { id, mode, topic, level, day: planning.startOfDay(now), queue, answers: [] };
  };
  const answer = (session, entry) => ({ ...session, answers: [...session.answers, entry] });
  const takeBack = (session) => ({ ...session, answers: session.answers.slice(0, -1) });

  const unanswered = ({ queue, answers }) => queue.filter((key) => !answers.some((each) => each.key === key));
  // Answered cards that come back soon, the one that is due first at the front.
  const comingBack = ({ answers }, state) => {
    const keys = [...new Set(answers.map(({ key }) => key))];
    return keys
      .filter((key) => planning.isLearning(progress.memoryOf(state, key)))
      .sort((one, other) => progress.memoryOf(state, one).due - progress.memoryOf(state, other).due);
  };
  // The card to show: one that has come back, else the next one, else one that would come back soon; null at the end.
  const next = (session, state, now) => {
    const [soonest] = comingBack(session, state);
    if (soonest && progress.memoryOf(state, soonest).due <= now) return soonest;
    return unanswered(session)[0] ?? soonest ?? null;
  };
  const DRAWN = ["mock", "predict"]; // modes in which nothing comes back
  const isOver = (session, state, now) =>
    DRAWN.includes(session.mode) ? unanswered(session).length === 0 : next(session, state, now) === null;
  const left = (session, state) =>
    unanswered(session).length + (DRAWN.includes(session.mode) ? 0 : comingBack(session, state).length);

  const STORED = "groundwork.session";
  let inMemory = null; // where the browser keeps nothing
  const keep = (session) => {
    inMemory = session;
    try { sessionStorage.setItem(STORED, JSON.stringify(session)); } catch { /* then a reload begins it anew */ }
  };
  const isSession = (found) =>
    ["id", "mode", "topic", "level"].every((name) => typeof found?.[name] === "string") &&
    Array.isArray(found.queue) && Array.isArray(found.answers);
  const read = () => {
    try {
      const found = JSON.parse(sessionStorage.getItem(STORED));
      return isSession(found) ? found : inMemory;
    } catch { return inMemory; }
  };
  // The last session of this tab, if it is of today: what is due is another matter tomorrow.
  const kept = (now) => {
    const found = read();
    return found?.day === planning.startOfDay(now) ? found : null;
  };
  return { INTERVIEW, CLAIMS, begin, answer, takeBack, unanswered, next, isOver, left, keep, kept };
})();
