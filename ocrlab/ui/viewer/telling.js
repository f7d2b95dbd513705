// What does the viewer say in words: the pixel and the word under the pointer, what the colours mean, what just happened?

const IDLE = "wheel zooms, drag pans, double click: 100 %";

class Telling {
  constructor(viewer) {
    this.viewer = viewer;
    this.readout = element("output", { className: "readout" });
    this.legend = element("div", { className: "legend" });
    this.note = element("div", { className: "said", role: "status" });
    this.tip = element("div", { className: "tip", role: "tooltip", hidden: true });
    this.bar = element("div", { className: "bar below" }, this.readout, this.legend, this.note);
  }

  say(text) {
    this.note.textContent = text;
  }

  refresh() {
    const { hovered } = this.viewer;
    this.readout.textContent = (hovered && this.pixel(hovered.point)) || IDLE;
    this.tip.hidden = !hovered?.word;
    if (hovered?.word) this.showTip(hovered);
    const entries = this.entries();
    if (String(entries) === this.told) return;
    this.told = String(entries);
    this.legend.replaceChildren(...entries.map((entry) => this.entry(...entry)));
    this.legend.title =
      this.viewer.view.is.mode === "difference" ? `Share of pixels lighter or darker by more than ${NOTICED} of 255 levels` : "";
  }

  // x, y of the original, grey before and after.
  pixel(point) {
    const { view, shown } = this.viewer;
    const [x, y] = view.share(point, this.viewer.infoAt(point));
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
    const { info } = this.viewer.shown[side];
    const [text, confidence, , expected, right] = info.words[index];
    const lines = [element("b", {}, text || "(nothing)"), element("span", {}, this.viewer.shareOf(confidence))];
    if (this.viewer.data.lines) lines.push(element("span", {}, "read as ", element("b", {}, expected || "nothing")));
    else if (right === true) lines.push(element("span", {}, "as expected"));
    else if (expected !== null) lines.push(element("span", {}, "expected ", element("b", {}, expected || "nothing")));
    if (info.stale) lines.push(element("span", {}, "read with an earlier setting"));
    this.tip.replaceChildren(...lines);
    const frame = this.viewer.root.getBoundingClientRect();
    const canvas = point.pane.canvas.getBoundingClientRect();
    const [x, y] = [canvas.left - frame.left + point.x / ratio(), canvas.top - frame.top + point.y / ratio()];
    const { offsetWidth, offsetHeight } = this.tip;
    this.tip.style.left = `${clamp(x + 14, 0, frame.width - offsetWidth)}px`;
    this.tip.style.top = `${y + 18 + offsetHeight > frame.height ? y - offsetHeight - 8 : y + 18}px`;
  }

  entries() {
    const { mode, boxes } = this.viewer.view.is;
    const { colourBy } = this.viewer;
    if (mode === "difference") {
      const signed = this.viewer.difference();
      if (!signed) return [[null, "No difference: the pictures have different shapes (turned or cropped)"]];
      const share = (part) => (part > 0 && part < 0.00005 ? "below 0.01 %" : `${+(part * 100).toFixed(2)} %`);
      return [[`rgb(${LOST})`, `ink lost ${share(signed.lost)}`], [`rgb(${GAINED})`, `ink gained ${share(signed.gained)}`]];
    }
    if (boxes === "none" || !this.viewer.hasWords()) return [];
    if (colourBy === "lines") return [[SURE, "all right"], [UNSURE, "80 % or more right"], [DOUBTFUL, "less than 80 % right"]];
    if (colourBy === "right") return [[SURE, "right"], [DOUBTFUL, "wrong"], [UNKNOWN, "no truth"]];
    return [[SURE, "80 % or more"], [UNSURE, "50 to 80 %"], [DOUBTFUL, "below 50 %"]];
  }

  entry(colour, words) {
    if (!colour) return element("span", {}, words);
    const swatch = element("i", { className: colour === DOUBTFUL ? "dashed" : "" });
    swatch.style.setProperty("--swatch", colour);
    return element("span", {}, swatch, words);
  }
}
