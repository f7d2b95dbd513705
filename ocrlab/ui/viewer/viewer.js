// One viewer: what Python sent, what the person chose, and what of it stands on the screen.

class Viewer {
  constructor(root, key, starting) {
    this.root = root;
    this.shelf = new Shelf(() => this.arrived());
    this.view = new View(remember(key, starting));
    this.regions = new Regions(this);
    this.shown = { original: null, filtered: null }; // {info, pixels, part} as they are drawn now
    this.coming = []; // what Python sent and is not shown yet: the newest, and the one before it
    this.marked = null; // [side, index] of the chosen word
    this.hovered = null; // {point, word: [side, index] or null}
    this.toolbar = new Toolbar(this);
    this.slider = new Slider(this);
    this.panes = new Panes(this);
    this.strip = new Strip(this);
    this.telling = new Telling(this);
    const { toolbar, slider, panes, strip, telling } = this;
    root.replaceChildren(toolbar.bar, toolbar.drawing, slider.bar, panes.area, strip.bar, telling.bar, telling.tip);
    new Gestures(this, panes.area);
    this.watcher = new ResizeObserver(() => this.changed());
    this.watcher.observe(panes.area);
    this.onKey = (event) => listen(this, event);
    window.addEventListener("keydown", this.onKey, true);
  }

  stop() {
    window.removeEventListener("keydown", this.onKey, true);
    this.watcher.disconnect();
    this.shelf.want([]);
    this.shelf.keep(new Set());
    delete this.root.viewer;
  }

  // --- what Python says ---

  update(data) {
    if (this.data && this.data.lines !== data.lines) this.turnTo(data.lines);
    this.data = data;
    this.panes.area.style.setProperty("--height", `${data.height}px`);
    this.coming = [...this.coming.slice(-1), data];
    const parts = ({ filtered: { part } }) => (part ? [part] : []);
    this.shelf.want(this.coming.flatMap((each) => [each.original, each.filtered, ...parts(each), ...each.stages]));
    this.regions.update(data.regions);
    this.slider.update(data.live, data.seq);
    if (data.note) this.say(data.note);
    this.arrived();
  }

  // Lines of the truth take the place of words that were read, or give it back: whoever asks for them wants to see them.
  turnTo(lines) {
    const { is } = this.view;
    this.marked = null;
    if (lines) is.before = is.boxes;
    if (lines && is.boxes === "none") is.boxes = "both";
    else if (!lines) is.boxes = is.before ?? is.boxes;
  }

  // A picture came, or did not: show the newest pair that is there as a whole, and until then leave the old one.
  arrived() {
    const here = ({ digest }) => this.shelf.get(digest) !== null;
    const newest = this.coming.findLastIndex(({ original, filtered }) => here(original) && here(filtered.part ?? filtered));
    if (newest >= 0) {
      const data = this.coming[newest];
      this.coming.splice(0, newest + 1);
      this.adopt(data);
      // A word that Python newly chose; put up anew, the viewer stays where the person left it.
      const { is } = this.view;
      const told = String(data.selected);
      if (told !== (is.told ?? "null")) this.choose(data.selected, true);
      is.told = told;
    }
    if (this.shelf.failed) {
      this.say(`A picture could not be fetched (${this.shelf.failed}); the last one is shown.`);
      if (!this.shown.original) this.root.dataset.state = "failed";
    }
    this.changed();
  }

  adopt({ original, filtered, seq }) {
    const old = this.shown;
    const alike = (a, b) => a && a.width === b.width && a.height === b.height;
    if (old.original && !alike(old.original.info, original)) {
      this.view.fit();
      this.view.is.flipped = false;
    }
    if (old.original?.info.digest !== original.digest) this.marked = null;
    const whole = this.shelf.get(filtered.digest);
    // Ahead of the rest comes the visible part; it lies on the last whole picture until the next one is whole.
    const part = whole ? null : { pixels: this.shelf.get(filtered.part.digest), rect: filtered.part.rect };
    const pixels = whole ?? (alike(old.filtered?.info, filtered) ? old.filtered.pixels : null);
    this.shown = {
      original: { info: original, pixels: this.shelf.get(original.digest), part: null },
      filtered: { info: filtered, pixels, part },
    };
    this.view.show(original, [filtered]);
    this.drawnSeq = seq;
    this.shelf.keep(new Set([pixels?.digest]));
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

  // The filtered picture gives way to the original, or comes back.
  blink() {
    if (["swipe", "difference"].includes(this.view.is.mode)) this.setMode("blink");
    this.view.is.flipped = !this.view.is.flipped;
    this.changed();
  }

  escape() {
    this.regions.tool = false;
    this.choose(null);
  }

  hover(point) {
    this.hovered = point && { point, word: this.wordUnder(point) };
    this.changed();
  }

  click(point) {
    const word = this.wordUnder(point);
    if (word) this.pick(word);
    else this.choose(null);
  }

  // The next or the last word of the side looked at.
  step(by) {
    const side = this.marked?.[0] ?? (this.view.is.boxes === "original" ? "original" : "filtered");
    const count = this.shown[side].info.words.length;
    const from = this.marked?.[1] ?? (by > 0 ? -1 : 0);
    if (count) this.pick([side, (from + by + count) % count]);
  }

  // A word chosen here is told to Python.
  pick([side, index]) {
    this.choose([side, index], true);
    this.send("word", { side, index });
  }

  // Mark a word in all views and bring it to the middle.
  choose(word, go = false) {
    this.marked = word && this.shown[word[0]]?.info.words[word[1]] ? word : null;
    if (this.marked && go) {
      const { info } = this.shown[word[0]];
      const [text, confidence, box] = info.words[word[1]];
      const { left, top, width, height } = around(box);
      const tall = height / perOriginal(info, this.view.size);
      this.view.goTo((left + width / 2) / info.width, (top + height / 2) / info.height, tall);
      this.say(`${text}, ${this.shareOf(confidence)}`);
    }
    this.changed();
  }

  say(text) {
    this.telling.say(text);
  }

  // --- what stands where ---

  get colourBy() {
    return this.data.lines ? "lines" : this.view.is.colourBy;
  }

  // What the number of a word or line says.
  shareOf(confidence) {
    const percent = `${Math.round(confidence * 100)} %`;
    return this.data.lines ? `${percent} read right` : `confidence ${percent}`;
  }

  hasWords() {
    return this.shown.original.info.words.length > 0 || this.shown.filtered.info.words.length > 0;
  }

  boxesOf(side) {
    const { boxes } = this.view.is;
    return boxes === side || boxes === "both";
  }

  stageList() {
    return [this.data.original, ...this.data.stages];
  }

  stageIndex() {
    const last = this.data.stages.length;
    return clamp(this.view.is.stage ?? last, 0, last);
  }

  // The pictures of a pane: [{info, pixels, part, side, from, to}], `from` and `to` as shares of its width.
  layers(n) {
    const { mode, flipped, split } = this.view.is;
    const layer = (side, from = 0, to = 1) => ({ ...this.shown[side], side, from, to });
    if (mode === "swipe") return [layer("original", 0, split), layer("filtered", split, 1)];
    if (mode === "stages") return this.stageLayers();
    if (mode === "difference") {
      const pixels = this.difference();
      return pixels ? [{ ...layer("original"), pixels, side: null, signed: true }] : [];
    }
    const before = flipped || (mode === "side" && n === 0);
    return [layer(before ? "original" : "filtered")];
  }

  // The chosen stage, or what it was given. Words were read on the first and the last picture only.
  stageLayers() {
    const { flipped } = this.view.is;
    const info = this.stageList()[Math.max(0, this.stageIndex() - (flipped ? 1 : 0))];
    const pixels = this.shelf.get(info.digest);
    const side = ["filtered", "original"].find((each) => this.shown[each].info.digest === info.digest) ?? null;
    return pixels ? [{ info, pixels, part: null, side, from: 0, to: 1 }] : [];
  }

  // Made anew only when one of the two pictures is another one. Null where they have no common shape.
  difference() {
    const { original, filtered } = this.shown;
    if (!filtered.pixels) return this.signed ?? null;
    if (this.signed?.digest !== `${original.pixels.digest}-${filtered.pixels.digest}`) {
      this.signed = sameShape(filtered.info, this.view.size) ? difference(original.pixels, filtered.pixels) : null;
    }
    return this.signed;
  }

  layerAt(point) {
    const x = point.x / this.view.pane.width;
    return this.layers(point.pane.n).find(({ from, to }) => x >= from && x <= to);
  }

  infoAt(point) {
    return this.layerAt(point)?.info ?? this.view.size;
  }

  wordUnder(point) {
    const { side, signed } = this.layerAt(point) ?? {};
    for (const each of signed ? ["filtered", "original"] : side ? [side] : []) {
      const index = this.boxesOf(each) ? wordAt(this.view, this.shown[each].info, point) : -1;
      if (index >= 0) return [each, index];
    }
    return null;
  }

  // --- drawing ---

  changed() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (!this.shown.original || !this.panes.measure()) return;
      this.toolbar.refresh();
      this.panes.draw();
      this.strip.refresh();
      this.telling.refresh();
      this.tellState();
      this.slider.drawn(this.drawnSeq);
    });
  }

  // What a test or a reader of the page may rely on.
  tellState() {
    const { view, shown, marked, drawnSeq } = this;
    const [cx, cy] = view.centre;
    Object.assign(this.root.dataset, {
      state: "ready", mode: view.is.mode, scale: view.scale, fit: view.is.zoom === null, cx, cy,
      flipped: view.is.flipped, marked: marked?.join(":") ?? "", seq: drawnSeq, settled: !shown.filtered.part,
      original: shown.original.info.digest, filtered: shown.filtered.info.digest,
    });
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
