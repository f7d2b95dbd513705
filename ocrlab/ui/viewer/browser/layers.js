// Layers: which pictures lie on a pane in this mode, and what of them is under a point?
//
// A layer is {info, pixels, part, side, from, to}: `from` and `to` are shares of the pane's width, `side` is that whose words
// belong to it, or null.

import { difference } from "./model/pixels.js";
import { clamp } from "./model/rectangle.js";
import { sameShape } from "./model/view.js";
import { wordAt } from "./model/words.js";

export class Layers {
  constructor(viewer) {
    this.viewer = viewer;
    this.signed = null; // the difference last made
  }

  of(pane) {
    const { mode, flipped, split } = this.viewer.view.state;
    if (mode === "swipe") return [this.layer("original", 0, split), this.layer("filtered", split, 1)];
    if (mode === "stages") return this.ofStage(flipped);
    if (mode === "difference") {
      const pixels = this.difference();
      return pixels ? [{ ...this.layer("original"), pixels, side: null, signed: true }] : [];
    }
    const before = flipped || (mode === "side" && pane === 0);
    return [this.layer(before ? "original" : "filtered")];
  }

  layer(side, from = 0, to = 1) {
    return { ...this.viewer.shown[side], side, from, to };
  }

  // The chosen stage, or with `before` what it was given. Words were read on the first and the last picture only.
  ofStage(before) {
    const { shown, shelf } = this.viewer;
    const info = this.stages()[Math.max(0, this.stage() - (before ? 1 : 0))];
    const pixels = shelf.get(info.digest);
    const side = ["filtered", "original"].find((name) => shown[name].info.digest === info.digest) ?? null;
    return pixels ? [{ info, pixels, part: null, side, from: 0, to: 1 }] : [];
  }

  stages() {
    const { original, stages } = this.viewer.data;
    return [original, ...stages];
  }

  // The place of the chosen stage in that list.
  stage() {
    const last = this.stages().length - 1;
    return clamp(this.viewer.view.state.stage ?? last, 0, last);
  }

  // Made anew only when one of the two pictures is another one. Null where they have no common shape.
  difference() {
    const { original, filtered } = this.viewer.shown;
    if (!filtered.pixels) return this.signed;
    if (this.signed?.digest !== `${original.pixels.digest}-${filtered.pixels.digest}`) {
      const comparable = sameShape(filtered.info, this.viewer.view.size);
      this.signed = comparable ? difference(original.pixels, filtered.pixels) : null;
    }
    return this.signed;
  }

  at(point) {
    const x = point.x / this.viewer.view.pane.width;
    return this.of(point.pane.n).find(({ from, to }) => x >= from && x <= to);
  }

  infoAt(point) {
    return this.at(point)?.info ?? this.viewer.view.size;
  }

  // [side, index] of the word under a point, or null.
  wordAt(point) {
    const { view, shown } = this.viewer;
    const { side, signed } = this.at(point) ?? {};
    for (const name of signed ? ["filtered", "original"] : side ? [side] : []) {
      const { info } = shown[name];
      const { left, top, scale } = view.areaOf(info);
      const index = this.showsWordsOf(name)
        ? wordAt(info.words, (point.x - left) / scale, (point.y - top) / scale)
        : -1;
      if (index >= 0) return [name, index];
    }
    return null;
  }

  showsWordsOf(side) {
    const { boxes } = this.viewer.view.state;
    return boxes === side || boxes === "both";
  }
}
