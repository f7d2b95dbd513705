// Words: which one lies under a point, and in which colour is it drawn?
//
// A word is [text, confidence, box, expected, right]; its box is [x0, y0, ... x3, y3] in pixels of its own picture.

export const SURE = "#0d9488";
export const UNSURE = "#d97706";
export const DOUBTFUL = "#dc2626";
export const UNKNOWN = "#6b7280";
const CONFIDENT = 0.8;
const HESITANT = 0.5;

// A word's colour; of a line of the truth ("lines") the confidence is the share of it that was read right.
export function wordColour([, confidence, , , right], colourBy) {
  if (colourBy === "right") return right === null ? UNKNOWN : right ? SURE : DOUBTFUL;
  if (colourBy === "lines") return right ? SURE : confidence >= CONFIDENT ? UNSURE : DOUBTFUL;
  return confidence >= CONFIDENT ? SURE : confidence >= HESITANT ? UNSURE : DOUBTFUL;
}

// Whether a word wants looking at: it was read wrong, or, where there is no truth to say so, the engine doubts it.
export function isDoubtful([, confidence, , , right]) {
  return right === null ? confidence < HESITANT : !right;
}

// The index of the next word (by 1) or the one before (by -1) that wants looking at, round the end; -1 for none.
export function nextDoubtful(words, from, by) {
  const count = words.length;
  for (let step = 1; step <= count; step += 1) {
    const index = (from + by * step + count * step) % count;
    if (isDoubtful(words[index])) return index;
  }
  return -1;
}

// The index of the word under a point of the picture, or -1; of nested boxes the last drawn.
export function wordAt(words, x, y) {
  return words.findLastIndex(([, , box]) => inside(box, x, y));
}

// The upright rectangle around a box.
export function around(box) {
  const xs = box.filter((_, i) => i % 2 === 0);
  const ys = box.filter((_, i) => i % 2 === 1);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

// Whether a point lies in a box: a ray to the right crosses its outline an odd number of times.
export function inside(box, x, y) {
  let odd = false;
  for (let i = 0, j = box.length - 2; i < box.length; j = i, i += 2) {
    const [xi, yi, xj, yj] = [box[i], box[i + 1], box[j], box[j + 1]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
  }
  return odd;
}
