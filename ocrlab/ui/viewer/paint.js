// What stands on a pane: pixels, words, regions.

const SURE = "#0d9488";
const UNSURE = "#d97706";
const DOUBTFUL = "#dc2626";
const UNKNOWN = "#6b7280";
const CONFIDENT = 0.8;
const HESITANT = 0.5;

// Draw `pixels` over the rectangle {left, top, width, height} of the screen, between the columns `from` and `to`.
function paintPixels(context, pixels, at, from = 0, to = context.canvas.width) {
  const k = pixels.level(at.width / pixels.width);
  const level = pixels.levels[k];
  const [across, down] = [at.width / level.width, at.height / level.height];
  // Only what is visible, in whole pixels.
  const x0 = Math.max(0, Math.floor((from - at.left) / across));
  const y0 = Math.max(0, Math.floor(-at.top / down));
  const x1 = Math.min(level.width, Math.ceil((to - at.left) / across));
  const y1 = Math.min(level.height, Math.ceil((context.canvas.height - at.top) / down));
  if (x1 <= x0 || y1 <= y0) return;
  const piece = pixels.drawable(k, x0, y0, x1, y1);
  context.save();
  context.beginPath();
  context.rect(from, 0, to - from, context.canvas.height);
  context.clip();
  context.imageSmoothingEnabled = across < 1;
  context.imageSmoothingQuality = "low"; // levels are never reduced by more than a half
  context.drawImage(
    piece.canvas, x0 - piece.left, y0 - piece.top, x1 - x0, y1 - y0,
    at.left + x0 * across, at.top + y0 * down, (x1 - x0) * across, (y1 - y0) * down,
  );
  context.restore();
}

// The screen rectangle of a part [x, y, width, height] of a picture that lies `at`.
function partOf(at, [x, y, width, height]) {
  return { left: at.left + x * at.scale, top: at.top + y * at.scale, width: width * at.scale, height: height * at.scale };
}

// A word's colour; of a line of the truth ("lines") the confidence is the share of it that was read right.
function wordColour([, confidence, , , right], colourBy) {
  if (colourBy === "lines") return right ? SURE : confidence >= CONFIDENT ? UNSURE : DOUBTFUL;
  if (colourBy === "right" && right !== null) return right ? SURE : DOUBTFUL;
  if (colourBy === "right") return UNKNOWN;
  return confidence >= CONFIDENT ? SURE : confidence >= HESITANT ? UNSURE : DOUBTFUL;
}

// A box's outline, on the screen's own pixels, so that a thin line keeps its colour.
function trace(context, box, at, width) {
  const snap = (value) => Math.round(value) + (width % 2) / 2;
  context.beginPath();
  for (let i = 0; i < box.length; i += 2) context.lineTo(snap(at.left + box[i] * at.scale), snap(at.top + box[i + 1] * at.scale));
  context.closePath();
}

// Boxes of all words; `marked` is the index of the selected one, `hovered` of the one under the pointer.
function paintWords(context, view, info, { colourBy, marked, hovered, all, ratio }) {
  const at = view.place(info);
  context.save();
  context.lineJoin = "round";
  info.words.forEach((word, index) => {
    const chosen = index === marked;
    if (!all && !chosen) return;
    const width = Math.max(1, Math.round((chosen ? 3 : index === hovered ? 2 : 1) * ratio));
    trace(context, word[2], at, width);
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
  });
  context.restore();
}

// The word under a point of a pane, or -1; of nested boxes the last drawn.
function wordAt(view, info, point) {
  const at = view.place(info);
  const [x, y] = [(point.x - at.left) / at.scale, (point.y - at.top) / at.scale];
  for (let index = info.words.length - 1; index >= 0; index -= 1) {
    if (inside(info.words[index][2], x, y)) return index;
  }
  return -1;
}

// The upright rectangle around a box.
function around(box) {
  const [across, down] = [0, 1].map((odd) => box.filter((_, i) => i % 2 === odd));
  const [left, top] = [Math.min(...across), Math.min(...down)];
  return { left, top, width: Math.max(...across) - left, height: Math.max(...down) - top };
}

function inside(box, x, y) {
  let odd = false;
  for (let i = 0, j = box.length - 2; i < box.length; j = i, i += 2) {
    const [xi, yi, xj, yj] = [box[i], box[i + 1], box[j], box[j + 1]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}

// A region's screen rectangle: frame, tint, name, and handles while it can be edited.
function paintRegion(context, box, label, { colour, active, ratio }) {
  context.save();
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 2 * ratio;
  context.setLineDash([7 * ratio, 4 * ratio]);
  context.strokeRect(box.left, box.top, box.width, box.height);
  context.globalAlpha = 0.07;
  context.fillRect(box.left, box.top, box.width, box.height);
  context.globalAlpha = 1;
  context.setLineDash([]);
  context.font = `600 ${11 * ratio}px ${getComputedStyle(context.canvas).fontFamily}`;
  const [x, y] = [Math.max(0, box.left - ratio), Math.max(0, box.top - 18 * ratio)];
  context.fillRect(x, y, context.measureText(label).width + 10 * ratio, 18 * ratio);
  context.fillStyle = "#ffffff";
  context.fillText(label, x + 5 * ratio, y + 13 * ratio);
  context.lineWidth = 1.5 * ratio;
  for (const [left, top] of active ? handles(box) : []) {
    context.fillRect(left - 4 * ratio, top - 4 * ratio, 8 * ratio, 8 * ratio);
    context.strokeRect(left - 4 * ratio, top - 4 * ratio, 8 * ratio, 8 * ratio);
  }
  context.restore();
}

// Screen rectangle of a rectangle of the original, on any picture of the same shape.
function regionBox(view, info, [x, y, width, height]) {
  const at = view.place(info);
  const [across, down] = [at.width / view.size.width, at.height / view.size.height];
  return { left: at.left + x * across, top: at.top + y * down, width: width * across, height: height * down };
}

// Corners and middles of a screen rectangle, clockwise from the top left.
function handles({ left, top, width, height }) {
  const [right, bottom, midX, midY] = [left + width, top + height, left + width / 2, top + height / 2];
  return [[left, top], [midX, top], [right, top], [right, midY], [right, bottom], [midX, bottom], [left, bottom], [left, midY]];
}
