// Filters: each button shows the entries that carry its key.
for (const filter of document.querySelectorAll("[data-filter]")) {
  filter.hidden = false;
  const entries = document.querySelectorAll(`.${filter.dataset.filter}`);
  filter.addEventListener("click", (event) => {
    const chosen = event.target.closest("button");
    if (!chosen) return;
    for (const each of filter.querySelectorAll("button")) each.setAttribute("aria-pressed", String(each === chosen));
    const wanted = chosen.dataset.show;
    for (const group of document.querySelectorAll(`.group:has(.${filter.dataset.filter})`)) group.open = true;
    for (const entry of entries) entry.hidden = wanted !== "" && !entry.dataset.keys.split("|").includes(wanted);
  });
}
