// What is printed: the page, or of it the one place that an address like #study-optimizers?print=all names.
// With print=lines, questions are printed with what to say alone.
(() => {
  const MODES = ["all", "lines"];
  const root = document.documentElement;
  const bar = document.createElement("p");
  const label = document.createElement("span");
  bar.className = "printing";
  bar.hidden = true;
  label.setAttribute("role", "status");

  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  // A place like #questions with its filters, and how it is to be printed; "" stands for the whole page.
  const addressOf = (place, mode) => {
    const query = new URLSearchParams(place === namedPlace() ? location.hash.split("?")[1] : "");
    query.delete("print");
    if (mode) query.set("print", mode);
    return query.size ? `#${place}?${query}` : `#${place}`;
  };
  const asked = () => {
    const mode = new URLSearchParams(location.hash.split("?")[1]).get("print");
    const place = document.getElementById(namedPlace());
    return place?.closest("main") && MODES.includes(mode) ? { mode, place } : { mode: "", place: null };
  };
  const leaveOut = (place) => {
    for (const each of document.querySelectorAll("[data-unprinted]")) each.removeAttribute("data-unprinted");
    for (let each = place; each && each.tagName !== "MAIN"; each = each.parentElement) {
      for (const other of each.parentElement.children) other.toggleAttribute("data-unprinted", other !== each);
    }
  };
  const choose = () => {
    const { mode, place } = asked();
    leaveOut(place);
    root.dataset.print = mode;
    bar.hidden = !place;
    const name = place?.querySelector("h1, h2, h3, h4")?.firstChild.textContent.trim() ?? "";
    label.textContent = place ? `On paper: ${name}${mode === "lines" ? ", what to say alone" : ""}` : "";
  };
  const print = (place, mode) => {
    history.replaceState(history.state, "", addressOf(place, mode));
    choose();
    window.print();
  };

  bar.append(
    label, " ", button("Print", () => window.print()), " ",
    button("All of the page again", () => {
      history.replaceState(history.state, "", addressOf(namedPlace(), ""));
      choose();
    }),
  );
  document.querySelector(".top").append(bar);
  document.addEventListener("click", ({ target }) => {
    const pressed = target.closest("[data-print-place]");
    if (pressed) print(pressed.dataset.printPlace, pressed.dataset.printMode);
  });
  for (const each of document.querySelectorAll("[data-print-place]")) each.hidden = false;
  addEventListener("hashchange", choose);
  choose();

  // Paper cannot be unfolded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...(asked().place ?? document).querySelectorAll("details:not([open])")];
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => { for (const each of folded) each.open = false; });
})();
