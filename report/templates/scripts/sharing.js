// A question, a claim or a figure as a picture, with a line that says where it is from. Nothing leaves the browser.
(() => {
  const WIDTH = 1200;
  const MARGIN = 64;
  const SHARP = 2; // pixels of the picture for each of ours
  const TALLEST = 1000; // a drawing
  const LARGEST = 2.2; // times its size on the page
  const INNER = WIDTH - 2 * MARGIN;
  // What a drawing of the page has from the page's styles.
  const DRAWN = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap",
    "stroke-linejoin", "stroke-opacity", "opacity", "font-size", "font-weight", "text-anchor", "paint-order"];

  const textOf = (element) => {
    const copy = element.cloneNode(true);
    for (const each of copy.querySelectorAll(".to-self, .unseen, button")) each.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  // A place off the screen in the light theme, from which colors and drawings are taken: a picture has one theme.
  const withLight = async (act) => {
    const light = document.createElement("div");
    light.className = "to-picture";
    document.body.append(light);
    try { return await act(light); } finally { light.remove(); }
  };
  const colorOf = (light, name) => {
    light.style.color = `var(${name})`;
    const { color } = getComputedStyle(light);
    light.style.color = "";
    return color;
  };
  const imageOf = async (svg, light) => {
    const copy = svg.cloneNode(true);
    light.append(copy);
    const { width, height } = svg.viewBox.baseVal;
    const scale = Math.min(INNER / width, TALLEST / height, LARGEST);
    for (const each of copy.querySelectorAll("*")) {
      const style = getComputedStyle(each);
      for (const name of DRAWN) each.style.setProperty(name, style.getPropertyValue(name));
    }
    const { color, fontFamily } = getComputedStyle(copy);
    copy.style.cssText = `color: ${color}; font-family: ${fontFamily}`;
    copy.setAttribute("width", width * scale * SHARP); // a drawing is made as large as it is shown
    copy.setAttribute("height", height * scale * SHARP);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    await image.decode();
    return { image, width: width * scale, height: height * scale };
  };

  const brush = document.createElement("canvas").getContext("2d");
  const font = ({ size, weight = 400 }) => `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  const linesOf = (text, style) => {
    brush.font = font(style);
    const lines = [];
    let line = "";
    for (const word of text.split(" ")) {
      const longer = line ? `${line} ${word}` : word;
      if (line && brush.measureText(longer).width > INNER) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    return [...lines, line];
  };
  // A block is a text or a drawing; what follows it keeps a distance.
  const text = (content, size, color, { weight, after = 20 } = {}) => {
    const lines = content ? linesOf(content, { size, weight }) : [];
    return { lines, size, color, weight, after, height: lines.length * size * 1.4 };
  };
  const paint = (blocks, paper) => {
    const shown = blocks.filter(({ image, lines }) => image || lines.length);
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH * SHARP;
    canvas.height = SHARP * (2 * MARGIN + shown.reduce((sum, each) => sum + each.height + each.after, 0));
    const context = canvas.getContext("2d");
    context.scale(SHARP, SHARP);
    context.fillStyle = paper;
    context.fillRect(0, 0, WIDTH, canvas.height);
    context.textBaseline = "top";
    let top = MARGIN;
    for (const block of shown) {
      if (block.image) context.drawImage(block.image, MARGIN, top, block.width, block.height);
      else {
        context.font = font(block);
        context.fillStyle = block.color;
        block.lines.forEach((line, index) => context.fillText(line, MARGIN, top + block.size * (1.4 * index + 0.15)));
      }
      top += block.height + block.after;
    }
    return canvas;
  };

  const source = document.getElementById("content").dataset.source;
  // Where it is from; a file's own folder concerns nobody else.
  const sourceOf = (element) => {
    const { protocol, host, pathname } = location;
    const page = protocol === "file:" ? pathname.split("/").at(-1) : `${host}${pathname}`;
    return `${source} · ${page}#${element.id}`;
  };
  const drawingOf = async (svg, light) => (svg ? [{ ...(await imageOf(svg, light)), after: 28 }] : []);
  // A question shows a figure in small: a reference to the figure of its study.
  const whole = (small) => {
    const used = small?.querySelector("use").getAttribute("href").slice(1);
    return used && document.getElementById(used)?.closest("svg");
  };
  const PARTS = {
    question: async (element, light, color) => {
      const [pushed, flag] = element.querySelectorAll(".spoken > dd");
      const labels = [...element.querySelectorAll(".spoken > dt")].map(textOf);
      return [
        text(textOf(element.querySelector("h4")), 40, color("--ink"), { weight: 700, after: 24 }),
        text(textOf(element.querySelector(".say")), 30, color("--ink"), { after: 28 }),
        text(pushed.matches(".missing") ? "" : `${labels[0]}: ${textOf(pushed)}`, 22, color("--muted"), { after: 12 }),
        text(`${labels[1]}: ${textOf(flag)}`, 22, color("--bad"), { after: 28 }),
        ...(await drawingOf(whole(element.querySelector(".sketch svg")), light)),
      ];
    },
    claim: async (element, light, color) => {
      const verdict = element.querySelector(".outcome .verdict");
      const of = (selector) => [...element.querySelectorAll(`.outcome > ${selector}`)].map(textOf).join(" ");
      const empty = document.createElement("p");
      const numbers = element.querySelector(".outcome > .numbers");
      const basis = textOf(numbers?.querySelector("span") ?? empty);
      light.classList.add(...[...verdict.classList].filter((name) => name !== "verdict"));
      return [
        text(textOf(element.querySelector(".sentence")), 36, color("--ink"), { weight: 700, after: 16 }),
        text(textOf(element.querySelector(".words .conditions")), 20, color("--muted"), { after: 24 }),
        text(textOf(verdict), 30, color("--tone"), { weight: 700, after: 8 }),
        text(textOf(numbers ?? empty).slice(0, -basis.length || undefined), 24, color("--ink"), { after: 4 }),
        text(basis, 20, color("--muted"), { after: 12 }),
        text([of(".scope"), of(".reason")].join(" ").trim(), 20, color("--muted"), { after: 24 }),
        ...(await drawingOf(element.querySelector("svg.effect"), light)),
      ];
    },
    figure: async (element, light, color) => {
      const parts = [...element.closest(".study").querySelectorAll("h3, .size")].slice(0, 2).map(textOf);
      const caption = element.querySelector("figcaption p");
      return [
        text(textOf(element.querySelector("h4")), 32, color("--ink"), { weight: 700, after: 12 }),
        text(caption ? textOf(caption) : "", 20, color("--muted"), { after: 12 }),
        text(parts.join(" "), 20, color("--muted"), { after: 24 }),
        ...(await drawingOf(element.querySelector(".drawing svg"), light)),
      ];
    },
  };
  const kindOf = (element) => ["question", "claim"].find((name) => element.matches(`.${name}`)) ?? "figure";
  const save = async (element) => {
    const canvas = await withLight(async (light) => {
      const color = (name) => colorOf(light, name);
      const blocks = await PARTS[kindOf(element)](element, light, color);
      const last = text(sourceOf(element), 18, color("--muted"), { after: 0 });
      return paint([...blocks, last], colorOf(light, "--surface"));
    });
    const link = document.createElement("a");
    link.download = `${element.id}.png`;
    link.href = canvas.toDataURL("image/png");
    link.click();
  };

  const offer = (element, where) => {
    if (!where || where.querySelector("[data-do='picture']")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.dataset.do = "picture";
    button.textContent = "Save as a picture";
    button.addEventListener("click", () => save(element));
    where.append(" ", button);
  };
  for (const each of document.querySelectorAll("figure[id]")) offer(each, each.querySelector(".how"));
  // What is folded gets its button once it is opened: there are hundreds.
  document.addEventListener("toggle", ({ target }) => {
    if (!target.open) return;
    if (target.matches(".question")) offer(target, target.querySelector(":scope > .here"));
    const claim = target.closest(".claim");
    if (claim) offer(claim, target.querySelector(".here"));
  }, true);
})();
