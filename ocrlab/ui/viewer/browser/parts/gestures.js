// Gestures: what do wheel, fingers and mouse do to the view?
//
// Wheel and pinch zoom at the pointer, a drag pans, a click chooses a word, a double click goes between the whole page and
// real pixels. While a region is drawn, a drag draws, moves or sizes it instead. Points are in screen pixels of a pane.

import { ratio } from "./dom.js";

const CLICK = 4; // CSS pixels a press may wander and still be a click
const LINE = 16; // pixels of a wheel that counts in lines
const PAGE = 400; // pixels of a wheel that counts in pages

export class Gestures {
  constructor(viewer, node) {
    this.viewer = viewer;
    this.pointers = new Map();
    this.drag = null;
    const on = (name, handler, options) => node.addEventListener(name, handler, options);
    on("wheel", (event) => this.wheel(event), { passive: false });
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", (event) => this.up(event, true));
    on("pointerleave", () => viewer.hover(null));
    on("dblclick", (event) => this.double(event));
  }

  // {pane, x, y} of an event, or null beside the panes. A press stays with the pane it began on.
  locate(event, startPane = null) {
    const under = ({ canvas }) => event.composedPath().includes(canvas);
    const pane = startPane ?? this.viewer.panes.list.find(under);
    if (!pane) return null;
    const box = pane.canvas.getBoundingClientRect();
    return { pane, x: (event.clientX - box.left) * ratio(), y: (event.clientY - box.top) * ratio() };
  }

  wheel(event) {
    const point = this.locate(event);
    if (!point) return;
    const pixels = event.deltaY * ([1, LINE, PAGE][event.deltaMode] ?? 1);
    const speed = event.ctrlKey ? 0.01 : 0.002; // a pinch on a touchpad arrives as a slow wheel with Ctrl
    const { view, layers } = this.viewer;
    const changed = view.zoomTo(view.scale * Math.exp(-pixels * speed), point, layers.infoAt(point));
    // Where there is nothing more to zoom out, the wheel moves the page of the app as it does elsewhere.
    if (changed || event.ctrlKey) event.preventDefault();
    this.viewer.changed();
  }

  down(event) {
    const point = this.locate(event);
    if (!point || (event.pointerType === "mouse" && event.button > 1)) return;
    point.pane.canvas.setPointerCapture?.(event.pointerId);
    this.pointers.set(event.pointerId, point);
    if (this.pointers.size === 2) {
      this.drag = { kind: "pinch", span: this.span() };
    } else if (this.pointers.size === 1) {
      const grip = event.button === 0 ? this.viewer.drawing.grip(point) : null;
      this.drag = { kind: grip ? "draw" : "pan", grip, from: point, last: point, wandered: 0 };
    }
    this.viewer.hover(null);
  }

  move(event) {
    const start = this.pointers.get(event.pointerId);
    const point = this.locate(event, start?.pane);
    if (!start || !this.drag) {
      if (point && event.pointerType !== "touch") this.viewer.hover(point);
      return;
    }
    this.pointers.set(event.pointerId, point);
    if (this.drag.kind === "pinch") this.pinch(point);
    else this.pull(point);
    this.viewer.changed();
  }

  pinch(point) {
    const { view, layers } = this.viewer;
    const before = this.drag.span;
    const now = this.span();
    this.drag.span = now;
    view.pan(now.x - before.x, now.y - before.y);
    view.zoomTo(view.scale * (now.length / Math.max(1, before.length)), now, layers.infoAt(point));
  }

  pull(point) {
    const { drag } = this;
    const [dx, dy] = [point.x - drag.last.x, point.y - drag.last.y];
    drag.wandered += Math.abs(dx) + Math.abs(dy);
    drag.last = point;
    if (drag.kind === "draw") this.viewer.drawing.stretch(drag.grip, drag.from, point);
    else this.viewer.view.pan(dx, dy);
  }

  up(event, cancelled = false) {
    if (!this.pointers.delete(event.pointerId) || !this.drag) return;
    const { kind, last, wandered } = this.drag;
    if (kind === "draw") this.viewer.drawing.finish(cancelled);
    else if (kind === "pan" && !cancelled && wandered <= CLICK * ratio()) this.viewer.click(last);
    // The finger that stays after a pinch pans on.
    const [left] = this.pointers.values();
    this.drag = left ? { kind: "pan", from: left, last: left, wandered: Number.POSITIVE_INFINITY } : null;
    this.viewer.changed();
  }

  // The middle of two fingers and the distance between them.
  span() {
    const [a, b] = this.pointers.values();
    return { pane: a.pane, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, length: Math.hypot(a.x - b.x, a.y - b.y) };
  }

  double(event) {
    const point = this.locate(event);
    if (!point || this.viewer.drawing.active) return;
    const { view, layers } = this.viewer;
    if (view.state.zoom === null) view.zoomTo(1, point, layers.infoAt(point));
    else view.fit();
    this.viewer.changed();
  }
}
