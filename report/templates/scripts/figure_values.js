// A series of a figure lights up under the pointer or by arrow keys, and a note says its numbers at the nearest point.
(() => {
  const NEAR = 24; // in units of the drawing
  const drawings = new WeakMap();
  const chosen = new WeakMap(); // the series that stays lit

  // The number at a place of an axis: data-x and data-y have the scale, and two places with their numbers.
  const axisOf = (text) => {
    const [scale, ...numbers] = text.split(" ");
    const [from, low, to, high] = numbers.map(Number);
    const [start, end] = scale === "log" ? [Math.log(low), Math.log(high)] : [low, high];
    return (place) => {
      const found = start + ((place - from) / (to - from)) * (end - start);
      return scale === "log" ? Math.exp(found) : found;
    };
  };
  const write = (number) => {
    const rounded = Number(number.toPrecision(3));
    return Math.abs(rounded) < 0.001 ? String(rounded) : rounded.toLocaleString("en", { maximumSignificantDigits: 3 });
  };
  const placesOf = (part) => {
    const uses = [...part.querySelectorAll("use"), ...(part.matches("use") ? [part] : [])].map((use) => [use.getAttribute("x"), use.getAttribute("y")]);
    const paths = [...part.querySelectorAll(":scope > path"), ...(part.matches("path") ? [part] : [])]
      .flatMap((path) => [...path.getAttribute("d").matchAll(/[ML]([-\d.e]+) ([-\d.e]+)/g)].map(([, x, y]) => [x, y]));
    return (paths.length ? paths : uses).map(([x, y]) => ({ x: Number(x), y: Number(y) }));
  };
  const titleOf = (svg, axis) => {
    const title = svg.querySelector(`[data-title="${axis}"]`)?.textContent.trim() ?? "";
    return title.replace(/,? \(?logarithmic\)?$/, "");
  };
  // The points of all panels, series by series, with their numbers.
  const modelOf = (svg) => {
    if (drawings.has(svg)) return drawings.get(svg);
    const names = svg.dataset.names.split("\n");
    const titles = { x: titleOf(svg, "x"), y: titleOf(svg, "y") };
    const lines = [...svg.querySelectorAll("[data-x]")].flatMap((panel) => {
      const [toX, toY] = [axisOf(panel.dataset.x), axisOf(panel.dataset.y)];
      return [...panel.querySelectorAll("[data-at]")].map((part) => {
        const series = Number(part.dataset.at);
        return placesOf(part).map(({ x, y }) => {
          const [name, ...at] = [names[series], `${titles.x} ${write(toX(x))}`, `${titles.y} ${write(toY(y))}`];
          return { x, y, series, name, text: at.map((each) => each.trim()).join(", ") };
        });
      }).filter((points) => points.length);
    });
    drawings.set(svg, { lines, points: lines.flat(), names });
    return drawings.get(svg);
  };

  const noteOf = (drawing) => {
    let note = drawing.querySelector(".value");
    if (!note) {
      note = document.createElement("p");
      note.className = "value";
      drawing.append(note);
    }
    return note;
  };
  const light = (svg, series) => {
    for (const part of svg.querySelectorAll("[data-at], [data-of]")) {
      part.classList.toggle("lit", Number(part.dataset.at ?? part.dataset.of) === series);
    }
    svg.classList.toggle("one-lit", series !== null);
  };
  const show = (drawing, svg, point) => {
    light(svg, point.series);
    const note = noteOf(drawing);
    const name = document.createElement("b");
    name.textContent = point.name;
    note.replaceChildren(name, " ", point.text);
    note.hidden = false;
    const { width } = svg.viewBox.baseVal;
    const scale = svg.getBoundingClientRect().width / width;
    const left = svg.getBoundingClientRect().left - drawing.getBoundingClientRect().left + drawing.scrollLeft;
    note.classList.toggle("leftward", point.x > width / 2);
    note.style.translate = `${left + point.x * scale}px ${point.y * scale}px`;
  };
  const clear = (drawing, svg) => {
    light(svg, chosen.get(svg) ?? null);
    const note = drawing.querySelector(".value");
    if (note) note.hidden = true;
  };
  const drawn = (target) => {
    const drawing = target instanceof Element ? target.closest("figure[id] > .drawing") : null;
    const svg = drawing?.querySelector("svg[data-names]");
    return svg ? [drawing, svg] : [];
  };
  let last = [];
  document.addEventListener("pointermove", ({ target, clientX, clientY }) => {
    const [drawing, svg] = drawn(target);
    if (last.length && last[0] !== drawing) clear(...last);
    last = drawing ? [drawing, svg] : [];
    if (!drawing) return;
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
    const distance = (point) => Math.hypot(point.x - x, point.y - y);
    const named = target.closest("[data-of]"); // a name beside the panel lights its series
    const nearest = modelOf(svg).points.reduce((best, each) => (!best || distance(each) < distance(best) ? each : best), null);
    if (nearest && distance(nearest) <= NEAR) show(drawing, svg, nearest);
    else {
      clear(drawing, svg);
      if (named?.matches("text")) light(svg, Number(named.dataset.of));
    }
  }, { passive: true });

  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const places = new WeakMap(); // the line and the point that the keys have reached
  document.addEventListener("keydown", (event) => {
    const [drawing, svg] = drawn(event.target);
    if (!drawing || event.target !== drawing) return;
    const { lines } = modelOf(svg);
    if (event.key === "Escape") clear(drawing, svg);
    if (!STEPS[event.key] || !lines.length || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [down, right] = STEPS[event.key];
    const within = (number, count) => Math.min(Math.max(number, 0), count - 1);
    const before = places.get(svg);
    const line = before ? within(before.line + down, lines.length) : 0;
    const point = within(before ? before.point + right : lines[line].length - 1, lines[line].length);
    places.set(svg, { line, point });
    noteOf(drawing).setAttribute("role", "status");
    show(drawing, svg, lines[line][point]);
  });
  document.addEventListener("focusout", ({ target }) => {
    const [drawing, svg] = drawn(target);
    if (target === drawing && drawing) clear(drawing, svg);
  });

  // Series that are numbers, such as learning rates, can be gone through one by one.
  const addSlider = (figure) => {
    const svg = figure.querySelector(":scope > .drawing svg[data-names]");
    const names = svg?.dataset.names.split("\n") ?? [];
    if (names.length < 4 || names.some((name) => !(Number(name) > 0)) || figure.querySelector("input[type='range']")) return;
    const order = names.map((name, series) => ({ name, series })).sort((one, other) => one.name - other.name);
    const label = document.createElement("label");
    const slider = document.createElement("input");
    const output = document.createElement("output");
    Object.assign(slider, { type: "range", min: -1, max: names.length - 1, step: 1, value: -1 });
    const choose = () => {
      const { name, series } = order[slider.valueAsNumber] ?? { name: "all", series: null };
      output.textContent = name;
      slider.setAttribute("aria-valuetext", name);
      chosen.set(svg, series);
      light(svg, series);
    };
    slider.addEventListener("input", choose);
    label.className = "one-by-one";
    label.append("One by one ", slider, " ", output);
    figure.querySelector(":scope > .how").before(label);
    choose();
  };
  // A phone does not show the names beside the panels: there they are listed below, and each lights its series.
  const addNames = (figure) => {
    const svg = figure.querySelector(":scope > .drawing svg[data-names]");
    if (!svg || figure.querySelector(".series-names") || figure.querySelector("input[type='range']")) return;
    const list = document.createElement("p");
    list.className = "series-names";
    for (const [series, name] of svg.dataset.names.split("\n").entries()) {
      const part = svg.querySelector(`[data-at="${series}"]`);
      if (!part) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", "false");
      const { stroke, fill } = getComputedStyle(part);
      button.style.setProperty("--series", stroke === "none" ? fill : stroke);
      button.textContent = name;
      button.addEventListener("click", () => {
        const isLit = chosen.get(svg) === series;
        chosen.set(svg, isLit ? null : series);
        light(svg, chosen.get(svg));
        for (const each of list.children) each.setAttribute("aria-pressed", String(each === button && !isLit));
      });
      list.append(button);
    }
    if (list.children.length > 1) figure.querySelector(":scope > .how").before(list);
  };
  const equip = (place) => {
    for (const figure of place.querySelectorAll("figure[id]")) {
      addSlider(figure);
      addNames(figure);
    }
  };
  document.addEventListener("toggle", ({ target }) => { if (target.open) equip(target); }, true);
  for (const each of document.querySelectorAll("details[open]")) equip(each);
})();
