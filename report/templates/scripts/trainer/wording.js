// How the trainer says numbers.
const trainerWording = (() => {
  const MINUTE = fsrs.MINUTE;
  const UNITS = [[MINUTE, "min"], [60 * MINUTE, "h"], [fsrs.DAY, "d"], [30 * fsrs.DAY, "mo"], [365 * fsrs.DAY, "y"]];
  // How long until a card is due, as short as on a button.
  const wait = (time) => {
    const [size, unit] = UNITS.findLast(([length]) => time >= length) ?? UNITS[0];
    const digits = unit === "mo" || unit === "y" ? 1 : 0;
    return time < MINUTE ? "<1 min" : `${Number((time / size).toFixed(digits))} ${unit}`;
  };
  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const minutes = (seconds) => `${Math.max(1, Math.round(seconds / 60))}\u00a0min`;
  const percent = (share) => `${Math.round(100 * share)}\u00a0%`;
  const inDays = (days) => (days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`);
  const date = (day) =>
    new Date(`${day}T12:00`).toLocaleDateString("en", { weekday: "long", day: "numeric", month: "long" });
  const LEVELS = new Map(
    [...document.querySelectorAll("#trainer-level option")].map((each) => [each.value, each.textContent]),
  );
  const level = (number) => LEVELS.get(String(number)) ?? "";
  return { wait, count, minutes, percent, inDays, date, level };
})();
