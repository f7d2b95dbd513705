// Panes: what stands on the two panes, and where is the boundary between before and after?

import { clamp } from "../model/rectangle.js";
import { perOriginal, sameShape } from "../model/view.js";
import { button, element, ratio } from "./dom.js";
import { clip, paintCross, paintPixels, paintRect, paintWords } from "./paint.js";
import { MODES } from "./toolbar.js";

const RECT_COLOURS = ["#7c3aed", "#0369a1", "#be185d"]; // one for each purpose, in order
const DIVIDER_STEPS = { ArrowLeft: -0.02, ArrowRight: 0.02, Home: -1, End: 1 };

export class Panes {
  constructor(viewer) {
    this.viewer = viewer;
    this.list = [0, 1].map((n) => {
      const canvas = element("canvas", { tabIndex: 0, role: "img", className: "canvas" });
      const tag = element("figcaption", { className: "tag" });
      return { n, canvas, tag, figure: element("figure", { className: "pane" }, canvas, tag) };
    });
    this.divider = element("div", {
      className: "divider",
      tabIndex: 0,
      role: "slider",
      "aria-label": "Boundary between before and after",
      "aria-orientation": "horizontal",
      "aria-valuemin": 0,
      "aria-valuemax": 100,
    });
    const blink = () => viewer.blink();
    this.flip = button("flip", "Before / after", "Flip between before and after (B)", blink, "flip");
    const figures = this.list.map(({ figure }) => figure);
    this.node = element("div", { className: "panes" }, ...figures, this.divider, this.flip);
    this.wireDivider();
  }

  wireDivider() {
    const { divider, viewer } = this;
    const to = (share) => {
      viewer.view.state.split = clamp(share, 0, 1);
      viewer.changed();
    };
    divider.addEventListener("pointerdown", (event) => {
      divider.setPointerCapture(event.pointerId);
      event.stopPropagation();
    });
    divider.addEventListener("pointermove", (event) => {
      if (!divider.hasPointerCapture(event.pointerId)) return;
      const box = this.list[0].canvas.getBoundingClientRect();
      to((event.clientX - box.left) / box.width);
    });
    divider.addEventListener("keydown", (event) => {
      const by = DIVIDER_STEPS[event.key];
      if (by === undefined) return;
      event.preventDefault();
      to(viewer.view.state.split + by * (event.shiftKey ? 5 : 1));
    });
  }

  // Measure the panes of this mode; false while there is nothing to draw on.
  measure() {
    const { view } = this.viewer;
    this.list[1].figure.hidden = view.state.mode !== "side";
    const { width, height } = this.list[0].canvas.getBoundingClientRect();
    view.pane = { width: Math.round(width * ratio()), height: Math.round(height * ratio()) };
    return view.pane.width > 0 && view.pane.height > 0;
  }

  draw() {
    const { view, drawing } = this.viewer;
    const { mode, split, flipped, zoom } = view.state;
    for (const pane of this.list) if (!pane.figure.hidden) this.drawPane(pane);
    this.divider.hidden = mode !== "swipe";
    this.divider.style.left = `${split * 100}%`;
    this.divider.setAttribute("aria-valuenow", Math.round(split * 100));
    this.flip.hidden = !["blink", "stages"].includes(mode);
    this.flip.setAttribute("aria-pressed", flipped);
    this.node.classList.toggle("drawing-region", drawing.active);
    // At the whole page there is nothing to pan: a finger scrolls the app's page on.
    this.node.style.touchAction = zoom === null && !drawing.active ? "pan-y" : "none";
  }

  drawPane({ n, canvas, tag }) {
    const { layers, view } = this.viewer;
    if (canvas.width !== view.pane.width || canvas.height !== view.pane.height) {
      [canvas.width, canvas.height] = [view.pane.width, view.pane.height];
    }
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    const here = layers.of(n);
    for (const layer of here) this.drawLayer(context, layer);
    if (here.length) {
      this.drawRects(context, here[0].info);
      this.drawTwin(context, n, here[0].info);
    }
    tag.replaceChildren(...here.map((layer) => this.title(layer)));
    const titles = here.map(({ info }) => info.title).join(" | ");
    canvas.setAttribute("aria-label", `${titles || "No picture"}, ${MODES[view.state.mode][0]}`);
  }

  title({ info, signed, from }) {
    const name = element("b", {}, signed ? "Difference" : info.title);
    return element("span", { className: from > 0 ? "right" : "" }, name, ` ${info.width} x ${info.height}`);
  }

  drawLayer(context, layer) {
    const { width } = context.canvas;
    const [from, to] = [Math.round(layer.from * width), Math.round(layer.to * width)];
    const area = this.viewer.view.areaOf(layer.info);
    if (layer.signed) {
      context.fillStyle = "#ffffff"; // a difference lies on blank paper
      context.fillRect(area.left, area.top, area.width, area.height);
    }
    if (layer.pixels) paintPixels(context, layer.pixels, area, from, to);
    if (layer.part) {
      const [x, y, across, down] = layer.part.rect;
      const [left, top] = [area.left + x * area.scale, area.top + y * area.scale];
      const part = { left, top, width: across * area.scale, height: down * area.scale };
      paintPixels(context, layer.part.pixels, part, from, to);
    }
    context.save();
    clip(context, from, to);
    this.drawWords(context, layer.side);
    context.restore();
  }

  drawWords(context, side) {
    const { colourBy, hovered, layers, marked, shown, view } = this.viewer;
    const sides = view.state.mode === "difference" ? ["original", "filtered"] : side ? [side] : [];
    const indexOn = (word, name) => (word?.[0] === name ? word[1] : -1);
    for (const name of sides) {
      const look = { colourBy, ratio: ratio(), all: layers.showsWordsOf(name) };
      Object.assign(look, { marked: indexOn(marked, name), hovered: indexOn(hovered?.word, name) });
      paintWords(context, view.areaOf(shown[name].info), shown[name].info, look);
      // The word chosen on the other side, where it lies on this one.
      const other = name === "original" ? "filtered" : "original";
      if (indexOn(marked, other) < 0 || sides.length > 1) continue;
      const there = { ...shown[other].info, scale: perOriginal(shown[other].info, view.size) };
      paintWords(context, view.areaOf(there), there, { ...look, marked: marked[1], hovered: -1, all: false });
    }
  }

  drawRects(context, info) {
    const { view, drawing, data } = this.viewer;
    if (!sameShape(info, view.size)) return;
    const purposes = Object.keys(data.purposes);
    for (const { rect, purpose } of drawing.rects) {
      const active = drawing.active && purpose === drawing.purpose;
      const colour = RECT_COLOURS[Math.max(0, purposes.indexOf(purpose)) % RECT_COLOURS.length];
      const look = { colour, active, ratio: ratio() };
      paintRect(context, view.areaOfRect(rect, info), data.purposes[purpose], look);
    }
  }

  // Where the pointer is on one side of two, a small cross shows the same spot on the other.
  drawTwin(context, n, info) {
    const { view, hovered, layers } = this.viewer;
    const point = hovered?.point;
    if (!point || point.pane.n === n || view.state.mode !== "side") return;
    const [x, y] = view.share(point, layers.infoAt(point));
    const area = view.areaOf(info);
    paintCross(context, area.left + x * area.width, area.top + y * area.height, ratio());
  }
}
