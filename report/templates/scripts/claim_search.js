// The score board shows the claims that fit what the reader chose: a topic, a verdict, words. The address has the choice.
(() => {
  const form = document.getElementById("claim-choice");
  const shown = document.getElementById("claims-shown");
  const groups = [...document.querySelectorAll(".group")];
  const entries = [...document.querySelectorAll(".claim")].map((element) => {
    const group = element.closest(".group");
    const text = `${element.querySelector(".words").textContent} ${group.querySelector("h3").textContent}`;
    return { element, group, study: group.dataset.study, verdict: element.dataset.verdict, text: text.toLowerCase() };
  });
  let openBefore = null;

  const fits = (entry, choice) =>
    ["study", "verdict"].every((name) => !choice.get(name) || choice.get(name) === entry[name]) &&
    (choice.get("words") ?? "").toLowerCase().split(/\s+/).every((word) => entry.text.includes(word));
  const chosen = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim() !== ""));
  const say = (count, isChosen) => {
    const nothing = "No claim fits. Try fewer words, another topic or another verdict.";
    shown.firstElementChild.textContent = isChosen && !count ? nothing : `${count} of ${entries.length} claims`;
    shown.classList.toggle("chosen", isChosen);
    shown.querySelector("button").hidden = !isChosen;
  };
  const recount = (group) => {
    const verdicts = entries.filter((each) => each.group === group && !each.element.hidden).map((each) => each.verdict);
    for (const mark of group.querySelectorAll(".marks .verdict")) {
      const count = verdicts.filter((verdict) => verdict === mark.title).length;
      mark.querySelector(".tally").textContent = count;
      mark.hidden = count === 0;
    }
  };
  const unfold = (isChosen) => {
    if (isChosen) openBefore ??= new Set(groups.filter((group) => group.open));
    for (const group of groups) if (openBefore) group.open = isChosen || openBefore.has(group);
    if (!isChosen) openBefore = null;
  };
  const show = () => {
    const choice = chosen();
    const isChosen = choice.toString() !== "";
    for (const entry of entries) entry.element.hidden = !fits(entry, choice);
    say(entries.filter((entry) => !entry.element.hidden).length, isChosen);
    groups.forEach(recount);
    unfold(isChosen);
  };
  const change = () => {
    show();
    const query = chosen().toString();
    history.replaceState(null, "", query ? `#score-board?${query}` : "#score-board");
  };
  const choose = (query) => {
    form.reset();
    const wanted = new URLSearchParams(query);
    for (const name of ["words", "study", "verdict"]) if (wanted.has(name)) form.elements[name].value = wanted.get(name);
    show();
  };
  const follow = () => {
    const target = document.getElementById(namedPlace());
    if (!target?.closest("#score-board")) return;
    const entry = entries.find((each) => each.element === target);
    if (entry && fits(entry, chosen())) return;
    choose(location.hash.split("?")[1]);
    if (target.closest(".group")) target.closest(".group").open = true;
    showPlace(target);
  };

  form.hidden = shown.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", change);
  shown.querySelector("button").addEventListener("click", () => {
    form.reset();
    change();
    form.querySelector("input:checked").focus(); // the button is gone now
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-choice]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return; // those open it elsewhere
    event.preventDefault();
    const address = `#score-board?${link.dataset.choice}`;
    if (location.hash !== address) {
      location.hash = address;
      return;
    }
    history.replaceState(null, ""); // the reader goes there anew
    follow(); // the same address again is no change
  });
  addEventListener("hashchange", follow);
  show();
  if (location.hash) follow();
})();
