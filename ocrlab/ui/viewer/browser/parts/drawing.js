// Drawing: how does a person say "only here"? With one rect of the original for each purpose, drawn by mouse, finger or keys.

import { dragged, handleAt, middleOf, moved, nearestCorner, resized } from "../model/rectangle.js";
import { sameShape } from "../model/view.js";
import { ratio } from "./dom.js";

const GRAB = 9; // CSS pixels around a handle that still take hold of it
const NUDGE = 8; // CSS pixels an arrow key moves
const SETTLE = 400; // ms without a key, until a rect made by keys is sent
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Drawing {
  constructor(viewer) {
    this.viewer = viewer;
    this.active = false;
    this.purpose = null;
    this.rects = []; // {rect, purpose}, as Python sent them or as drawn since
    this.before = null; // the rect a drag started from, to return to
    this.settling = null; // the timer of a rect made by keys that is not sent yet
    this.sent = null; // what Python sent last
  }

  // Only news from Python replaces what was drawn here and is perhaps still on its way to it. What the keys are making is
  // not sent yet: an answer to an earlier message does not take it away.
  update(rects) {
    const sent = JSON.stringify(rects);
    if (sent !== this.sent) {
      const unsent = this.settling ? this.rects.filter(({ purpose }) => purpose === this.purpose) : [];
      const others = rects.filter(({ purpose }) => !this.settling || purpose !== this.purpose);
      this.rects = [...others, ...unsent].map((entry) => ({ ...entry }));
    }
    this.sent = sent;
  }

  get current() {
    return this.rects.find(({ purpose }) => purpose === this.purpose)?.rect ?? null;
  }

  // What a press takes hold of: {handle, info}, or null where nothing can be drawn.
  grip(point) {
    const { layers, view } = this.viewer;
    if (!this.active) return null;
    const info = layers.infoAt(point);
    if (!sameShape(info, view.size)) {
      this.viewer.announce("This picture is turned or cropped: draw the region on the original.");
      return null;
    }
    this.before = this.current;
    const area = this.before && view.areaOfRect(this.before, info);
    return { handle: handleAt(area, point, GRAB * ratio()), info };
  }

  stretch({ handle, info }, from, to) {
    const { view } = this.viewer;
    const [start, end] = [from, to].map((point) => nearestCorner(view.share(point, info), view.size));
    this.put(dragged(this.before, handle, start, end, view.size));
  }

  put(rect) {
    this.rects = this.rects.filter(({ purpose }) => purpose !== this.purpose);
    if (rect) this.rects.push({ rect, purpose: this.purpose });
  }

  finish(cancelled = false) {
    const rect = this.current;
    const empty = rect && (rect[2] < 1 || rect[3] < 1);
    if (cancelled || empty) {
      this.put(this.before);
      if (!cancelled) this.viewer.announce("A region needs a width and a height: nothing was drawn.");
    } else if (rect && String(rect) !== String(this.before)) {
      this.send(rect);
    }
  }

  clear() {
    if (!this.current) return;
    this.put(null);
    this.send(null);
  }

  send(rect) {
    clearTimeout(this.settling);
    this.settling = null;
    const { digest } = this.viewer.shown.original.info;
    this.viewer.send("rect", { purpose: this.purpose, rect, digest });
    this.viewer.announce(rect ? `Region ${rect[2]} x ${rect[3]} px at ${rect[0]}, ${rect[1]}.` : "Region cleared.");
  }

  // Drawing without a mouse: Enter makes one in the middle of the view, arrows move it, with Shift they size it, Delete
  // clears it. Answers whether the key meant something here.
  press({ key, shiftKey }) {
    const { size, visible, scale } = this.viewer.view;
    const rect = this.current;
    if (rect && (key === "Delete" || key === "Backspace")) {
      this.clear();
    } else if (!rect && key === "Enter") {
      this.put(middleOf(visible, size));
      this.sendSoon();
    } else if (rect && key in ARROWS) {
      const by = Math.max(1, Math.round((NUDGE * ratio()) / scale));
      const [dx, dy] = ARROWS[key].map((step) => step * by);
      this.put(shiftKey ? resized(rect, dx, dy, size) : moved(rect, dx, dy, size));
      this.sendSoon();
    } else return false;
    this.viewer.changed();
    return true;
  }

  // One message for a run of key presses.
  sendSoon() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.send(this.current), SETTLE);
  }
}
