// Tables that can be sorted: a button in each head sorts by its column, and the next press turns the order round.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const alphabet = new Intl.Collator("en");
  const parts = (text) => text.split(/(\d+(?:\.\d+)?(?:e[-+]?\d+)?)/); // every second one is a number, such as 0.001
  const inWords = (one, other) => {
    const others = parts(other);
    for (const [place, part] of parts(one).entries()) {
      if (place >= others.length) return 1;
      const found = place % 2 ? Number(part) - Number(others[place]) : alphabet.compare(part, others[place]);
      if (found) return found;
    }
    return 0;
  };
  const textOf = (row, column) => row.cells[column].textContent.trim();
  const numberOf = (text) => Number.parseFloat(text.replaceAll(",", "").replace("\u2212", "-"));
  const compare = (head, one, other) => head.dataset.sort === "number" ? numberOf(one) - numberOf(other) : inWords(one, other);
  const isEmpty = (head, text) => text === "\u2013" || (head.dataset.sort === "number" && Number.isNaN(numberOf(text)));
  const order = (head, sign) => (one, other) => {
    const texts = [textOf(one, head.cellIndex), textOf(other, head.cellIndex)];
    const empty = texts.map((text) => Number(isEmpty(head, text)));
    return empty[0] || empty[1] ? empty[0] - empty[1] : sign * compare(head, ...texts);
  };
  const sort = (head) => {
    const turned = head.getAttribute("aria-sort") === "ascending";
    for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", turned ? "descending" : "ascending");
    body.append(...[...body.rows].sort(order(head, turned ? -1 : 1)));
  };
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => sort(head));
  }
}
