// Status: which pixel and word are under the pointer, what do the colours mean, and what just happened?

import { GAINED, LOST, NOTICED } from "../model/pixels.js";
import { clamp } from "../model/rectangle.js";
import { DOUBTFUL, SURE, UNKNOWN, UNSURE } from "../model/words.js";
import { element, ratio } from "./dom.js";

const IDLE = "wheel zooms, drag pans, double click: 100 %";
const NO_DIFFERENCE = "No difference: the pictures have different shapes (turned or cropped)";
const DIFFERENCE_HINT = `Share of pixels lighter or darker by more than ${NOTICED} of 255 levels`;
const LEGENDS = {
  confidence: [
    [SURE, "80 % or more"],
    [UNSURE, "50 to 80 %"],
    [DOUBTFUL, "below 50 %"],
  ],
  right: [
    [SURE, "right"],
    [DOUBTFUL, "wrong"],
    [UNKNOWN, "no truth"],
  ],
  lines: [
    [SURE, "all right"],
    [UNSURE, "80 % or more right"],
    [DOUBTFUL, "less than 80 % right"],
  ],
};

export class StatusBar {
  constructor(viewer) {
    this.viewer = viewer;
    this.readout = element("output", { className: "readout" });
    this.legend = element("div", { className: "legend" });
    this.message = element("div", { className: "message", role: "status" });
    this.tip = element("div", { className: "tip", role: "tooltip", hidden: true });
    this.bar = element("div", { className: "bar below" }, this.readout, this.legend, this.message);
  }

  announce(text) {
    this.message.textContent = text;
  }

  refresh() {
    const { hovered, view } = this.viewer;
    this.readout.textContent = (hovered && this.pixel(hovered.point)) || IDLE;
    this.tip.hidden = !hovered?.word;
    if (hovered?.word) this.showTip(hovered);
    const entries = this.entries();
    if (String(entries) === this.drawn) return;
    this.drawn = String(entries);
    this.legend.replaceChildren(...entries.map((entry) => this.entry(...entry)));
    this.legend.title = view.state.mode === "difference" ? DIFFERENCE_HINT : "";
  }

  // x, y of the original, grey before and after.
  pixel(point) {
    const { view, shown, layers } = this.viewer;
    const [x, y] = view.share(point, layers.infoAt(point));
    if (x < 0 || y < 0 || x >= 1 || y >= 1) return null;
    const grey = ({ info, pixels, part }) => {
      if (!pixels || part) return "?"; // only a part of it is here, perhaps a reduced one
      return pixels.grey(Math.floor(x * info.width), Math.floor(y * info.height));
    };
    const { width, height } = shown.original.info;
    const levels = `${grey(shown.original)} \u2192 ${grey(shown.filtered)}`;
    return `x ${Math.floor(x * width)}  y ${Math.floor(y * height)}   grey ${levels}`;
  }

  showTip({ point, word: [side, index] }) {
    const { shown, root } = this.viewer;
    this.tip.replaceChildren(...this.tipLines(shown[side].info, index));
    const frame = root.getBoundingClientRect();
    const canvas = point.pane.canvas.getBoundingClientRect();
    const [x, y] = [canvas.left - frame.left + point.x / ratio(), canvas.top - frame.top + point.y / ratio()];
    const { offsetWidth, offsetHeight } = this.tip;
    this.tip.style.left = `${clamp(x + 14, 0, frame.width - offsetWidth)}px`;
    this.tip.style.top = `${y + 18 + offsetHeight > frame.height ? y - offsetHeight - 8 : y + 18}px`;
  }

  tipLines(info, index) {
    const [text, confidence, , expected, right] = info.words[index];
    const line = (...parts) => element("span", {}, ...parts);
    const name = (word) => element("b", {}, word || "nothing");
    const lines = [element("b", {}, text || "(nothing)"), line(this.viewer.describe(confidence))];
    if (this.viewer.data.lines) lines.push(line("read as ", name(expected)));
    else if (right === true) lines.push(line("as expected"));
    else if (expected !== null) lines.push(line("expected ", name(expected)));
    if (info.stale) lines.push(line("read with an earlier setting"));
    return lines;
  }

  // The legend: [colour, meaning] each.
  entries() {
    const { colourBy, layers, view } = this.viewer;
    const { mode, boxes } = view.state;
    if (mode === "difference") {
      const signed = layers.difference();
      if (!signed) return [[null, NO_DIFFERENCE]];
      const share = (part) => (part > 0 && part < 0.00005 ? "below 0.01 %" : `${+(part * 100).toFixed(2)} %`);
      return [
        [`rgb(${LOST})`, `ink lost ${share(signed.lost)}`],
        [`rgb(${GAINED})`, `ink gained ${share(signed.gained)}`],
      ];
    }
    return boxes === "none" || !this.viewer.hasWords() ? [] : LEGENDS[colourBy];
  }

  entry(colour, meaning) {
    if (!colour) return element("span", {}, meaning);
    const swatch = element("i", { className: colour === DOUBTFUL ? "dashed" : "" });
    swatch.style.setProperty("--swatch", colour);
    return element("span", {}, swatch, meaning);
  }
}
