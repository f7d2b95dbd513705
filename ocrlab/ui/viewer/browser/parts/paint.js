// Paint: how do pixels, words and rects come on a canvas?

import { GREYS, INKS } from "../model/pixels.js";
import { handles } from "../model/rectangle.js";
import { DOUBTFUL, wordColour } from "../model/words.js";
import { surface } from "./dom.js";

const WHOLE = 1 << 20; // pixels up to which a level is made in one piece
const MARGIN = 0.3; // of the visible part, made beside it so that a pan need not wait
const PIECES = new WeakMap(); // Pixels -> the drawable piece last made of them: {k, left, top, width, height, canvas}

// Draw `pixels` over an area of the canvas, between its columns `from` and `to`.
export function paintPixels(context, pixels, area, from = 0, to = context.canvas.width) {
  const k = pixels.level(area.width / pixels.width);
  const level = pixels.levels[k];
  const [across, down] = [area.width / level.width, area.height / level.height];
  // Only what is visible, in whole pixels.
  const x0 = Math.max(0, Math.floor((from - area.left) / across));
  const y0 = Math.max(0, Math.floor(-area.top / down));
  const x1 = Math.min(level.width, Math.ceil((to - area.left) / across));
  const y1 = Math.min(level.height, Math.ceil((context.canvas.height - area.top) / down));
  if (x1 <= x0 || y1 <= y0) return;
  const piece = pieceOf(pixels, k, x0, y0, x1, y1);
  const [width, height] = [x1 - x0, y1 - y0];
  const [left, top] = [area.left + x0 * across, area.top + y0 * down];
  context.save();
  clip(context, from, to);
  context.imageSmoothingEnabled = across < 1;
  context.imageSmoothingQuality = "low"; // levels are never reduced by more than a half
  context.drawImage(
    piece.canvas,
    x0 - piece.left,
    y0 - piece.top,
    width,
    height,
    left,
    top,
    width * across,
    height * down,
  );
  context.restore();
}

// Keep to the columns `from` to `to`, until the context is restored.
export function clip(context, from, to) {
  context.beginPath();
  context.rect(from, 0, to - from, context.canvas.height);
  context.clip();
}

// A canvas that covers the rectangle of level `k`, and where on the level it begins.
function pieceOf(pixels, k, left, top, right, bottom) {
  const old = PIECES.get(pixels);
  const across = old && left >= old.left && right <= old.left + old.width;
  if (across && old.k === k && top >= old.top && bottom <= old.top + old.height) return old;
  const level = pixels.levels[k];
  const [x0, y0, x1, y1] = withMargin(level, left, top, right, bottom);
  const [width, height] = [x1 - x0, y1 - y0];
  const canvas = old?.canvas.width === width && old.canvas.height === height ? old.canvas : surface(width, height);
  const picture = new ImageData(width, height);
  const out = new Uint32Array(picture.data.buffer);
  const { channels } = pixels;
  const ink = INKS[channels];
  for (let y = 0, o = 0; y < height; y += 1) {
    let at = ((y0 + y) * level.width + x0) * channels;
    if (channels === 1) for (let x = 0; x < width; x += 1) out[o++] = GREYS[level.bytes[at++]];
    else for (let x = 0; x < width; x += 1, at += channels) out[o++] = ink(level.bytes, at);
  }
  canvas.getContext("2d").putImageData(picture, 0, 0);
  const piece = { k, left: x0, top: y0, width, height, canvas };
  PIECES.set(pixels, piece);
  return piece;
}

function withMargin(level, left, top, right, bottom) {
  if (level.width * level.height <= WHOLE) return [0, 0, level.width, level.height];
  const [beside, above] = [Math.ceil((right - left) * MARGIN), Math.ceil((bottom - top) * MARGIN)];
  return [
    Math.max(0, left - beside),
    Math.max(0, top - above),
    Math.min(level.width, right + beside),
    Math.min(level.height, bottom + above),
  ];
}

// A box's outline, on the screen's own pixels, so that a thin line keeps its colour.
function outline(context, box, area, width) {
  const snap = (value) => Math.round(value) + (width % 2) / 2;
  context.beginPath();
  for (let i = 0; i < box.length; i += 2) {
    context.lineTo(snap(area.left + box[i] * area.scale), snap(area.top + box[i + 1] * area.scale));
  }
  context.closePath();
}

// Boxes of all words; `marked` is the index of the selected one, `hovered` of the one under the pointer.
export function paintWords(context, area, info, { colourBy, marked, hovered, all, ratio }) {
  context.save();
  context.lineJoin = "round";
  for (const [index, word] of info.words.entries()) {
    const chosen = index === marked;
    if (!all && !chosen) continue;
    const width = Math.max(1, Math.round((chosen ? 3 : index === hovered ? 2 : 1) * ratio));
    outline(context, word[2], area, width);
    const colour = wordColour(word, colourBy);
    context.globalAlpha = info.stale && !chosen ? 0.4 : 1;
    context.strokeStyle = colour;
    context.lineWidth = width;
    // A second sign beside the colour: doubt and error are dashed.
    context.setLineDash(colour === DOUBTFUL ? [5 * ratio, 3 * ratio] : []);
    if (chosen || index === hovered) {
      context.fillStyle = colour;
      context.globalAlpha *= 0.16;
      context.fill();
      context.globalAlpha = 1;
    }
    context.stroke();
  }
  context.restore();
}

// A rect's area: frame, tint, name, and handles while it can be edited.
export function paintRect(context, area, label, { colour, active, ratio }) {
  context.save();
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 2 * ratio;
  context.setLineDash([7 * ratio, 4 * ratio]);
  context.strokeRect(area.left, area.top, area.width, area.height);
  context.globalAlpha = 0.07;
  context.fillRect(area.left, area.top, area.width, area.height);
  context.globalAlpha = 1;
  context.setLineDash([]);
  context.font = `600 ${11 * ratio}px ${getComputedStyle(context.canvas).fontFamily}`;
  const [x, y] = [Math.max(0, area.left - ratio), Math.max(0, area.top - 18 * ratio)];
  context.fillRect(x, y, context.measureText(label).width + 10 * ratio, 18 * ratio);
  context.fillStyle = "#ffffff";
  context.fillText(label, x + 5 * ratio, y + 13 * ratio);
  context.lineWidth = 1.5 * ratio;
  for (const [left, top] of active ? handles(area) : []) {
    context.fillRect(left - 4 * ratio, top - 4 * ratio, 8 * ratio, 8 * ratio);
    context.strokeRect(left - 4 * ratio, top - 4 * ratio, 8 * ratio, 8 * ratio);
  }
  context.restore();
}

// A small cross at a point.
export function paintCross(context, x, y, ratio) {
  const arm = 7 * ratio;
  for (const [colour, width] of [
    ["#ffffff", 3],
    ["#dc2626", 1],
  ]) {
    context.strokeStyle = colour;
    context.lineWidth = width * ratio;
    context.beginPath();
    context.moveTo(x - arm, y);
    context.lineTo(x + arm, y);
    context.moveTo(x, y - arm);
    context.lineTo(x, y + arm);
    context.stroke();
  }
}
