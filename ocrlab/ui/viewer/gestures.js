// What do wheel, fingers, mouse and keys do to the view?
//
// Wheel and pinch zoom at the pointer, a drag pans, a click chooses a word, a double click goes between the whole page and
// real pixels. With the region tool a drag draws, moves or sizes a rectangle instead. Points are in screen pixels of a pane.

const CLICK = 4; // CSS pixels a press may wander and still be a click
const GRAB = 9; // CSS pixels around a handle that still take hold of it

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
    const found = pane ?? this.viewer.panes.find(({ canvas }) => event.composedPath().includes(canvas));
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
  }; // prettier-ignore
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const work = keys[key] ?? (key in MODE_KEYS && viewer.offers(MODE_KEYS[key]) ? () => viewer.setMode(MODE_KEYS[key]) : null);
  if (!work) return false;
  work();
  viewer.changed();
  return true;
}

// Rectangles of the original that a person draws: one for each purpose.
class Regions {
  constructor(viewer) {
    this.viewer = viewer;
    this.tool = false;
    this.purpose = null;
    this.list = []; // {rect, purpose}, as Python last said or as drawn since
    this.before = null; // the rectangle a drag started from, to return to
  }

  get current() {
    return this.list.find(({ purpose }) => purpose === this.purpose) ?? null;
  }

  // What a press takes hold of: a handle, the whole rectangle, or nothing yet (a new one). Null without the tool.
  grip(point) {
    const info = this.viewer.infoAt(point);
    if (!this.tool || !info) return null;
    if (!sameShape(info, this.viewer.view.size)) {
      this.viewer.say("This picture is turned or cropped: draw the region on the original.");
      return null;
    }
    this.before = this.current?.rect ?? null;
    if (this.before) {
      const box = regionBox(this.viewer.view, info, this.before);
      const handle = handles(box).findIndex(([x, y]) => Math.hypot(x - point.x, y - point.y) <= GRAB * ratio());
      if (handle >= 0) return { handle, info };
      if (point.x > box.left && point.x < box.left + box.width && point.y > box.top && point.y < box.top + box.height) {
        return { handle: "all", info };
      }
    }
    return { handle: "new", info };
  }

  stretch({ handle, info }, from, to) {
    const { view } = this.viewer;
    const [x0, y0] = this.pixel(view.share(from, info));
    const [x1, y1] = this.pixel(view.share(to, info));
    if (handle === "new") return this.put(span(x0, y0, x1, y1));
    const [x, y, width, height] = this.before;
    let [left, top, right, bottom] = [x, y, x + width, y + height];
    const [dx, dy] = [x1 - x0, y1 - y0];
    if (handle === "all") {
      const { size } = view;
      const [mx, my] = [clamp(dx, -left, size.width - right), clamp(dy, -top, size.height - bottom)];
      return this.put([left + mx, top + my, width, height]);
    }
    if ([0, 6, 7].includes(handle)) left += dx;
    if ([2, 3, 4].includes(handle)) right += dx;
    if ([0, 1, 2].includes(handle)) top += dy;
    if ([4, 5, 6].includes(handle)) bottom += dy;
    this.put(span(left, top, right, bottom));
  }

  pixel([x, y]) {
    const { width, height } = this.viewer.view.size;
    return [clamp(Math.round(x * width), 0, width), clamp(Math.round(y * height), 0, height)];
  }

  put(rect) {
    this.list = this.list.filter(({ purpose }) => purpose !== this.purpose);
    if (rect) this.list.push({ rect, purpose: this.purpose });
  }

  finish(cancelled = false) {
    const rect = this.current?.rect ?? null;
    if (cancelled || (rect && (rect[2] < 1 || rect[3] < 1))) {
      this.put(this.before);
      if (!cancelled) this.viewer.say("A region needs a width and a height: nothing was drawn.");
    } else if (rect && String(rect) !== String(this.before)) {
      this.tell(rect);
    }
  }

  clear() {
    if (!this.current) return;
    this.put(null);
    this.tell(null);
  }

  tell(rect) {
    this.viewer.send("region", { purpose: this.purpose, rect, digest: this.viewer.shown.original.info.digest });
    this.viewer.say(rect ? `Region ${rect[2]} x ${rect[3]} px at ${rect[0]}, ${rect[1]}.` : "Region cleared.");
  }

  // Drawing without a mouse: Enter makes one in the middle of the view, arrows move it, with Shift they size it.
  press(event) {
    const rect = this.current?.rect;
    const { size, visible, scale } = this.viewer.view;
    if (event.key === "Enter" && !rect) {
      const [left, top] = this.pixel([visible[0] * 0.75 + visible[2] * 0.25, visible[1] * 0.75 + visible[3] * 0.25]);
      const [right, bottom] = this.pixel([visible[0] * 0.25 + visible[2] * 0.75, visible[1] * 0.25 + visible[3] * 0.75]);
      this.put(span(left, top, right, bottom));
    } else if (rect && (event.key === "Delete" || event.key === "Backspace")) {
      this.clear();
      this.viewer.changed();
      return true;
    } else if (rect && event.key.startsWith("Arrow")) {
      const by = Math.max(1, Math.round((8 * ratio()) / scale));
      const dx = { ArrowLeft: -by, ArrowRight: by }[event.key] ?? 0;
      const dy = { ArrowUp: -by, ArrowDown: by }[event.key] ?? 0;
      const [x, y, width, height] = rect;
      if (event.shiftKey) this.put([x, y, clamp(width + dx, 1, size.width - x), clamp(height + dy, 1, size.height - y)]);
      else this.put([clamp(x + dx, 0, size.width - width), clamp(y + dy, 0, size.height - height), width, height]);
    } else return false;
    clearTimeout(this.settling); // one message for a run of key presses
    this.settling = setTimeout(() => this.current && this.tell(this.current.rect), 400);
    this.viewer.changed();
    return true;
  }
}

function span(x0, y0, x1, y1) {
  return [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)];
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
