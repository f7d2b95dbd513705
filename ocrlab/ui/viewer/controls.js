// The bars around the picture: modes, zoom, words, regions, the live slider, the strip of stages, the words below.

// 16 x 16, drawn with the text's own colour.
const ICONS = {
  side: '<rect x="1.5" y="3" width="5.5" height="10" rx="1"/><rect x="9" y="3" width="5.5" height="10" rx="1"/>',
  swipe: '<rect x="1.5" y="3" width="13" height="10" rx="1"/><path d="M8 1v14"/><path d="M10 6l2 2-2 2M6 6L4 8l2 2"/>',
  blink: '<path d="M1 8s2.5-4.5 7-4.5S15 8 15 8s-2.5 4.5-7 4.5S1 8 1 8z"/><circle cx="8" cy="8" r="2"/>',
  difference: '<circle cx="6" cy="8" r="4.5"/><circle cx="10" cy="8" r="4.5"/>',
  stages: '<rect x="1.5" y="2" width="13" height="7.5" rx="1"/><path stroke-width="2.4" d="M2 13.5h2.5M6.8 13.5h2.5M11.5 13.5H14"/>',
  words: '<rect x="1.5" y="4" width="13" height="8" rx="1" stroke-dasharray="2.5 1.6"/><path d="M4.5 8h7"/>',
  region: '<path d="M5 1.5H1.5V5M11 1.5h3.5V5M5 14.5H1.5V11M11 14.5h3.5V11"/><path d="M8 5.5v5M5.5 8h5"/>',
  minus: '<path d="M3.5 8h9"/>',
  plus: '<path d="M3.5 8h9M8 3.5v9"/>',
  fit: '<path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"/>',
  bin: '<path d="M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4"/>',
  flip: '<path d="M2 6h11M10 3l3 3-3 3M14 11H5"/>',
};

const HOW_TO_DRAW = "Drag on a picture to draw; drag its edges to change it. Keys: Enter, arrows, Shift + arrows, Delete.";

const MODES = {
  side: ["Side by side", "Side by side, one zoom (S)"],
  swipe: ["Swipe", "Swipe between before and after (W)"],
  blink: ["Blink", "Flip between before and after in place (B)"],
  difference: ["Difference", "Ink lost and ink gained (D)"],
  stages: ["Stages", "What every stage made of the page (G)"],
};

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made && name !== "list") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function icon(name) {
  const holder = document.createElement("template");
  holder.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg>`;
  return holder.content.firstChild;
}

function button(iconName, label, title, work, className = "") {
  const [word, ...rest] = label?.split(" ") ?? [];
  const more = rest.length ? element("span", { className: "wide" }, ` ${rest.join(" ")}`) : "";
  const parts = [iconName ? icon(iconName) : null, label ? element("span", {}, word, more) : null];
  return element("button", { type: "button", title, className, onclick: work, "aria-label": label ?? title.replace(/ \(.*/, "") }, ...parts);
}

const WORDS = { none: "No words", original: "Words: original", filtered: "Words: filtered", both: "Words: both" };
const LINES = { none: "No lines", original: "Lines: original", filtered: "Lines: filtered", both: "Lines: both" };

function chooser(title, options, work) {
  const choices = options.map(([value, text]) => element("option", { value }, text));
  return element("select", { title, "aria-label": title, onchange: (event) => work(event.target.value) }, ...choices);
}

class Toolbar {
  constructor(viewer) {
    const { view, regions } = viewer;
    const change = (work) => () => {
      work();
      viewer.changed();
    };
    this.viewer = viewer;
    this.modes = Object.fromEntries(
      Object.entries(MODES).map(([mode, [label, title]]) => {
        return [mode, button(mode, label, title, change(() => viewer.setMode(mode)))];
      }),
    );
    this.percent = element("output", { className: "percent", title: "Screen pixels per pixel of the original" });
    this.steps = { 1: "100", 2: "200", 4: "400" };
    this.zooms = Object.entries(this.steps).map(([scale, text]) =>
      button(null, text, `${text} %: real pixels (${scale})`, change(() => view.zoomTo(Number(scale)))),
    );
    for (const made of this.zooms) made.setAttribute("aria-label", `${made.textContent} %`);
    this.fit = button("fit", null, "Whole page (0)", change(() => view.fit()));
    this.boxes = chooser(
      "Whose words to mark on the pictures (N, P: next and previous word)",
      [["none"], ["original"], ["filtered"], ["both"]],
      (value) => change(() => (view.is.boxes = value))(),
    );
    this.colours = chooser(
      "What the colour of a word says",
      [["confidence", "by confidence"], ["right", "by right / wrong"]],
      (value) => change(() => (view.is.colourBy = value))(),
    );
    this.region = button("region", "Region", "Draw a region", change(() => viewer.setTool(!regions.tool)));
    this.bar = element("div", { className: "bar", role: "toolbar", "aria-label": "View" },
      element("div", { className: "group modes", role: "group", "aria-label": "Mode" }, ...Object.values(this.modes)),
      element("div", { className: "group zoom", role: "group", "aria-label": "Zoom" },
        button("minus", null, "Smaller (-)", change(() => view.zoomTo(view.scale / STEP))),
        this.percent,
        button("plus", null, "Larger (+)", change(() => view.zoomTo(view.scale * STEP))),
        this.fit, ...this.zooms),
      element("div", { className: "group words" }, icon("words"), this.boxes, this.colours),
      element("div", { className: "group region" }, this.region),
    );
    this.purposes = chooser("What the region is for", [], (value) => change(() => (regions.purpose = value))());
    this.clear = button("bin", "Clear", "Clear the region (Delete)", change(() => regions.clear()));
    this.drawing = element("div", { className: "bar drawing", role: "group", "aria-label": "Region" },
      this.purposes, this.clear,
      element("span", { className: "hint" }, HOW_TO_DRAW),
    );
  }

  refresh() {
    const { view, regions, data } = this.viewer;
    const { mode, zoom, boxes, colourBy } = view.is;
    for (const [name, made] of Object.entries(this.modes)) {
      made.setAttribute("aria-pressed", name === mode);
      made.hidden = !this.viewer.offers(name);
    }
    this.percent.textContent = `${+(view.scale * 100).toPrecision(view.scale < 1 ? 2 : 3)} %`;
    this.fit.setAttribute("aria-pressed", zoom === null);
    this.zooms.forEach((made, n) => made.setAttribute("aria-pressed", zoom === Number(Object.keys(this.steps)[n])));
    this.boxes.parentElement.hidden = !this.viewer.hasWords();
    for (const option of this.boxes.options) option.textContent = (data.lines ? LINES : WORDS)[option.value];
    this.boxes.value = boxes;
    this.colours.value = colourBy;
    this.colours.hidden = boxes === "none" || data.lines;
    const names = Object.entries(data.purposes);
    this.region.parentElement.hidden = !names.length;
    this.region.setAttribute("aria-pressed", regions.tool);
    this.drawing.hidden = !regions.tool;
    if (String(names) !== this.named) {
      this.named = String(names);
      this.purposes.replaceChildren(...names.map(([value, text]) => element("option", { value }, text)));
    }
    if (!names.some(([value]) => value === regions.purpose)) regions.purpose = names[0]?.[0] ?? null;
    this.purposes.value = regions.purpose ?? "";
    this.clear.disabled = !regions.current;
  }
}

// The selected parameter's slider. While dragging, a new value is sent when the last one has come back and the one before it
// is drawn: one picture is made while the other is unpacked, and a slow filter skips values instead of piling them up.
class Slider {
  constructor(viewer) {
    this.viewer = viewer;
    this.seq = 0;
    this.flying = null; // {seq, since} of the value sent last, until its picture is drawn
    this.back = 0; // the newest value that came back from Python
    this.seen = 0; // the newest value that is drawn
    this.waiting = null; // the newest value not sent yet
    this.held = false;
    this.input = element("input", { type: "range" });
    this.label = element("label", {}, element("span", { className: "name" }), this.input);
    this.value = element("output", { className: "value" });
    this.follow = element("input", { type: "checkbox" });
    const hint = "Off: the picture changes when the slider is let go";
    const follow = element("label", { className: "follow", title: hint }, this.follow, "while dragging");
    const about = { className: "bar live", role: "group", "aria-label": "Live setting" };
    this.bar = element("div", about, this.label, this.value, follow);
    this.input.addEventListener("pointerdown", () => (this.held = true));
    this.input.addEventListener("input", () => (this.held ? this.moved(false) : this.tell()));
    this.input.addEventListener("change", () => this.moved(true));
    // Let go where it was taken up, a slider has "changed" nothing, and still the drag is over.
    const letGo = () => setTimeout(() => this.held && this.moved(true));
    for (const end of ["pointerup", "pointercancel"]) this.input.addEventListener(end, letGo);
    this.follow.addEventListener("change", () => (viewer.view.is.follow = this.follow.checked ? "drag" : "release"));
  }

  // The slider runs over whole steps, or over a thousand even ratios where there is no step (a logarithmic range).
  get setting() {
    const { low, high, step } = this.live;
    const at = Number(this.input.value);
    const value = step ? low + at * step : low * (high / low) ** (at / 1000);
    return clamp(Number(value.toPrecision(step ? 12 : 4)), low, high);
  }

  position({ low, high, step, value }) {
    return step ? Math.round((value - low) / step) : Math.round((1000 * Math.log(value / low)) / Math.log(high / low));
  }

  update(live, seq) {
    this.bar.hidden = !live;
    if (!live) {
      this.live = this.flying = this.waiting = null;
      return;
    }
    const other = this.live?.name !== live.name;
    this.live = live;
    this.label.firstChild.textContent = live.label;
    this.input.min = 0;
    this.input.max = live.step ? Math.round((live.high - live.low) / live.step) : 1000;
    this.follow.checked = this.viewer.view.is.follow === "drag";
    this.seq = Math.max(this.seq, seq); // a component put up anew goes on counting
    this.back = seq;
    if (other) this.flying = this.waiting = null;
    if (other || (!this.held && !this.flying && !this.waiting)) this.input.value = this.position(live);
    this.tell();
    this.pump();
  }

  tell() {
    const unit = this.live.unit ? ` ${this.live.unit}` : "";
    this.value.textContent = `${this.setting}${unit}`;
    this.input.setAttribute("aria-valuetext", this.value.textContent);
  }

  moved(released) {
    if (released) this.held = false;
    this.tell();
    if (!released && this.viewer.view.is.follow !== "drag") return;
    this.waiting = { value: this.setting, released };
    this.pump();
  }

  // `seq` is the newest value whose picture stands on the screen.
  drawn(seq) {
    this.seen = seq;
    if (this.flying && seq >= this.flying.seq) this.flying = null;
    this.pump();
  }

  pump() {
    if (!this.waiting || !this.live) return;
    const { seq, since } = this.flying ?? { seq: 0, since: 0 };
    const busy = (this.back < seq || this.seen < seq - 1) && performance.now() - since < 4000;
    if (busy && !this.waiting.released) return;
    this.seq += 1;
    this.flying = { seq: this.seq, since: performance.now() };
    const { view } = this.viewer;
    const whole = ["difference", "stages"].includes(view.is.mode); // these need all of the picture
    const seen = { visible: whole ? null : view.visible, zoom: view.scale };
    this.viewer.send("live", { name: this.live.name, seq: this.seq, ...seen, ...this.waiting });
    this.waiting = null;
  }
}

// Small pictures of all stages, in order; the chosen one stands large above.
class Strip {
  constructor(viewer) {
    this.viewer = viewer;
    this.bar = element("div", { className: "strip", role: "group", "aria-label": "Stages" });
    this.drawn = "";
  }

  refresh() {
    const { viewer } = this;
    const { is } = viewer.view;
    this.bar.hidden = is.mode !== "stages";
    if (this.bar.hidden) return;
    const list = viewer.stageList();
    const ready = list.map((info) => [info.digest, info.title, Boolean(viewer.shelf.get(info.digest))]);
    if (String(ready) !== this.drawn) {
      this.drawn = String(ready);
      this.bar.replaceChildren(...list.map((info, n) => this.card(info, n)));
    }
    [...this.bar.children].forEach((card, n) => card.setAttribute("aria-pressed", n === viewer.stageIndex()));
  }

  card(info, n) {
    const pixels = this.viewer.shelf.get(info.digest);
    const fit = Math.min((112 * ratio()) / info.width, (72 * ratio()) / info.height, 1);
    const small = surface(Math.max(1, Math.round(info.width * fit)), Math.max(1, Math.round(info.height * fit)));
    small.style.width = `${small.width / ratio()}px`;
    if (pixels) paintPixels(small.getContext("2d"), pixels, { left: 0, top: 0, width: small.width, height: small.height });
    const open = () => {
      this.viewer.view.is.stage = n;
      this.viewer.view.is.flipped = false;
      this.viewer.changed();
    };
    return element("button", { type: "button", title: `Open ${info.title} large`, onclick: open },
      element("span", { className: "thumb" }, small), element("span", { className: "title" }, info.title));
  }
}
