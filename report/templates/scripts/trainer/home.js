// The trainer on the page: the date of the interview, what is due today, and the ways to train.
(() => {
  const section = document.getElementById("trainer");
  const plan = section.querySelector(".plan");
  const choice = section.querySelector(".choice");
  const doors = [...section.querySelectorAll(".doors [data-mode]")];
  const keys = section.querySelector("#trainer-keys");
  const { count, minutes, percent, inDays, date } = trainerWording;
  const say = (where, text) => { section.querySelector(`[data-say="${where}"]`).textContent = text; };
  const chosen = (mode = "") => ({ mode, topic: choice.elements.topic.value, level: choice.elements.level.value });

  const outlookText = (state) => {
    const { days, total, seen, willBeSeen, minutesForAll, recall } =
      planning.outlook(deck.of({ mode: "review" }, state), state, Date.now());
    const when = days === null ? "now" : "on the day";
    const known = recall === null ? "" : ` Of those, you should know ${percent(recall)} ${when}.`;
    const now = `${seen} of ${count(total, "card")} seen.${known}`;
    const which = state.settings.exam ? "your next interview" : "your interview";
    if (days === null) return `${now} Enter the date of ${which} for a plan that leads to it.`;
    const pace = `At ${state.settings.minutes} minutes a day you will have seen`;
    const more = minutesForAll === null ? "the easiest of each topic first" : `${minutesForAll} minutes would show all`;
    const share = willBeSeen >= total ? "all by then" : `${willBeSeen} by then; ${more}`;
    const will = seen < total ? ` ${pace} ${share}.` : "";
    return `Your interview is ${inDays(days)}, on ${date(state.settings.exam)}. ${now}${will}`;
  };
  const dueText = (cards, state) => {
    const { due, fresh, seconds } = planning.today(cards, state, Date.now());
    const parts = [[due.length, "due"], [fresh.length, "new"]].filter(([number]) => number);
    if (parts.length) return `${parts.map((part) => part.join(" ")).join(", ")}, about ${minutes(seconds)}`;
    const next = planning.nextDue(cards, state, Date.now());
    const then = next ? ` Next: ${count(next.cards, "card")} ${inDays(next.days)}.` : "";
    return `Done for today.${then} You can practice ahead.`;
  };
  const interviewText = (cards, state) => {
    const last = state.interviews.at(-1);
    const asked = `${count(Math.min(sessions.INTERVIEW, cards.length), "question")}, 90 seconds each, and what follows`;
    return last ? `${asked}. Last score: ${last[1]} %` : asked;
  };
  const predictionText = (cards, state) => {
    const { number, score } = summaries.record(state);
    const drawn = `${Math.min(sessions.CLAIMS, cards.length)} of ${count(cards.length, "claim")}`;
    const asked = `${drawn}: which way, how much, how sure?`;
    return number ? `${asked} Brier score ${score.toFixed(2)} over ${number}` : asked;
  };
  const TEXTS = { review: dueText, code: dueText, curves: dueText, mock: interviewText, predict: predictionText };
  const reflectDoor = (door, state) => {
    const { mode } = door.dataset;
    const cards = deck.of(chosen(mode), state);
    const unfinished = training.unfinished(chosen(mode), state);
    const button = door.querySelector("button");
    const text = unfinished ? `Begun: ${sessions.left(unfinished, state)} to go` : TEXTS[mode](cards, state);
    door.hidden = deck.of({ mode }, state).length === 0;
    button.disabled = cards.length === 0;
    door.querySelector("p").textContent = cards.length ? text : "No card of this topic and level";
    button.firstElementChild.textContent = unfinished ? "Continue" : "Start";
  };
  const reflect = () => {
    const { state, problem } = keeper;
    const { settings } = state;
    const flagged = deck.cards.filter(({ key }) => progress.isFlagged(state, key)).length;
    if (document.activeElement !== plan.elements.exam) plan.elements.exam.value = settings.exam;
    if (document.activeElement !== plan.elements.minutes) plan.elements.minutes.value = settings.minutes;
    keys.checked = settings.keys;
    stage.dialog.dataset.keys = settings.keys ? "on" : "off";
    choice.querySelector(`[value="${deck.FLAGGED}"]`).textContent = `flagged (${flagged})`;
    say("outlook", outlookText(state));
    say("problem", problem);
    for (const door of doors) reflectDoor(door, state);
  };

  // The choice is in the address, too, once it says something of the trainer.
  const choose = () => {
    reflect();
    history.replaceState(null, "", trainerAddress.write(chosen()));
  };
  const enter = ({ target }) => {
    const mode = target.closest("button") && target.closest("[data-mode]")?.dataset.mode;
    if (!mode) return;
    const session = training.unfinished(chosen(mode), keeper.state)?.id ?? shuffling.newSeed();
    location.hash = trainerAddress.write({ ...chosen(mode), session });
  };
  const setPlan = () => {
    const { exam, minutes: daily } = plan.elements;
    if (!daily.checkValidity() || !exam.checkValidity()) return;
    const values = { exam: exam.value, minutes: Number(daily.value) };
    keeper.change((state) => progress.set(state, values, Date.now()));
  };
  const follow = () => {
    const asked = trainerAddress.read(location.hash);
    if (asked) {
      for (const field of [choice.elements.topic, choice.elements.level]) {
        field.value = asked[field.name];
        if (field.selectedIndex < 0) field.value = ""; // this report has none of that name
      }
      reflect();
    }
    training.follow();
  };

  section.querySelector(".needs-scripts").hidden = true;
  section.querySelector(".trainer-home").hidden = false;
  for (const form of [plan, choice]) form.addEventListener("submit", (event) => event.preventDefault());
  plan.addEventListener("change", setPlan);
  choice.addEventListener("input", choose);
  keys.addEventListener("change", () => {
    keeper.change((state) => progress.set(state, { keys: keys.checked }, Date.now()));
  });
  section.querySelector(".doors").addEventListener("click", enter);
  keeper.onChange(() => { if (!stage.dialog.open) reflect(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) reflect(); }); // it may be another day
  training.onLeave(reflect);
  addEventListener("hashchange", follow);
  reflect();
  follow();
})();
