// Viewer: what did Python send, what did the person choose, and what of it stands on the screen?

import { Layers } from "./layers.js";
import { perOriginal, remember, View } from "./model/view.js";
import { around, nextDoubtful } from "./model/words.js";
import { Drawing } from "./parts/drawing.js";
import { Gestures } from "./parts/gestures.js";
import { listen } from "./parts/keys.js";
import { Panes } from "./parts/panes.js";
import { Slider } from "./parts/slider.js";
import { StatusBar } from "./parts/status.js";
import { Strip } from "./parts/strip.js";
import { Toolbar } from "./parts/toolbar.js";
import { Shelf } from "./shelf.js";

const alike = (a, b) => Boolean(a) && a.width === b.width && a.height === b.height;

export class Viewer {
  constructor(root, key, starting) {
    this.root = root;
    this.shelf = new Shelf(() => this.arrived());
    this.view = new View(remember(key, starting));
    this.layers = new Layers(this);
    this.drawing = new Drawing(this);
    this.shown = { original: null, filtered: null }; // {info, pixels, part} as they are drawn now
    this.queue = []; // what Python sent and is not shown yet: the newest, and the one before it
    this.marked = null; // [side, index] of the chosen word
    this.hovered = null; // {point, word: [side, index] or null}
    this.toolbar = new Toolbar(this);
    this.slider = new Slider(this);
    this.panes = new Panes(this);
    this.strip = new Strip(this);
    this.status = new StatusBar(this);
    const { toolbar, slider, panes, strip, status } = this;
    root.replaceChildren(toolbar.bar, toolbar.drawing, slider.bar, panes.node, strip.bar, status.bar, status.tip);
    new Gestures(this, panes.node);
    this.watcher = new ResizeObserver(() => this.changed());
    this.watcher.observe(panes.node);
    this.onKey = (event) => listen(this, event);
    window.addEventListener("keydown", this.onKey, true);
  }

  stop() {
    window.removeEventListener("keydown", this.onKey, true);
    this.watcher.disconnect();
    this.shelf.want([]);
    this.shelf.release(new Set());
    delete this.root.viewer;
  }

  // --- what Python sends ---

  update(data) {
    if (this.data && this.data.lines !== data.lines) this.showLines(data.lines);
    this.data = data;
    this.panes.node.style.setProperty("--height", `${data.height}px`);
    this.queue = [...this.queue.slice(-1), data];
    const parts = ({ filtered: { part } }) => (part ? [part] : []);
    this.shelf.want(this.queue.flatMap((sent) => [sent.original, sent.filtered, ...parts(sent), ...sent.stages]));
    this.drawing.update(data.rects);
    this.slider.update(data.live, data.seq);
    if (data.note) this.announce(data.note);
    this.arrived();
  }

  // Lines of the truth take the place of words that were read, or give it back: whoever asks for them wants to see them.
  showLines(lines) {
    const { state } = this.view;
    this.marked = null;
    if (lines) state.boxesBefore = state.boxes;
    if (lines && state.boxes === "none") state.boxes = "both";
    else if (!lines) state.boxes = state.boxesBefore ?? state.boxes;
  }

  // A picture came, or did not: show the newest pair that is there as a whole, and until then leave the old one.
  arrived() {
    const here = ({ digest }) => this.shelf.get(digest) !== null;
    const complete = ({ original, filtered }) => here(original) && here(filtered.part ?? filtered);
    const newest = this.queue.findLastIndex(complete);
    if (newest >= 0) {
      const data = this.queue[newest];
      this.queue.splice(0, newest + 1);
      this.adopt(data);
      // Only a word that Python newly chose: put up anew, the viewer stays where the person left it.
      const { state } = this.view;
      const selected = String(data.selected);
      if (selected !== (state.selected ?? "null")) this.choose(data.selected, true);
      state.selected = selected;
    }
    if (this.shelf.failed) {
      this.announce(`A picture could not be fetched (${this.shelf.failed}); the last one is shown.`);
      if (!this.shown.original) this.root.dataset.state = "failed";
    }
    this.changed();
  }

  adopt({ original, filtered, seq }) {
    const old = this.shown;
    if (old.original && !alike(old.original.info, original)) {
      this.view.fit();
      this.view.state.flipped = false;
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
    this.shelf.release(new Set([pixels?.digest]));
  }

  // --- what the person does ---

  offers(mode) {
    return mode !== "stages" || this.data.has_stages;
  }

  setMode(mode) {
    const { state } = this.view;
    if (state.mode === mode) return;
    // Python makes the stages' pictures only while they are looked at.
    if ((mode === "stages") !== (state.mode === "stages")) this.setState("stages", mode === "stages");
    state.mode = mode;
    state.flipped = false;
    this.changed();
  }

  setDrawing(active) {
    this.drawing.active = active;
    if (active && ["difference", "stages"].includes(this.view.state.mode)) this.setMode("side");
  }

  // The filtered picture gives way to the original, or comes back.
  blink() {
    const { state } = this.view;
    if (["swipe", "difference"].includes(state.mode)) this.setMode("blink");
    state.flipped = !state.flipped;
    this.changed();
  }

  escape() {
    this.drawing.active = false;
    this.choose(null);
  }

  hover(point) {
    this.hovered = point && { point, word: this.layers.wordAt(point) };
    this.changed();
  }

  click(point) {
    const word = this.layers.wordAt(point);
    if (word) this.pick(word);
    else this.choose(null);
  }

  get side() {
    return this.marked?.[0] ?? (this.view.state.boxes === "original" ? "original" : "filtered");
  }

  // The next word read wrong on the side looked at, or the one before.
  stepError(by) {
    const { side } = this;
    const { words } = this.shown[side].info;
    const index = nextDoubtful(words, this.marked?.[1] ?? (by > 0 ? -1 : 0), by);
    if (index >= 0) this.pick([side, index]);
    else this.announce(words.length ? "No word was read wrong here" : "No words are read yet");
  }

  // The next or the last word of the side looked at.
  step(by) {
    const { side } = this;
    const count = this.shown[side].info.words.length;
    const from = this.marked?.[1] ?? (by > 0 ? -1 : 0);
    if (count) this.pick([side, (from + by + count) % count]);
  }

  // A word chosen here is sent to Python.
  pick([side, index]) {
    this.choose([side, index], true);
    this.send("word", { side, index });
  }

  // Mark a word in all views and, with `go`, bring it to the middle.
  choose(word, go = false) {
    this.marked = word && this.shown[word[0]]?.info.words[word[1]] ? word : null;
    if (this.marked && go) {
      const { info } = this.shown[word[0]];
      const [text, confidence, box] = info.words[word[1]];
      const { left, top, width, height } = around(box);
      const tall = height / perOriginal(info, this.view.size);
      this.view.goTo((left + width / 2) / info.width, (top + height / 2) / info.height, tall);
      this.announce(`${text}, ${this.describe(confidence)}`);
    }
    this.changed();
  }

  announce(text) {
    this.status.announce(text);
  }

  // --- words and lines ---

  get colourBy() {
    return this.data.lines ? "lines" : this.view.state.colourBy;
  }

  // What the confidence of a word, or of a line of the truth, means in words.
  describe(confidence) {
    const percent = `${Math.round(confidence * 100)} %`;
    return this.data.lines ? `${percent} read right` : `confidence ${percent}`;
  }

  hasWords() {
    return this.shown.original.info.words.length > 0 || this.shown.filtered.info.words.length > 0;
  }

  // --- drawing ---

  changed() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (!this.shown.original || !this.panes.measure()) return;
      this.toolbar.refresh();
      this.panes.draw();
      this.strip.refresh();
      this.status.refresh();
      this.publish();
      this.slider.wasDrawn(this.drawnSeq);
    });
  }

  // What a test or a reader of the page may rely on.
  publish() {
    const { view, shown, marked, drawnSeq } = this;
    const [cx, cy] = view.centre;
    Object.assign(this.root.dataset, {
      state: "ready",
      mode: view.state.mode,
      scale: view.scale,
      fit: view.state.zoom === null,
      cx,
      cy,
      flipped: view.state.flipped,
      marked: marked?.join(":") ?? "",
      seq: drawnSeq,
      settled: !shown.filtered.part,
      original: shown.original.info.digest,
      filtered: shown.filtered.info.digest,
    });
  }
}
