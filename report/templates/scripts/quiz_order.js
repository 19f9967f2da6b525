// Which question a quiz asks next, from how the reader rated earlier answers; nothing here knows the page.
const quizOrder = (() => {
  const RATINGS = ["not yet", "partly", "knew"];
  const RESTING = 5; // other questions between two times of the same one
  const isEntry = (entry) =>
    Array.isArray(entry[1]) && RATINGS.includes(entry[1][0]) && Number.isSafeInteger(entry[1][1]) && entry[1][1] > 0;

  // The ratings as they were kept; what cannot be read counts as never rated.
  const read = (text) => {
    try {
      const ratings = new Map(Object.entries(JSON.parse(text).ratings).filter(isEntry));
      return { answered: Math.max(0, ...[...ratings.values()].map(([, at]) => at)), ratings };
    } catch {
      return { answered: 0, ratings: new Map() };
    }
  };
  const write = (state) => JSON.stringify({ ratings: Object.fromEntries(state.ratings) });

  // Time is counted in answers, so a week without practice makes nothing old.
  const rate = (state, id, rating) => ({
    answered: state.answered + 1,
    ratings: new Map([...state.ratings, [id, [rating, state.answered + 1]]]),
  });
  const ratingOf = (state, id) => (state.ratings.has(id) ? state.ratings.get(id)[0] : "unseen");
  const since = (state, id) => state.answered - state.ratings.get(id)[1];
  const count = (state, ids, rating) => ids.filter((id) => ratingOf(state, id) === rating).length;

  // Weakest first, then unseen, then known; of equals, not asked today before asked, then longest ago, then as listed.
  const order = (state, ids, trail) => {
    const rest = Math.max(0, Math.min(RESTING, ids.length - 1));
    const resting = new Set(rest ? trail.slice(-rest) : []);
    const weakness = ["not yet", "partly", "unseen", "knew"];
    const key = (id, place) => [
      resting.has(id) ? 1 : 0,
      weakness.indexOf(ratingOf(state, id)),
      trail.lastIndexOf(id),
      state.ratings.has(id) ? state.ratings.get(id)[1] : 0,
      place,
    ];
    const compare = ([left], [right]) => {
      const differing = left.findIndex((each, index) => each !== right[index]);
      return differing < 0 ? 0 : left[differing] - right[differing];
    };
    return ids.map((id, place) => [key(id, place), id]).sort(compare).map(([, id]) => id);
  };
  return { read, write, rate, ratingOf, since, count, order };
})();
