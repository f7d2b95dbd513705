// View: where on the page does a person look, and how large? One view, shared by every pane and mode.
//
// The view is a zoom (screen pixels per pixel of the original; null: the whole page fits) and a centre as shares of the
// original's width and height. Pictures of another size are laid over the original by those shares.

import { clamp } from "./rectangle.js";

export const STEP = Math.SQRT2; // of the zoom buttons and keys
const MAX_ZOOM = 40;
const MAX_FIT = 8; // times a small picture is enlarged to fill its pane
const LEGIBLE = [18, 24]; // screen pixels of height: a word below the first is enlarged to about the second
const FRESH = {
  mode: "side",
  zoom: null,
  cx: 0.5,
  cy: 0.5,
  split: 0.5,
  flipped: false,
  stage: null,
  follow: "drag",
};

export class View {
  constructor(state) {
    this.state = state; // a plain object that outlives the component, see `remember`
    this.size = { width: 1, height: 1 }; // of the original, px
    this.extent = { width: 1, height: 1 }; // of all that is shown, in pixels of the original
    this.pane = { width: 1, height: 1 }; // of one pane, screen pixels
  }

  // Screen pixels per pixel of the original, now.
  get scale() {
    return this.state.zoom ?? this.fitScale;
  }

  get fitScale() {
    const fit = Math.min(this.pane.width / this.extent.width, this.pane.height / this.extent.height);
    return fit >= 1 ? Math.min(Math.floor(fit), MAX_FIT) : fit; // whole steps keep small pictures even
  }

  get minScale() {
    return Math.min(this.fitScale, 1);
  }

  // The centre as it can be in this pane: the page never leaves it; smaller than the pane, it stands in the middle. What a
  // person chose is kept apart, so that a look through another mode's panes changes nothing.
  get centre() {
    const along = (share, side) => {
      const half = this.pane[side] / (2 * this.extent[side] * this.scale);
      return half >= 0.5 ? 0.5 : clamp(share, half, 1 - half);
    };
    return [along(this.state.cx, "width"), along(this.state.cy, "height")];
  }

  moveTo(cx, cy) {
    Object.assign(this.state, { cx, cy });
    [this.state.cx, this.state.cy] = this.centre;
  }

  // `pictures` lie over an original of this size.
  show(size, pictures) {
    this.size = { width: size.width, height: size.height };
    this.extent = { ...this.size };
    for (const picture of pictures) {
      const share = perOriginal(picture, this.size);
      this.extent.width = Math.max(this.extent.width, picture.width / share);
      this.extent.height = Math.max(this.extent.height, picture.height / share);
    }
  }

  // The area of a pane that `picture` {width, height, scale} covers, and its own scale there.
  areaOf(picture) {
    const scale = this.scale / perOriginal(picture, this.size);
    const [cx, cy] = this.centre;
    let left = this.pane.width / 2 - cx * picture.width * scale;
    let top = this.pane.height / 2 - cy * picture.height * scale;
    // From real pixels up a pixel's edges lie on the screen's own.
    if (scale >= 1) [left, top] = [Math.round(left), Math.round(top)];
    return { scale, left, top, width: picture.width * scale, height: picture.height * scale };
  }

  // The area of a rect of the original, on any picture of the same shape.
  areaOfRect([x, y, width, height], picture) {
    const area = this.areaOf(picture);
    const [across, down] = [area.width / this.size.width, area.height / this.size.height];
    return { left: area.left + x * across, top: area.top + y * down, width: width * across, height: height * down };
  }

  // The share of width and height under a point of a pane.
  share(point, picture) {
    const { scale, left, top } = this.areaOf(picture);
    return [(point.x - left) / (picture.width * scale), (point.y - top) / (picture.height * scale)];
  }

  // [left, top, right, bottom] of what is visible, as shares.
  get visible() {
    const [left, top] = this.share({ x: 0, y: 0 }, this.size);
    const [right, bottom] = this.share({ x: this.pane.width, y: this.pane.height }, this.size);
    return [left, top, right, bottom].map((share) => clamp(share, 0, 1));
  }

  pan(dx, dy) {
    const [cx, cy] = this.centre;
    this.moveTo(cx - dx / (this.size.width * this.scale), cy - dy / (this.size.height * this.scale));
  }

  // Zoom so that what lies under `point` stays there. Answers whether anything changed.
  zoomTo(scale, point = { x: this.pane.width / 2, y: this.pane.height / 2 }, picture = this.size) {
    const before = this.scale;
    const zoom = clamp(scale, this.minScale, MAX_ZOOM);
    const [x, y] = this.share(point, picture);
    this.state.zoom = zoom <= this.fitScale && zoom < 1 ? null : zoom;
    const drawn = this.scale / perOriginal(picture, this.size);
    this.moveTo(
      x - (point.x - this.pane.width / 2) / (picture.width * drawn),
      y - (point.y - this.pane.height / 2) / (picture.height * drawn),
    );
    return this.scale !== before;
  }

  fit() {
    Object.assign(this.state, { zoom: null, cx: 0.5, cy: 0.5 });
  }

  // Bring a spot (shares) to the middle, near enough to read a word `height` original pixels high.
  goTo(x, y, height = 0) {
    const [least, comfortable] = LEGIBLE;
    if (height && this.scale * height < least) {
      this.state.zoom = clamp(Math.round(comfortable / height), 1, MAX_ZOOM);
    }
    this.moveTo(x, y);
  }
}

// Pixels of `picture` on one pixel of the original: its own `scale`, or told by the sizes where the shapes are the same.
export function perOriginal(picture, size) {
  if (picture.scale) return picture.scale;
  return sameShape(picture, size) ? picture.width / size.width : 1;
}

export function sameShape(picture, size) {
  const across = picture.width / size.width;
  const down = picture.height / size.height;
  // Scaling rounds each side to whole pixels, so shapes may differ by one pixel.
  return Math.abs(picture.height - size.height * across) <= 1 || Math.abs(picture.width - size.width * down) <= 1;
}

// States of views by the component's key: Streamlit may take the component down and put it up again at any run.
const REMEMBERED = new Map();

export function remember(key, starting) {
  if (!REMEMBERED.has(key)) REMEMBERED.set(key, { ...FRESH, ...starting });
  return REMEMBERED.get(key);
}
