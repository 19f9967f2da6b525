// What to train today, from how well each card is remembered, the date of the interview and the minutes a day.
// A card here is {key, kind, topic, level, minutes}; `minutes` is how long it takes, where that is known beforehand.
// This file knows no page and no clock.
const planning = (() => {
  const { DAY, MINUTE, RETENTION } = fsrs;
  const NIGHT = 240 * MINUTE; // a day ends at four in the morning
  const AHEAD = 20 * MINUTE; // a card that is due so soon need not be waited for
  const SECONDS = { question: 60, curve: 45 }; // until the reader's own are known
  const RECENT = 40; // answers
  const FEW = 5;
  const VIEWS = 2; // of a new card on its first day
  const MOST_DAYS = 60; // that an outlook looks ahead
  const MINUTES = Array.from({ length: 48 }, (_, place) => 5 * (place + 1));

  const dayOf = (at) => {
    const date = new Date(at - NIGHT);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY;
  };
  const startOfDay = (at) => {
    const date = new Date(at - NIGHT);
    return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime() + NIGHT;
  };
  // Days until the interview: 0 is today; null without a date or after it.
  const daysLeft = ({ exam }, now) => {
    const days = exam === "" ? -1 : Date.parse(`${exam}T00:00Z`) / DAY - dayOf(now);
    return days >= 0 ? days : null;
  };
  const isLearning = (memory) => memory !== null && memory.phase !== "review";
  const isDue = (memory, now) =>
    memory !== null && (isLearning(memory) ? memory.due <= now + AHEAD : dayOf(memory.due) <= dayOf(now));

  const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
  // The seconds that an answer to a card takes: the reader's own median for its kind, once they have answered a few.
  const paces = (cards, state) => {
    const answers = {};
    for (const { key, kind } of cards) (answers[kind] ??= []).push(...progress.reviewsOf(state, key));
    const known = Object.entries(answers).map(([kind, reviews]) => {
      const timed = reviews.filter(([, , seconds]) => seconds > 0);
      const taken = timed.sort(([one], [other]) => other - one).slice(0, RECENT);
      return [kind, taken.length < FEW ? SECONDS[kind] : median(taken.map(([, , seconds]) => seconds))];
    });
    const seconds = Object.fromEntries(known);
    return ({ kind, minutes }) => (minutes ? 60 * minutes : seconds[kind]);
  };
  const spentToday = (cards, state, now) => {
    const today = cards.flatMap(({ key }) => progress.reviewsOf(state, key)).filter(([at]) => dayOf(at) === dayOf(now));
    return today.reduce((sum, [, , seconds]) => sum + seconds, 0);
  };

  // New cards in the order to learn them: easy ones first, of each level one topic after the other.
  const inOrder = (cards) =>
    [...new Set(cards.map(({ level }) => level))]
      .sort((one, other) => one - other)
      .flatMap((level) => shuffling.spread(cards.filter((card) => card.level === level), ({ topic }) => topic));
  const fitting = (cards, seconds, cost) => {
    let left = seconds;
    return cards.filter((card) => {
      const isBegun = left > 0;
      left -= cost(card);
      return isBegun;
    });
  };
  const totalOf = (cards, cost) => cards.reduce((sum, card) => sum + cost(card), 0);
  // The cards due today and the new ones for which there is time, and the seconds that they take.
  const today = (cards, state, now) => {
    const pace = paces(cards, state);
    const memory = ({ key }) => progress.memoryOf(state, key);
    const time = 60 * state.settings.minutes - spentToday(cards, state, now);
    const weakest = (one, other) => fsrs.retrievability(memory(one), now) - fsrs.retrievability(memory(other), now);
    const due = fitting(cards.filter((card) => isDue(memory(card), now)).sort(weakest), time, pace);
    const twice = (card) => VIEWS * pace(card);
    const unseen = inOrder(cards.filter((card) => memory(card) === null));
    const fresh = fitting(unseen, time - totalOf(due, pace), twice);
    return { due, fresh, seconds: totalOf(due, pace) + totalOf(fresh, twice) };
  };

  // Cards to train although nothing is due: those that would be forgotten by the interview, then new ones, then others.
  const ahead = (cards, state, now, most) => {
    const when = now + DAY * Math.max(1, daysLeft(state.settings, now) ?? 1);
    const recall = ({ key }) => {
      const memory = progress.memoryOf(state, key);
      return memory ? fsrs.retrievability(memory, when) : RETENTION;
    };
    const recalls = new Map(inOrder(cards).map((card) => [card, recall(card)]));
    return [...recalls.keys()].sort((one, other) => recalls.get(one) - recalls.get(other)).slice(0, most);
  };

  // How many cards the reader will have seen by the interview, if each answer is good and takes as long as theirs do.
  const seenBy = (cards, state, now, minutes, days) => {
    const pace = paces(cards, state);
    const first = dayOf(now);
    const planned = (card, memory) => ({ card, memory, day: isLearning(memory) ? first : dayOf(memory.due) });
    const known = cards.filter(({ key }) => progress.memoryOf(state, key));
    const unseen = inOrder(cards.filter(({ key }) => !progress.memoryOf(state, key)));
    const seen = known.map((card) => planned(card, progress.memoryOf(state, card.key)));
    for (let day = 0; day <= days && unseen.length; day += 1) {
      const at = now + day * DAY;
      let left = 60 * minutes - (day === 0 ? spentToday(cards, state, now) : 0);
      for (const [place, each] of seen.entries()) {
        if (each.day > first + day || left <= 0) continue;
        left -= pace(each.card);
        seen[place] = planned(each.card, fsrs.review(fsrs.review(each.memory, 3, at), 3, at));
      }
      while (unseen.length && left > 0) {
        const card = unseen.shift();
        left -= VIEWS * pace(card);
        seen.push(planned(card, fsrs.review(fsrs.review(null, 3, at), 3, at)));
      }
    }
    return seen.length;
  };
  const leastMinutes = (areEnough) => {
    let [few, enough] = [0, MINUTES.length];
    while (few < enough) {
      const middle = Math.floor((few + enough) / 2);
      if (areEnough(MINUTES[middle])) enough = middle; else few = middle + 1;
    }
    return MINUTES[enough] ?? null;
  };
  // The days left, the cards seen now and by then, the minutes a day that would show all, the share known on the day.
  const outlook = (cards, state, now) => {
    const days = daysLeft(state.settings, now);
    const memories = cards.map(({ key }) => progress.memoryOf(state, key)).filter(Boolean);
    const then = now + DAY * (days ?? 0);
    const recalled = memories.reduce((sum, memory) => sum + fsrs.retrievability(memory, then), 0);
    const by = (minutes) => seenBy(cards, state, now, minutes, Math.min(days, MOST_DAYS));
    return {
      days,
      total: cards.length,
      seen: memories.length,
      willBeSeen: days === null ? null : by(state.settings.minutes),
      minutesForAll: days === null ? null : leastMinutes((minutes) => by(minutes) === cards.length),
      recall: memories.length ? recalled / memories.length : null,
    };
  };
  // How many cards are due on the first day after today that has any, and how many days that is from now.
  const nextDue = (cards, state, now) => {
    const memories = cards.map(({ key }) => progress.memoryOf(state, key)).filter(Boolean);
    const waits = memories.map(({ due }) => dayOf(due) - dayOf(now)).filter((wait) => wait > 0);
    const soonest = Math.min(...waits);
    return waits.length ? { days: soonest, cards: waits.filter((wait) => wait === soonest).length } : null;
  };
  return { AHEAD, startOfDay, daysLeft, isDue, isLearning, today, ahead, outlook, nextDue };
})();
