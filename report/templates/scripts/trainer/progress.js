// The reader's progress as one value that never changes in place: docs/progress.schema.json describes it. It keeps each
// rating with its time and not what follows from it, so that two copies merge without loss. This file knows no page and
// no clock.
const progress = (() => {
  const VERSION = 1;
  const UNDONE = 0; // in place of the rating
  const NO_CARD = { reviews: [], note: ["", 0], flag: [false, 0] };
  const empty = () => ({
    version: VERSION,
    generation: 0, // how often everything was forgotten
    settings: { exam: "", minutes: 20, keys: true, changed: 0 },
    cards: {},
    predictions: {},
    interviews: [],
    quiz: false, // whether the ratings of the earlier quiz are in it
  });

  const byTime = ([one], [other]) => one - other;
  const isUndone = ([, rating]) => rating === UNDONE;
  const cardOf = (state, key) => (Object.hasOwn(state.cards, key) ? state.cards[key] : NO_CARD);
  const withCard = (state, key, changes) => ({
    ...state,
    cards: { ...state.cards, [key]: { ...cardOf(state, key), ...changes } },
  });
  const freeTime = (entries, at) => (entries.some(([other]) => other === at) ? freeTime(entries, at + 1) : at);

  const review = (state, key, rating, at, seconds) => {
    const { reviews } = cardOf(state, key);
    return withCard(state, key, { reviews: [...reviews, [freeTime(reviews, at), rating, seconds]].sort(byTime) });
  };
  // Takes back the last rating of a card; it stays as undone, else another copy would bring it back.
  const undo = (state, key) => {
    const { reviews } = cardOf(state, key);
    const last = reviews.findLastIndex((each) => !isUndone(each));
    return withCard(state, key, { reviews: reviews.with(last, [reviews[last][0], UNDONE, 0]) });
  };
  const note = (state, key, text, at) => withCard(state, key, { note: [text, at] });
  const flag = (state, key, isSet, at) => withCard(state, key, { flag: [isSet, at] });
  const set = (state, changes, at) => ({ ...state, settings: { ...state.settings, ...changes, changed: at } });
  const predict = (state, claim, { choice, sureness, outcome }, at) => {
    const earlier = Object.hasOwn(state.predictions, claim) ? state.predictions[claim] : [];
    const entry = [freeTime(earlier, at), choice, sureness, outcome];
    return { ...state, predictions: { ...state.predictions, [claim]: [...earlier, entry].sort(byTime) } };
  };
  const interview = (state, percent, questions, at) => ({
    ...state,
    interviews: [...state.interviews, [freeTime(state.interviews, at), percent, questions]].sort(byTime),
  });
  const forget = (state) => ({
    ...empty(), generation: state.generation + 1, settings: state.settings, quiz: true,
  });

  const reviewsOf = (state, key) => cardOf(state, key).reviews.filter((each) => !isUndone(each));
  const memories = new WeakMap(); // by the ratings, which are another list whenever they change
  const memoryOf = (state, key) => {
    const { reviews } = cardOf(state, key);
    if (!memories.has(reviews)) {
      const rated = reviewsOf(state, key);
      memories.set(reviews, rated.reduce((memory, [at, rating]) => fsrs.review(memory, rating, at), null));
    }
    return memories.get(reviews);
  };
  const isFlagged = (state, key) => cardOf(state, key).flag[0];
  const noteOf = (state, key) => cardOf(state, key).note[0];

  // Of two things said about the same: the later one; where none is, whichever comes last in writing, in any order.
  const lastInWriting = (one, other) => (JSON.stringify(one) > JSON.stringify(other) ? one : other);
  const later = (one, other, timeOf) => {
    if (timeOf(one) === timeOf(other)) return lastInWriting(one, other);
    return timeOf(one) > timeOf(other) ? one : other;
  };
  const undoneOrLast = (one, other) => {
    if (isUndone(one) === isUndone(other)) return lastInWriting(one, other);
    return isUndone(one) ? one : other;
  };
  const mergeKeys = (one, other, merge) => {
    const merged = { ...one };
    for (const [key, value] of Object.entries(other)) {
      merged[key] = Object.hasOwn(one, key) ? merge(one[key], value) : value;
    }
    return Object.fromEntries(Object.entries(merged).sort(([left], [right]) => (left < right ? -1 : 1)));
  };
  const mergeTimed = (one, other, choose = lastInWriting) => {
    const found = new Map();
    for (const entry of [...one, ...other]) {
      const known = found.get(entry[0]);
      found.set(entry[0], known ? choose(known, entry) : entry);
    }
    return [...found.values()].sort(byTime);
  };
  const mergeCards = (one, other) => ({
    reviews: mergeTimed(one.reviews, other.reviews, undoneOrLast),
    note: later(one.note, other.note, ([, time]) => time),
    flag: later(one.flag, other.flag, ([, time]) => time),
  });
  // All that two copies know. Whoever forgot everything last is right about what came before.
  const merge = (one, other) => {
    if (one.generation !== other.generation) return one.generation > other.generation ? one : other;
    return {
      version: VERSION,
      generation: one.generation,
      settings: later(one.settings, other.settings, ({ changed }) => changed),
      cards: mergeKeys(one.cards, other.cards, mergeCards),
      predictions: mergeKeys(one.predictions, other.predictions, (left, right) => mergeTimed(left, right)),
      interviews: mergeTimed(one.interviews, other.interviews),
      quiz: one.quiz || other.quiz,
    };
  };
  // A copy that the reader brings back counts, whatever was forgotten since it was made.
  const restore = (state, copy) => merge(state, { ...copy, generation: state.generation });
  return {
    VERSION, UNDONE, NO_CARD, empty, review, undo, note, flag, set, predict, interview, forget, merge, restore,
    reviewsOf, memoryOf, isFlagged, noteOf,
  };
})();
