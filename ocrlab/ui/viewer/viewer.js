// One viewer: what Python sent, what the person chose, and what stands on the screen.

const REGION_COLOURS = ["#7c3aed", "#0369a1", "#be185d"];

class Viewer {
  constructor(root, key, starting) {
    this.root = root;
    this.shelf = new Shelf(() => this.arrived());
    this.view = new View(remember(key, starting));
    this.regions = new Regions(this);
    this.shown = { original: null, filtered: null }; // {info, pixels, part} as they are drawn now
    this.marked = null; // [side, index] of the chosen word
    this.hovered = null; // {point, side, index}
    this.build();
    this.watcher = new ResizeObserver(() => this.changed());
    this.watcher.observe(this.area);
    // Keys count while the viewer has the focus or the pointer, and never while someone types elsewhere.
    this.onKey = (event) => {
      const typing = event.composedPath()[0].closest?.("input:not([type=checkbox]), select, textarea, [contenteditable=true]");
      const focused = this.root.matches(":focus-within");
      if (typing || (!focused && !this.root.matches(":hover")) || event.defaultPrevented) return;
      const onButton = event.composedPath()[0].matches?.("button") && (event.key === "Enter" || event.key === " ");
      if (onButton || !press(this, event)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("keydown", this.onKey, true);
  }

  build() {
    this.toolbar = new Toolbar(this);
    this.slider = new Slider(this);
    this.strip = new Strip(this);
    this.panes = [0, 1].map((n) => {
      const canvas = element("canvas", { tabIndex: 0, role: "img", className: "canvas" });
      const tag = element("figcaption", { className: "tag" });
      return { n, canvas, tag, figure: element("figure", { className: "pane" }, canvas, tag) };
    });
    this.divider = element("div", {
      className: "divider", tabIndex: 0, role: "slider", "aria-label": "Boundary between before and after",
      "aria-orientation": "horizontal", "aria-valuemin": 0, "aria-valuemax": 100,
    }); // prettier-ignore
    this.flip = button("flip", "Before / after", "Flip between before and after (B)", () => this.blink(), "flip");
    this.area = element("div", { className: "panes" }, ...this.panes.map(({ figure }) => figure), this.divider, this.flip);
    this.readout = element("output", { className: "readout" });
    this.legend = element("div", { className: "legend" });
    this.note = element("div", { className: "words-below", role: "status" });
    this.tip = element("div", { className: "tip", role: "tooltip", hidden: true });
    const below = element("div", { className: "bar below" }, this.readout, this.legend, this.note);
    this.root.replaceChildren(this.toolbar.bar, this.toolbar.drawing, this.slider.bar, this.area, this.strip.bar, below, this.tip);
    new Gestures(this, this.area);
    this.wireDivider();
  }

  wireDivider() {
    const to = (share) => {
      this.view.is.split = clamp(share, 0, 1);
      this.changed();
    };
    this.divider.addEventListener("pointerdown", (event) => {
      this.divider.setPointerCapture(event.pointerId);
      event.stopPropagation();
    });
    this.divider.addEventListener("pointermove", (event) => {
      if (!this.divider.hasPointerCapture(event.pointerId)) return;
      const box = this.panes[0].canvas.getBoundingClientRect();
      to((event.clientX - box.left) / box.width);
    });
    this.divider.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -0.02, ArrowRight: 0.02, Home: -1, End: 1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      to(this.view.is.split + by * (event.shiftKey ? 5 : 1));
    });
  }

  // --- what Python says ---

  update(data) {
    const first = !this.data;
    this.data = data;
    this.area.style.setProperty("--height", `${data.height}px`);
    this.shelf.want(this.wanted());
    if (String(data.regions.map(({ rect, purpose }) => [purpose, rect])) !== this.regionsTold || first) {
      this.regionsTold = String(data.regions.map(({ rect, purpose }) => [purpose, rect]));
      this.regions.list = data.regions.map((region) => ({ ...region }));
    }
    this.slider.update(data.live, data.seq);
    if (data.note) this.say(data.note);
    this.arrived();
    if (String(data.selected) !== this.selectedTold) {
      this.selectedTold = String(data.selected);
      this.choose(data.selected, true);
    }
  }

  wanted() {
    const { original, filtered, stages } = this.data;
    return [original, filtered, ...(filtered.part ? [filtered.part] : []), ...stages];
  }

  // A picture came, or did not: show the new pair as soon as both sides are there, and until then leave the old one.
  arrived() {
    const { original, filtered } = this.data;
    const before = this.shelf.get(original.digest);
    const part = filtered.part ? this.shelf.get(filtered.part.digest) : null;
    const after = this.shelf.get(filtered.digest);
    if (before && (after || part)) {
      const old = this.shown;
      if (old.original && (old.original.info.width !== original.width || old.original.info.height !== original.height)) {
        this.view.fit();
        this.view.is.flipped = false;
      }
      if (old.original?.info.digest !== original.digest) this.marked = null;
      const alike = old.filtered && old.filtered.info.width === filtered.width && old.filtered.info.height === filtered.height;
      this.shown = {
        original: { info: original, pixels: before },
        filtered: after
          ? { info: filtered, pixels: after, part: null }
          : { info: filtered, pixels: alike ? old.filtered.pixels : null, part: { pixels: part, rect: filtered.part.rect } },
      };
      this.view.show(original, [filtered]);
      this.drawnSeq = this.data.seq;
      this.shelf.keep(new Set([this.shown.filtered.pixels?.digest]));
    }
    if (this.shelf.failed) this.failed();
    this.changed();
  }

  failed() {
    this.say(`A picture could not be fetched (${this.shelf.failed}); the last one is shown.`);
    if (!this.shown.original) this.root.dataset.state = "failed";
  }

  // --- what the person does ---

  offers(mode) {
    return mode !== "stages" || this.data.has_stages;
  }

  setMode(mode) {
    const { is } = this.view;
    if (is.mode === mode) return;
    // Python makes the stages' pictures only while they are looked at.
    if ((mode === "stages") !== (is.mode === "stages")) this.setState("stages", mode === "stages");
    is.mode = mode;
    is.flipped = false;
    this.changed();
  }

  setTool(on) {
    this.regions.tool = on;
    if (on && ["difference", "stages"].includes(this.view.is.mode)) this.setMode("side");
  }

  blink() {
    const { is } = this.view;
    if (is.mode === "swipe" || is.mode === "difference") this.setMode("blink");
    is.flipped = !is.flipped;
    this.changed();
  }

  escape() {
    this.regions.tool = false;
    this.choose(null);
  }

  step(by) {
    const side = this.marked?.[0] ?? (this.view.is.boxes === "original" ? "original" : "filtered");
    const count = this.shown[side]?.info.words.length ?? 0;
    if (!count) return;
    const from = this.marked ? this.marked[1] : by > 0 ? -1 : 0;
    this.pick(side, (from + by + count) % count);
  }

  click(point) {
    const found = this.wordUnder(point);
    if (found) this.pick(found.side, found.index);
    else this.choose(null);
  }

  // A word chosen here is told to Python.
  pick(side, index) {
    this.choose([side, index], true);
    this.send("word", { side, index });
  }

  // Mark a word in all views and bring it to the middle.
  choose(word, go = false) {
    this.marked = word && this.shown[word[0]]?.info.words[word[1]] ? word : null;
    if (this.marked && go) {
      const { info } = this.shown[word[0]];
      const [text, confidence, box] = info.words[word[1]];
      const middle = (from) => (Math.min(...box.filter((_, i) => i % 2 === from)) + Math.max(...box.filter((_, i) => i % 2 === from))) / 2;
      const down = box.filter((_, i) => i % 2 === 1);
      const high = (Math.max(...down) - Math.min(...down)) / perOriginal(info, this.view.size);
      this.view.goTo(middle(0) / info.width, middle(1) / info.height, high);
      this.say(`${text}, confidence ${Math.round(confidence * 100)} %`);
    }
    this.changed();
  }

  hover(point) {
    this.hovered = point && { point, ...(this.wordUnder(point) ?? { side: null, index: -1 }) };
    this.changed();
  }

  wordUnder(point) {
    for (const side of this.sidesAt(point)) {
      const picture = this.shown[side];
      if (!picture || !this.boxesOf(side)) continue;
      const index = wordAt(this.view, picture.info, point);
      if (index >= 0) return { side, index };
    }
    return null;
  }

  boxesOf(side) {
    const { boxes } = this.view.is;
    return boxes === side || boxes === "both";
  }

  say(text) {
    this.note.textContent = text;
  }

  // --- what stands where ---

  stageList() {
    return [this.data.original, ...this.data.stages];
  }

  stageIndex() {
    const last = this.stageList().length - 1;
    return clamp(this.view.is.stage ?? last, 0, last);
  }

  // The pictures of a pane: [{info, pixels, part, side, from, to}], `from` and `to` as shares of its width.
  layers(n) {
    const { mode, flipped, split } = this.view.is;
    const { original, filtered } = this.shown;
    const layer = (side, from = 0, to = 1) => ({ ...this.shown[side], side, from, to });
    if (mode === "swipe") return [layer("original", 0, split), layer("filtered", split, 1)];
    if (mode === "blink") return [layer(flipped ? "original" : "filtered")];
    if (mode === "difference") {
      const picture = this.difference();
      return picture ? [{ info: original.info, pixels: picture, part: null, side: "filtered", from: 0, to: 1, signed: true }] : [];
    }
    if (mode === "stages") {
      const list = this.stageList();
      const info = list[Math.max(0, this.stageIndex() - (flipped ? 1 : 0))];
      const pixels = this.shelf.get(info.digest);
      const side = info.digest === original.info.digest ? "original" : info.digest === filtered.info.digest ? "filtered" : null;
      return pixels ? [{ info: { ...info, words: side ? this.shown[side].info.words : [] }, pixels, part: null, side, from: 0, to: 1 }] : [];
    }
    return [layer(n === 0 || flipped ? "original" : "filtered")];
  }

  // Made anew only when one of the two pictures is another one. Null where two pictures have no common shape.
  difference() {
    const { original, filtered } = this.shown;
    if (!filtered.pixels) return this.signed ?? null;
    const name = `${original.pixels.digest}-${filtered.pixels.digest}`;
    if (this.signed?.digest === name) return this.signed;
    if (!sameShape(filtered.info, this.view.size)) return null;
    this.signed = difference(original.pixels, filtered.pixels);
    return this.signed;
  }

  sidesAt(point) {
    const x = point.x / Math.max(1, this.view.pane.width);
    const found = this.layers(point.pane.n).filter(({ side, from, to }) => side && x >= from && x <= to).map(({ side }) => side);
    return this.view.is.mode === "difference" ? ["filtered", "original"] : found;
  }

  infoAt(point) {
    const x = point.x / Math.max(1, this.view.pane.width);
    const layer = this.layers(point.pane.n).find(({ from, to }) => x >= from && x <= to);
    return layer?.info ?? this.view.size;
  }

  // --- drawing ---

  changed() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (this.data) this.draw();
    });
  }

  draw() {
    if (!this.shown.original) return;
    const { view } = this;
    const two = view.is.mode === "side";
    this.panes[1].figure.hidden = !two;
    const box = this.panes[0].canvas.getBoundingClientRect();
    if (!box.width || !box.height) return;
    view.pane = { width: Math.round(box.width * ratio()), height: Math.round(box.height * ratio()) };
    this.toolbar.refresh();
    this.strip.refresh();
    this.panes.slice(0, two ? 2 : 1).forEach((pane) => this.drawPane(pane));
    this.placeDivider();
    this.flip.hidden = !["blink", "stages"].includes(view.is.mode);
    this.flip.setAttribute("aria-pressed", view.is.flipped);
    this.area.classList.toggle("drawing-region", this.regions.tool);
    this.area.style.touchAction = view.is.zoom === null && !this.regions.tool ? "pan-y" : "none";
    this.tellPixel();
    this.tellLegend();
    this.tellState();
    this.slider.drawn(this.drawnSeq);
  }

  drawPane(pane) {
    const { view, regions } = this;
    const { canvas } = pane;
    if (canvas.width !== view.pane.width || canvas.height !== view.pane.height) {
      [canvas.width, canvas.height] = [view.pane.width, view.pane.height];
    }
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    const layers = this.layers(pane.n);
    for (const layer of layers) {
      const [from, to] = [Math.round(layer.from * canvas.width), Math.round(layer.to * canvas.width)];
      if (layer.signed) this.paper(context, layer.info);
      const at = view.place(layer.info);
      if (layer.pixels) paintPixels(context, layer.pixels, at, from, to);
      if (layer.part) paintPixels(context, layer.part.pixels, partOf(at, layer.part.rect), from, to);
      this.drawWords(context, layer, from, to);
    }
    const info = layers[0]?.info;
    if (info && sameShape(info, view.size)) {
      const names = Object.keys(this.data.purposes);
      for (const region of regions.list) {
        const active = regions.tool && region.purpose === regions.purpose;
        const colour = REGION_COLOURS[Math.max(0, names.indexOf(region.purpose)) % REGION_COLOURS.length];
        paintRegion(context, view, info, region, { label: this.data.purposes[region.purpose], colour, active, ratio: ratio() });
      }
    }
    this.drawTwin(context, pane, info);
    pane.tag.replaceChildren(...this.tags(layers));
    canvas.setAttribute("aria-label", `${layers.map((layer) => layer.info.title).join(" | ") || "No picture"}, ${view.is.mode}`);
  }

  // A difference lies on blank paper.
  paper(context, info) {
    const at = this.view.place(info);
    context.fillStyle = getComputedStyle(this.area).getPropertyValue("--paper") || "#ffffff";
    context.fillRect(at.left, at.top, at.width, at.height);
  }

  drawWords(context, layer, from, to) {
    const sides = this.view.is.mode === "difference" ? ["original", "filtered"] : layer.side ? [layer.side] : [];
    context.save();
    context.beginPath();
    context.rect(from, 0, to - from, context.canvas.height);
    context.clip();
    for (const side of sides) {
      const { info } = this.shown[side];
      const marked = this.marked?.[0] === side ? this.marked[1] : -1;
      const hovered = this.hovered?.side === side ? this.hovered.index : -1;
      const { colourBy } = this.view.is;
      paintWords(context, this.view, info, { colourBy, marked, hovered, all: this.boxesOf(side), ratio: ratio() });
      // The word chosen on the other side, where it lies on this one.
      const other = side === "original" ? "filtered" : "original";
      if (this.marked?.[0] === other && sides.length === 1) {
        const there = this.shown[other].info;
        const ghost = { ...there, scale: perOriginal(there, this.view.size) };
        paintWords(context, this.view, ghost, { colourBy, marked: this.marked[1], hovered: -1, all: false, ratio: ratio() });
      }
    }
    context.restore();
  }

  // Where the pointer is on one side of two, a small cross shows the same place on the other.
  drawTwin(context, pane, info) {
    const point = this.hovered?.point;
    if (!point || point.pane === pane || this.view.is.mode !== "side" || !info) return;
    const [x, y] = this.view.share(point, this.infoAt(point));
    const at = this.view.place(info);
    const [cx, cy, arm] = [at.left + x * at.width, at.top + y * at.height, 7 * ratio()];
    for (const [colour, width] of [["#ffffff", 3], ["#dc2626", 1.25]]) {
      context.strokeStyle = colour;
      context.lineWidth = width * ratio();
      context.beginPath();
      context.moveTo(cx - arm, cy);
      context.lineTo(cx + arm, cy);
      context.moveTo(cx, cy - arm);
      context.lineTo(cx, cy + arm);
      context.stroke();
    }
  }

  tags(layers) {
    return layers.map((layer) => {
      const size = `${layer.info.width} x ${layer.info.height}`;
      const title = layer.signed ? "Difference" : layer.info.title;
      const made = element("span", { className: layer.from > 0 ? "right" : "" }, element("b", {}, title), ` ${size}`);
      return made;
    });
  }

  placeDivider() {
    const { mode, split } = this.view.is;
    this.divider.hidden = mode !== "swipe";
    this.divider.style.left = `${split * 100}%`;
    this.divider.setAttribute("aria-valuenow", Math.round(split * 100));
  }

  // x, y, grey before and after under the pointer; and the word there.
  tellPixel() {
    const { hovered, shown } = this;
    this.readout.textContent = "wheel zooms, drag pans, double click: 100 %";
    this.tip.hidden = true;
    if (!hovered) return;
    const [sx, sy] = this.view.share(hovered.point, this.infoAt(hovered.point));
    if (sx < 0 || sy < 0 || sx >= 1 || sy >= 1) return;
    const value = ({ info, pixels }) => {
      if (!pixels || pixels.width !== info.width) return "?";
      return pixels.grey(Math.floor(sx * info.width), Math.floor(sy * info.height));
    };
    const { width, height } = shown.original.info;
    const place = `x ${Math.floor(sx * width)}  y ${Math.floor(sy * height)}`;
    this.readout.textContent = `${place}   grey ${value(shown.original)} \u2192 ${value(shown.filtered)}`;
    if (hovered.index < 0) return;
    const picture = this.shown[hovered.side].info;
    const [text, confidence, , expected, right] = picture.words[hovered.index];
    const lines = [element("b", {}, text || "(nothing)"), element("span", {}, `confidence ${Math.round(confidence * 100)} %`)];
    if (expected !== null && right !== true) lines.push(element("span", {}, "expected ", element("b", {}, expected || "nothing")));
    if (right === true) lines.push(element("span", {}, "as expected"));
    if (picture.stale) lines.push(element("span", {}, "read with an earlier setting"));
    this.tip.replaceChildren(...lines);
    this.tip.hidden = false;
    const frame = this.root.getBoundingClientRect();
    const canvas = hovered.point.pane.canvas.getBoundingClientRect();
    const [x, y] = [canvas.left - frame.left + hovered.point.x / ratio(), canvas.top - frame.top + hovered.point.y / ratio()];
    this.tip.style.left = `${clamp(x + 14, 0, frame.width - this.tip.offsetWidth)}px`;
    this.tip.style.top = `${y + 18 + this.tip.offsetHeight > frame.height ? y - this.tip.offsetHeight - 8 : y + 18}px`;
  }

  tellLegend() {
    const { mode, boxes, colourBy } = this.view.is;
    const entries = [];
    if (mode === "difference") {
      const signed = this.difference();
      if (!signed) entries.push([null, "No difference: the pictures have different shapes (turned or cropped)"]);
      else {
        const share = (part) => `${part === 0 ? "0" : part < 0.0001 ? "< 0.01" : (part * 100).toFixed(2)} %`;
        entries.push([`rgb(${LOST})`, `ink lost ${share(signed.lost)}`], [`rgb(${GAINED})`, `ink gained ${share(signed.gained)}`]);
      }
    } else if (boxes !== "none" && !this.boxesHidden()) {
      entries.push(
        ...(colourBy === "right"
          ? [[SURE, "right"], [DOUBTFUL, "wrong"], [UNKNOWN, "no truth"]]
          : [[SURE, "80 % or more"], [UNSURE, "50 to 80 %"], [DOUBTFUL, "below 50 %"]]),
      ); // prettier-ignore
    }
    const text = String(entries);
    if (text === this.legendTold) return;
    this.legendTold = text;
    this.legend.replaceChildren(
      ...entries.map(([colour, words]) => {
        const swatch = colour && element("i", { className: colour === DOUBTFUL ? "dashed" : "" });
        if (swatch) swatch.style.setProperty("--swatch", colour);
        return element("span", {}, swatch || null, words);
      }),
    );
    this.legend.title = mode === "difference" ? `Share of pixels lighter or darker than before by more than ${NOTICED} of 255 levels` : "";
  }

  boxesHidden() {
    return !this.shown.original.info.words.length && !this.shown.filtered.info.words.length;
  }

  // What a test or a reader of the page may rely on.
  tellState() {
    const { view, shown } = this;
    Object.assign(this.root.dataset, {
      state: "ready", mode: view.is.mode, scale: view.scale.toPrecision(8), fit: view.is.zoom === null,
      cx: view.centre[0].toFixed(6), cy: view.centre[1].toFixed(6), flipped: view.is.flipped, seq: this.drawnSeq,
      original: shown.original.info.digest, filtered: shown.filtered.info.digest,
      settled: !shown.filtered.part, marked: this.marked?.join(":") ?? "",
    }); // prettier-ignore
  }

  stop() {
    window.removeEventListener("keydown", this.onKey, true);
    this.watcher.disconnect();
    this.shelf.want([]);
    this.shelf.keep(new Set());
    delete this.root.viewer;
  }
}

export default function mount({ data, parentElement, setTriggerValue, setStateValue }) {
  const root = parentElement.querySelector(".viewer");
  try {
    for (const need of ["ResizeObserver", "DecompressionStream"]) if (!window[need]) throw new Error(`it has no ${need}`);
    if (!surface(1, 1).getContext("2d")) throw new Error("it has no canvas");
    root.viewer ??= new Viewer(root, data.key, { boxes: data.boxes, colourBy: data.colour_by });
    Object.assign(root.viewer, { send: setTriggerValue, setState: setStateValue });
    root.viewer.update(data);
  } catch (error) {
    console.warn(error);
    setStateValue("failed", `${error.message || error}`); // Python shows plain images instead
  }
  // Streamlit also calls this for a superseded run while the component stays where it is.
  return () => setTimeout(() => root.isConnected || root.viewer?.stop());
}
