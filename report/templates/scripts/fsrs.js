// FSRS-6: how well a card is remembered and when it is due, from its ratings. Formulas and parameters are as published
// by the Free Spaced Repetition Scheduler; a test compares each step with the package `fsrs`. Times are milliseconds.
// This file knows no page and no clock.
const fsrs = (() => {
  const [AGAIN, HARD, GOOD, EASY] = [1, 2, 3, 4];
  const MINUTE = 60_000;
  const DAY = 86_400_000;
  const W = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483,
    0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
  ];
  const DECAY = -W[20];
  const FACTOR = 0.9 ** (1 / DECAY) - 1;
  const RETENTION = 0.9; // of the cards that are due, this share is still remembered
  const STEPS = { learning: [1, 10], relearning: [10] }; // minutes
  const LEAST_STABILITY = 0.001;
  const MOST_DAYS = 36_500;

  const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
  const daysSince = (last, at) => Math.floor((at - last) / DAY);

  // The probability that the card is remembered at a time.
  const retrievability = (memory, at) =>
    (1 + (FACTOR * Math.max(0, daysSince(memory.last, at))) / memory.stability) ** DECAY;

  const firstDifficulty = (rating) => W[4] - Math.exp(W[5] * (rating - 1)) + 1;
  const nextDifficulty = (difficulty, rating) => {
    const damped = difficulty - (W[6] * (rating - 3) * (10 - difficulty)) / 9;
    return clamp(W[7] * firstDifficulty(EASY) + (1 - W[7]) * damped, 1, 10);
  };
  const onSameDay = (stability, rating) => {
    const growth = Math.exp(W[17] * (rating - 3 + W[18])) * stability ** -W[19];
    return stability * (rating === AGAIN ? growth : Math.max(growth, 1));
  };
  const whenForgotten = ({ difficulty, stability }, recall) =>
    Math.min(
      W[11] * difficulty ** -W[12] * ((stability + 1) ** W[13] - 1) * Math.exp((1 - recall) * W[14]),
      stability / Math.exp(W[17] * W[18]),
    );
  const whenRecalled = ({ difficulty, stability }, recall, rating) => {
    const factor = (rating === HARD ? W[15] : 1) * (rating === EASY ? W[16] : 1);
    const growth = Math.exp(W[8]) * (11 - difficulty) * stability ** -W[9] * (Math.exp((1 - recall) * W[10]) - 1);
    return stability * (1 + growth * factor);
  };
  const nextStability = (memory, rating, at) => {
    if (daysSince(memory.last, at) < 1) return onSameDay(memory.stability, rating);
    const recall = retrievability(memory, at);
    return rating === AGAIN ? whenForgotten(memory, recall) : whenRecalled(memory, recall, rating);
  };

  const daysUntilDue = (stability) =>
    clamp(Math.round((stability / FACTOR) * (RETENTION ** (1 / DECAY) - 1)), 1, MOST_DAYS);
  const minutesUntilDue = (steps, step, rating) => {
    if (rating !== HARD || step > 0) return steps[step];
    return steps.length === 1 ? 1.5 * steps[0] : (steps[0] + steps[1]) / 2;
  };
  const place = (memory, rating) => {
    const phase = memory?.phase ?? "learning";
    if (phase === "review") return rating === AGAIN ? { phase: "relearning", step: 0 } : { phase, step: 0 };
    const step = rating === AGAIN ? 0 : (memory?.step ?? 0) + Number(rating === GOOD);
    return rating === EASY || step === STEPS[phase].length ? { phase: "review", step: 0 } : { phase, step };
  };

  // The memory of a card after a rating at a time; a card that was never rated has no memory.
  const review = (memory, rating, at) => {
    const stability = Math.max(memory ? nextStability(memory, rating, at) : W[rating - 1], LEAST_STABILITY);
    const difficulty = memory ? nextDifficulty(memory.difficulty, rating) : clamp(firstDifficulty(rating), 1, 10);
    const { phase, step } = place(memory, rating);
    const wait =
      phase === "review" ? DAY * daysUntilDue(stability) : MINUTE * minutesUntilDue(STEPS[phase], step, rating);
    return { stability, difficulty, phase, step, last: at, due: at + wait };
  };
  return { review, retrievability, MINUTE, DAY, RETENTION };
})();
