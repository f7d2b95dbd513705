// Toolbar: how does a person choose mode, zoom, words and regions?

import { STEP } from "../model/view.js";
import { button, chooser, element, icon } from "./dom.js";

export const MODES = {
  side: ["Side by side", "Side by side, one zoom (S)"],
  swipe: ["Swipe", "Swipe between before and after (W)"],
  blink: ["Blink", "Flip between before and after in place (B)"],
  difference: ["Difference", "Ink lost and ink gained (D)"],
  stages: ["Stages", "What every stage made of the page (G)"],
};
const ZOOMS = [1, 2, 4];
const WORDS = { none: "No words", original: "Words: original", filtered: "Words: filtered", both: "Words: both" };
const LINES = { none: "No lines", original: "Lines: original", filtered: "Lines: filtered", both: "Lines: both" };
const COLOURS = { confidence: "by confidence", right: "by right / wrong" };
const HOW_TO_DRAW =
  "Drag on a picture to draw; drag its edges to change it. Keys: Enter, arrows, Shift + arrows, Delete.";

export class Toolbar {
  constructor(viewer) {
    this.viewer = viewer;
    this.modes = Object.entries(MODES).map(([mode, [label, title]]) => [
      mode,
      button(mode, label, title, () => viewer.setMode(mode)),
    ]);
    const modes = this.modes.map(([, node]) => node);
    this.bar = element(
      "div",
      { className: "bar", role: "toolbar", "aria-label": "View" },
      element("div", { className: "group modes", role: "group", "aria-label": "Mode" }, ...modes),
      this.makeZoom(),
      this.makeWords(),
      this.makeRegion(),
    );
    this.drawing = this.makeDrawing();
  }

  // Do something, then draw the viewer anew.
  redrawing(action) {
    return (value) => {
      action(value);
      this.viewer.changed();
    };
  }

  makeZoom() {
    const { view } = this.viewer;
    this.percent = element("output", { className: "percent", title: "Screen pixels per pixel of the original" });
    this.fit = button(
      "fit",
      null,
      "Whole page (0)",
      this.redrawing(() => view.fit()),
    );
    this.zooms = ZOOMS.map((scale) => {
      const zoom = this.redrawing(() => view.zoomTo(scale));
      const node = button(null, `${100 * scale}`, `${100 * scale} %: real pixels (${scale})`, zoom);
      node.setAttribute("aria-label", `${100 * scale} %`);
      return node;
    });
    const smaller = this.redrawing(() => view.zoomTo(view.scale / STEP));
    const larger = this.redrawing(() => view.zoomTo(view.scale * STEP));
    return element(
      "div",
      { className: "group zoom", role: "group", "aria-label": "Zoom" },
      button("minus", null, "Smaller (-)", smaller),
      this.percent,
      button("plus", null, "Larger (+)", larger),
      this.fit,
      ...this.zooms,
    );
  }

  makeWords() {
    const { state } = this.viewer.view;
    const setBoxes = this.redrawing((value) => Object.assign(state, { boxes: value }));
    const setColour = this.redrawing((value) => Object.assign(state, { colourBy: value }));
    const title = "Whose words to mark on the pictures (N, P: next and previous word; E, Shift + E: read wrong)";
    this.boxes = chooser(title, Object.entries(WORDS), setBoxes);
    this.colours = chooser("What the colour of a word says", Object.entries(COLOURS), setColour);
    this.words = element("div", { className: "group words" }, icon("words"), this.boxes, this.colours);
    return this.words;
  }

  makeRegion() {
    const { viewer } = this;
    const toggle = this.redrawing(() => viewer.setDrawing(!viewer.drawing.active));
    this.region = button("region", "Region", "Draw a region", toggle);
    this.regions = element("div", { className: "group region" }, this.region);
    return this.regions;
  }

  // The second bar, while a region is drawn.
  makeDrawing() {
    const { drawing } = this.viewer;
    const setPurpose = this.redrawing((value) => Object.assign(drawing, { purpose: value }));
    const clear = this.redrawing(() => drawing.clear());
    this.purposes = chooser("What the region is for", [], setPurpose);
    this.clear = button("bin", "Clear", "Clear the region (Delete)", clear);
    return element(
      "div",
      { className: "bar drawing", role: "group", "aria-label": "Region" },
      this.purposes,
      this.clear,
      element("span", { className: "hint" }, HOW_TO_DRAW),
    );
  }

  refresh() {
    const { view, data } = this.viewer;
    const { mode, zoom, boxes, colourBy } = view.state;
    for (const [name, node] of this.modes) {
      node.setAttribute("aria-pressed", name === mode);
      node.hidden = !this.viewer.offers(name);
    }
    this.percent.textContent = `${+(view.scale * 100).toPrecision(view.scale < 1 ? 2 : 3)} %`;
    this.fit.setAttribute("aria-pressed", zoom === null);
    for (const [n, node] of this.zooms.entries()) node.setAttribute("aria-pressed", zoom === ZOOMS[n]);
    this.words.hidden = !this.viewer.hasWords();
    for (const option of this.boxes.options) option.textContent = (data.lines ? LINES : WORDS)[option.value];
    this.boxes.value = boxes;
    this.colours.value = colourBy;
    this.colours.hidden = boxes === "none" || data.lines;
    this.refreshDrawing(Object.entries(data.purposes));
  }

  refreshDrawing(purposes) {
    const { drawing } = this.viewer;
    this.regions.hidden = !purposes.length;
    this.region.setAttribute("aria-pressed", drawing.active);
    this.drawing.hidden = !drawing.active;
    if (String(purposes) !== this.offered) {
      this.offered = String(purposes);
      this.purposes.replaceChildren(...purposes.map(([value, text]) => element("option", { value }, text)));
    }
    if (!purposes.some(([value]) => value === drawing.purpose)) drawing.purpose = purposes[0]?.[0] ?? null;
    this.purposes.value = drawing.purpose ?? "";
    this.clear.disabled = !drawing.current;
  }
}
