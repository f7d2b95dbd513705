// Rectangle: what does a point take hold of on it, and what becomes of it when it is drawn, moved or sized?
//
// A rect is [x, y, width, height] in whole pixels of the original, `size` {width, height} is that of the original. An area
// {left, top, width, height} lies on the screen.

export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), Math.max(low, high));
}

// The rect that has these two points as opposite corners.
export function rectBetween([x0, y0], [x1, y1]) {
  return [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)];
}

// The corner of a pixel next to a share of width and height, never beside the original.
export function nearestCorner([x, y], size) {
  return [clamp(Math.round(x * size.width), 0, size.width), clamp(Math.round(y * size.height), 0, size.height)];
}

// Corners and middles of an area, clockwise from the top left.
export function handles({ left, top, width, height }) {
  const [right, bottom, midX, midY] = [left + width, top + height, left + width / 2, top + height / 2];
  return [
    [left, top],
    [midX, top],
    [right, top],
    [right, midY],
    [right, bottom],
    [midX, bottom],
    [left, bottom],
    [left, midY],
  ];
}

// What a press takes hold of: the number of a handle no further away than `reach`, "all" inside, "new" outside or without
// an area.
export function handleAt(area, point, reach) {
  if (!area) return "new";
  const handle = handles(area).findIndex(([x, y]) => Math.hypot(x - point.x, y - point.y) <= reach);
  if (handle >= 0) return handle;
  const across = point.x > area.left && point.x < area.left + area.width;
  return across && point.y > area.top && point.y < area.top + area.height ? "all" : "new";
}

// The rect after a drag that began at `from` and has come to `to`, both pixel corners. It stays on the original; an edge
// that is pulled over its opposite turns the rect round.
export function dragged(rect, handle, from, to, size) {
  if (handle === "new") return rectBetween(from, to);
  const [x, y, width, height] = rect;
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  if (handle === "all") return moved(rect, dx, dy, size);
  let [left, top, right, bottom] = [x, y, x + width, y + height];
  if ([0, 6, 7].includes(handle)) left = clamp(left + dx, 0, size.width);
  if ([2, 3, 4].includes(handle)) right = clamp(right + dx, 0, size.width);
  if ([0, 1, 2].includes(handle)) top = clamp(top + dy, 0, size.height);
  if ([4, 5, 6].includes(handle)) bottom = clamp(bottom + dy, 0, size.height);
  return rectBetween([left, top], [right, bottom]);
}

// The same rect elsewhere, as far as the original goes.
export function moved([x, y, width, height], dx, dy, size) {
  return [clamp(x + dx, 0, size.width - width), clamp(y + dy, 0, size.height - height), width, height];
}

// The rect with its lower right corner elsewhere: at least one pixel, at most all there is.
export function resized([x, y, width, height], dx, dy, size) {
  return [x, y, clamp(width + dx, 1, size.width - x), clamp(height + dy, 1, size.height - y)];
}

// The middle half of what is visible, [left, top, right, bottom] as shares.
export function middleOf([left, top, right, bottom], size) {
  const corner = (share) => [left + (right - left) * share, top + (bottom - top) * share];
  return rectBetween(nearestCorner(corner(0.25), size), nearestCorner(corner(0.75), size));
}
