// Strip: which stages are there to open? Small pictures of all of them, in order; the chosen one stands large above.

import { element, ratio, surface } from "./dom.js";
import { paintPixels } from "./paint.js";

const THUMB = { width: 112, height: 72 }; // CSS pixels

export class Strip {
  constructor(viewer) {
    this.viewer = viewer;
    this.bar = element("div", { className: "strip", role: "group", "aria-label": "Stages" });
    this.drawn = "";
  }

  refresh() {
    const { layers, shelf, view } = this.viewer;
    this.bar.hidden = view.state.mode !== "stages";
    if (this.bar.hidden) return;
    const stages = layers.stages();
    const ready = stages.map((info) => [info.digest, info.title, Boolean(shelf.get(info.digest))]);
    if (String(ready) !== this.drawn) {
      this.drawn = String(ready);
      this.bar.replaceChildren(...stages.map((info, n) => this.card(info, n)));
    }
    for (const [n, card] of [...this.bar.children].entries()) card.setAttribute("aria-pressed", n === layers.stage());
  }

  card(info, n) {
    const { shelf, view } = this.viewer;
    const pixels = shelf.get(info.digest);
    const fit = Math.min((THUMB.width * ratio()) / info.width, (THUMB.height * ratio()) / info.height, 1);
    const small = surface(Math.max(1, Math.round(info.width * fit)), Math.max(1, Math.round(info.height * fit)));
    const { width, height } = small;
    small.style.width = `${width / ratio()}px`;
    if (pixels) paintPixels(small.getContext("2d"), pixels, { left: 0, top: 0, width, height });
    const onclick = () => {
      Object.assign(view.state, { stage: n, flipped: false });
      this.viewer.changed();
    };
    return element(
      "button",
      { type: "button", title: `Open ${info.title} large`, onclick },
      element("span", { className: "thumb" }, small),
      element("span", { className: "title" }, info.title),
    );
  }
}
