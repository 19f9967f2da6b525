// Progress as text: what the browser keeps and what the reader saves to a file. Knows no page and no clock.
const progressText = (() => {
  const QUIZ_RATINGS = { "not yet": [1], partly: [2], knew: [3, 3] }; // good twice is past the first steps
  const isNumber = (value) => typeof value === "number" && Number.isFinite(value) && value >= 0;
  const isTime = (value) => Number.isSafeInteger(value) && value >= 0;
  const isIn = (least, most) => (value) => Number.isSafeInteger(value) && value >= least && value <= most;
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

  // The entries that have these types; whatever else a damaged or foreign text holds is left out.
  const entriesOf = (values, ...tests) => {
    const fits = (entry) => entry.length === tests.length && tests.every((test, place) => test(entry[place]));
    return (Array.isArray(values) ? values : []).filter((entry) => Array.isArray(entry) && fits(entry));
  };
  const mapValues = (values, change) =>
    Object.fromEntries(Object.entries(isObject(values) ? values : {}).map(([key, value]) => [key, change(value)]));
  const pairOf = (pair, type, otherwise) =>
    entriesOf([pair], (value) => typeof value === type, isTime)[0] ?? otherwise;
  const settingsOf = (found, otherwise) => ({
    exam: /^(\d{4}-\d\d-\d\d)?$/.test(found?.exam) ? found.exam : otherwise.exam,
    minutes: isIn(1, 1440)(found?.minutes) ? found.minutes : otherwise.minutes,
    keys: typeof found?.keys === "boolean" ? found.keys : otherwise.keys,
    changed: isTime(found?.changed) ? found.changed : otherwise.changed,
  });
  const cardOf = (found) => ({
    reviews: entriesOf(found?.reviews, isTime, isIn(progress.UNDONE, 4), isNumber),
    note: pairOf(found?.note, "string", progress.NO_CARD.note),
    flag: pairOf(found?.flag, "boolean", progress.NO_CARD.flag),
  });

  const predictionsOf = (found) => entriesOf(found, isTime, isIn(1, 5), isIn(0, 100), isIn(1, 5));

  // Reads a text; throws an Error that says why it cannot be progress.
  const read = (text) => {
    let found;
    try { found = JSON.parse(text); } catch { throw new Error("it is not JSON"); }
    if (!isObject(found) || !Number.isSafeInteger(found.version)) throw new Error("it is not progress of this trainer");
    if (found.version !== progress.VERSION) {
      const message = `it is of version ${found.version}, and this page reads version ${progress.VERSION}`;
      throw new Error(message, { cause: "version" });
    }
    const empty = progress.empty();
    const state = {
      ...empty,
      generation: isTime(found.generation) ? found.generation : empty.generation,
      settings: settingsOf(found.settings, empty.settings),
      cards: mapValues(found.cards, cardOf),
      predictions: mapValues(found.predictions, predictionsOf),
      interviews: entriesOf(found.interviews, isTime, isIn(0, 100), isIn(1, 1000)),
      quiz: found.quiz === true,
    };
    return progress.merge(state, state); // in order, and each time once
  };
  const write = (state) => JSON.stringify(progress.merge(state, state));

  // The ratings that the earlier quiz kept, in their order, as if given one after the other from a time on.
  const fromQuiz = (text, at) => {
    const state = { ...progress.empty(), quiz: true };
    let ratings;
    try { ratings = JSON.parse(text).ratings; } catch { return state; }
    const found = Object.entries(isObject(ratings) ? ratings : {}).filter(
      ([, entry]) => Array.isArray(entry) && Object.hasOwn(QUIZ_RATINGS, entry[0]) && isIn(1, 1e9)(entry[1]),
    );
    const reviewsOf = ([rating, number]) =>
      QUIZ_RATINGS[rating].map((each, place) => [at + 2 * number + place, each, 0]);
    const cards = found.map(([id, entry]) => [`question:${id}`, { ...progress.NO_CARD, reviews: reviewsOf(entry) }]);
    return { ...state, cards: Object.fromEntries(cards) };
  };
  return { read, write, fromQuiz };
})();
