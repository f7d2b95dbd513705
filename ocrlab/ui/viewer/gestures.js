// What do wheel, fingers, mouse and keys do to the view?
//
// Wheel and pinch zoom at the pointer, a drag pans, a click chooses a word, a double click goes between the whole page and
// real pixels. With the region tool a drag draws, moves or sizes a rectangle instead. Points are in screen pixels of a pane.

const CLICK = 4; // CSS pixels a press may wander and still be a click

class Gestures {
  constructor(viewer, area) {
    this.viewer = viewer;
    this.pointers = new Map();
    this.drag = null;
    const on = (name, work, options) => area.addEventListener(name, work, options);
    on("wheel", (event) => this.wheel(event), { passive: false });
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", (event) => this.up(event, true));
    on("pointerleave", () => viewer.hover(null));
    on("dblclick", (event) => this.double(event));
  }

  // {pane, x, y} of an event, or null beside the panes. A press keeps the pane it began on.
  locate(event, pane = null) {
    const found = pane ?? this.viewer.panes.list.find(({ canvas }) => event.composedPath().includes(canvas));
    if (!found) return null;
    const box = found.canvas.getBoundingClientRect();
    return { pane: found, x: (event.clientX - box.left) * ratio(), y: (event.clientY - box.top) * ratio() };
  }

  wheel(event) {
    const point = this.locate(event);
    if (!point) return;
    const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1);
    const speed = event.ctrlKey ? 0.01 : 0.002; // a pinch on a touchpad arrives as a slow wheel with Ctrl
    const { view } = this.viewer;
    const changed = view.zoomTo(view.scale * Math.exp(-pixels * speed), point, this.viewer.infoAt(point));
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
      const grip = event.button === 0 ? this.viewer.regions.grip(point) : null;
      this.drag = { kind: grip ? "region" : "pan", grip, from: point, last: point, wandered: 0 };
    }
    this.viewer.hover(null);
  }

  move(event) {
    const held = this.pointers.get(event.pointerId);
    const point = this.locate(event, held?.pane);
    if (!held || !this.drag) {
      if (point && event.pointerType !== "touch") this.viewer.hover(point);
      return;
    }
    this.pointers.set(event.pointerId, point);
    const { view, regions } = this.viewer;
    if (this.drag.kind === "pinch") {
      const before = this.drag.span;
      const now = (this.drag.span = this.span());
      view.pan(now.x - before.x, now.y - before.y);
      view.zoomTo(view.scale * (now.length / Math.max(1, before.length)), now, this.viewer.infoAt(point));
    } else {
      const [dx, dy] = [point.x - this.drag.last.x, point.y - this.drag.last.y];
      this.drag.wandered += Math.abs(dx) + Math.abs(dy);
      this.drag.last = point;
      if (this.drag.kind === "region") regions.stretch(this.drag.grip, this.drag.from, point);
      else view.pan(dx, dy);
    }
    this.viewer.changed();
  }

  up(event, cancelled = false) {
    if (!this.pointers.delete(event.pointerId) || !this.drag) return;
    const { kind, last, wandered } = this.drag;
    if (kind === "region") this.viewer.regions.finish(cancelled);
    else if (kind === "pan" && !cancelled && wandered <= CLICK * ratio()) this.viewer.click(last);
    // The finger that stays after a pinch pans on.
    const [left] = this.pointers.values();
    this.drag = left ? { kind: "pan", from: left, last: left, wandered: Infinity } : null;
    this.viewer.changed();
  }

  span() {
    const [a, b] = this.pointers.values();
    return { pane: a.pane, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, length: Math.hypot(a.x - b.x, a.y - b.y) };
  }

  double(event) {
    const point = this.locate(event);
    if (!point || this.viewer.regions.tool) return;
    const { view } = this.viewer;
    if (view.is.zoom === null) view.zoomTo(1, point, this.viewer.infoAt(point));
    else view.fit();
    this.viewer.changed();
  }
}

function ratio() {
  return window.devicePixelRatio || 1;
}

const MODE_KEYS = { s: "side", w: "swipe", d: "difference", g: "stages" };

// Keys, while the viewer has the focus or the pointer. Answers whether the key meant something here.
function press(viewer, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { view, regions } = viewer;
  const far = event.shiftKey ? 4 : 1;
  const pan = (dx, dy) => view.pan(dx * 60 * far * ratio(), dy * 60 * far * ratio());
  if (regions.tool && regions.press(event)) return true;
  const keys = {
    "+": () => view.zoomTo(view.scale * STEP), "=": () => view.zoomTo(view.scale * STEP),
    "-": () => view.zoomTo(view.scale / STEP), "0": () => view.fit(),
    "1": () => view.zoomTo(1), "2": () => view.zoomTo(2), "4": () => view.zoomTo(4),
    ArrowLeft: () => pan(1, 0), ArrowRight: () => pan(-1, 0), ArrowUp: () => pan(0, 1), ArrowDown: () => pan(0, -1),
    b: () => viewer.blink(), n: () => viewer.step(1), p: () => viewer.step(-1),
    Escape: () => viewer.escape(),
  };
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const work = keys[key] ?? (key in MODE_KEYS && viewer.offers(MODE_KEYS[key]) ? () => viewer.setMode(MODE_KEYS[key]) : null);
  if (!work) return false;
  work();
  viewer.changed();
  return true;
}

// Keys count while the viewer has the focus, or the pointer and nothing else has the focus; never while someone types.
function listen(viewer, event) {
  const target = event.composedPath()[0];
  const typing = target.closest?.("input:not([type=checkbox]), select, textarea, [contenteditable=true]");
  const idle = !document.activeElement || document.activeElement === document.body;
  const meant = viewer.root.matches(":focus-within") || (idle && viewer.root.matches(":hover"));
  if (typing || !meant || event.defaultPrevented || target.matches?.('[role="slider"]')) return;
  if (target.matches?.("button") && (event.key === "Enter" || event.key === " ")) return;
  if (!viewer.shown.original || !press(viewer, event)) return;
  event.preventDefault();
  event.stopPropagation();
}
