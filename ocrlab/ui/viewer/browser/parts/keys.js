// Keys: which key does what in the viewer, and when is it meant for it?

import { STEP } from "../model/view.js";
import { ratio } from "./dom.js";

const MODE_KEYS = { s: "side", w: "swipe", d: "difference", g: "stages" };
const EVERYWHERE = ["b", "e"]; // wherever the hand is on the page, as long as it does not type
const PAN = 60; // CSS pixels an arrow key pans, four times that with Shift

// Answers whether the key meant something here.
function press(viewer, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (viewer.drawing.active && viewer.drawing.press(event)) return true;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const mode = MODE_KEYS[key];
  if (mode && viewer.offers(mode)) viewer.setMode(mode);
  else if (!act(viewer, key, event.shiftKey)) return false;
  viewer.changed();
  return true;
}

function act(viewer, key, shift) {
  const { view } = viewer;
  const far = PAN * ratio() * (shift ? 4 : 1);
  const actions = {
    "+": () => view.zoomTo(view.scale * STEP),
    "=": () => view.zoomTo(view.scale * STEP),
    "-": () => view.zoomTo(view.scale / STEP),
    0: () => view.fit(),
    1: () => view.zoomTo(1),
    2: () => view.zoomTo(2),
    4: () => view.zoomTo(4),
    ArrowLeft: () => view.pan(far, 0),
    ArrowRight: () => view.pan(-far, 0),
    ArrowUp: () => view.pan(0, far),
    ArrowDown: () => view.pan(0, -far),
    b: () => viewer.blink(),
    e: () => viewer.stepError(shift ? -1 : 1),
    n: () => viewer.step(1),
    p: () => viewer.step(-1),
    Escape: () => viewer.escape(),
  };
  actions[key]?.();
  return key in actions;
}

// A key that is meant for the viewer wherever the hand is; a slider or a switch has no use for letters.
function everywhere(event) {
  return EVERYWHERE.includes(event.key.toLowerCase()) && !(event.ctrlKey || event.metaKey || event.altKey);
}

// Others count while the viewer has the focus, or the pointer and nothing else has the focus; never while someone types.
export function listen(viewer, event) {
  const target = event.composedPath()[0];
  const typing = target.closest?.("input:not([type=checkbox], [type=range]), select, textarea, [contenteditable=true]");
  if (!typing && everywhere(event) && !event.defaultPrevented && viewer.shown.original) {
    if (press(viewer, event)) event.stopPropagation();
    return;
  }
  const idle = !document.activeElement || document.activeElement === document.body;
  const meant = viewer.root.matches(":focus-within") || (idle && viewer.root.matches(":hover"));
  if (
    typing ||
    target.matches?.("input[type=range]") ||
    !meant ||
    event.defaultPrevented ||
    target.matches?.('[role="slider"]')
  )
    return;
  if (target.matches?.("button") && (event.key === "Enter" || event.key === " ")) return;
  if (!viewer.shown.original || !press(viewer, event)) return;
  event.preventDefault();
  event.stopPropagation();
}
