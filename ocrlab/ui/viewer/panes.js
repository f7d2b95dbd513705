// Which picture stands on which pane, with what drawn over it?

const REGION_COLOURS = ["#7c3aed", "#0369a1", "#be185d"];

class Panes {
  constructor(viewer) {
    this.viewer = viewer;
    this.list = [0, 1].map((n) => {
      const canvas = element("canvas", { tabIndex: 0, role: "img", className: "canvas" });
      const tag = element("figcaption", { className: "tag" });
      return { n, canvas, tag, figure: element("figure", { className: "pane" }, canvas, tag) };
    });
    this.divider = element("div", {
      className: "divider", tabIndex: 0, role: "slider", "aria-label": "Boundary between before and after",
      "aria-orientation": "horizontal", "aria-valuemin": 0, "aria-valuemax": 100,
    });
    this.flip = button("flip", "Before / after", "Flip between before and after (B)", () => viewer.blink(), "flip");
    this.area = element("div", { className: "panes" }, ...this.list.map(({ figure }) => figure), this.divider, this.flip);
    this.wireDivider();
  }

  wireDivider() {
    const { divider, viewer } = this;
    const to = (share) => {
      viewer.view.is.split = clamp(share, 0, 1);
      viewer.changed();
    };
    divider.addEventListener("pointerdown", (event) => {
      divider.setPointerCapture(event.pointerId);
      event.stopPropagation();
    });
    divider.addEventListener("pointermove", (event) => {
      if (!divider.hasPointerCapture(event.pointerId)) return;
      const box = this.list[0].canvas.getBoundingClientRect();
      to((event.clientX - box.left) / box.width);
    });
    divider.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -0.02, ArrowRight: 0.02, Home: -1, End: 1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      to(viewer.view.is.split + by * (event.shiftKey ? 5 : 1));
    });
  }

  // Measure the panes of this mode; false while there is nothing to draw on.
  measure() {
    const { view } = this.viewer;
    this.list[1].figure.hidden = view.is.mode !== "side";
    const { width, height } = this.list[0].canvas.getBoundingClientRect();
    view.pane = { width: Math.round(width * ratio()), height: Math.round(height * ratio()) };
    return view.pane.width > 0 && view.pane.height > 0;
  }

  draw() {
    const { view, regions } = this.viewer;
    const { mode, split, flipped, zoom } = view.is;
    for (const pane of this.list) if (!pane.figure.hidden) this.drawPane(pane);
    this.divider.hidden = mode !== "swipe";
    this.divider.style.left = `${split * 100}%`;
    this.divider.setAttribute("aria-valuenow", Math.round(split * 100));
    this.flip.hidden = !["blink", "stages"].includes(mode);
    this.flip.setAttribute("aria-pressed", flipped);
    this.area.classList.toggle("drawing-region", regions.tool);
    // At the whole page there is nothing to pan: a finger scrolls the app's page on.
    this.area.style.touchAction = zoom === null && !regions.tool ? "pan-y" : "none";
  }

  drawPane({ n, canvas, tag }) {
    const { viewer } = this;
    const { view } = viewer;
    if (canvas.width !== view.pane.width || canvas.height !== view.pane.height) {
      [canvas.width, canvas.height] = [view.pane.width, view.pane.height];
    }
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    const layers = viewer.layers(n);
    for (const layer of layers) {
      const [from, to] = [Math.round(layer.from * canvas.width), Math.round(layer.to * canvas.width)];
      const at = view.place(layer.info);
      if (layer.signed) this.drawPaper(context, at);
      if (layer.pixels) paintPixels(context, layer.pixels, at, from, to);
      if (layer.part) paintPixels(context, layer.part.pixels, partOf(at, layer.part.rect), from, to);
      this.drawWords(context, layer, from, to);
    }
    if (layers.length) {
      this.drawRegions(context, layers[0].info);
      this.drawTwin(context, n, layers[0].info);
    }
    tag.replaceChildren(...layers.map((layer) => this.title(layer)));
    const titles = layers.map(({ info }) => info.title).join(" | ");
    canvas.setAttribute("aria-label", `${titles || "No picture"}, ${MODES[view.is.mode][0]}`);
  }

  title({ info, signed, from }) {
    const name = element("b", {}, signed ? "Difference" : info.title);
    return element("span", { className: from > 0 ? "right" : "" }, name, ` ${info.width} x ${info.height}`);
  }

  // A difference lies on blank paper.
  drawPaper(context, at) {
    context.fillStyle = "#ffffff";
    context.fillRect(at.left, at.top, at.width, at.height);
  }

  drawWords(context, { side }, from, to) {
    const { view, shown, marked, hovered } = this.viewer;
    const sides = view.is.mode === "difference" ? ["original", "filtered"] : side ? [side] : [];
    const of = (one, other) => (one?.[0] === other ? one[1] : -1);
    context.save();
    context.beginPath();
    context.rect(from, 0, to - from, context.canvas.height);
    context.clip();
    for (const each of sides) {
      const look = { colourBy: this.viewer.colourBy, ratio: ratio(), marked: of(marked, each), hovered: of(hovered?.word, each) };
      paintWords(context, view, shown[each].info, { ...look, all: this.viewer.boxesOf(each) });
      // The word chosen on the other side, where it lies on this one.
      const other = each === "original" ? "filtered" : "original";
      if (of(marked, other) < 0 || sides.length > 1) continue;
      const there = { ...shown[other].info, scale: perOriginal(shown[other].info, view.size) };
      paintWords(context, view, there, { ...look, marked: marked[1], hovered: -1, all: false });
    }
    context.restore();
  }

  drawRegions(context, info) {
    const { view, regions, data } = this.viewer;
    if (!sameShape(info, view.size)) return;
    const names = Object.keys(data.purposes);
    for (const region of regions.list) {
      const active = regions.tool && region.purpose === regions.purpose;
      const colour = REGION_COLOURS[Math.max(0, names.indexOf(region.purpose)) % REGION_COLOURS.length];
      paintRegion(context, regionBox(view, info, region.rect), data.purposes[region.purpose], { colour, active, ratio: ratio() });
    }
  }

  // Where the pointer is on one side of two, a small cross shows the same place on the other.
  drawTwin(context, n, info) {
    const { view, hovered } = this.viewer;
    const point = hovered?.point;
    if (!point || point.pane.n === n || view.is.mode !== "side") return;
    const [x, y] = view.share(point, this.viewer.infoAt(point));
    const at = view.place(info);
    const [cx, cy, arm] = [at.left + x * at.width, at.top + y * at.height, 7 * ratio()];
    for (const [colour, width] of [["#ffffff", 3], ["#dc2626", 1]]) {
      context.strokeStyle = colour;
      context.lineWidth = width * ratio();
      context.beginPath();
      context.moveTo(cx - arm, cy);
      context.lineTo(cx + arm, cy);
      context.moveTo(cx, cy - arm);
      context.lineTo(cx, cy + arm);
      context.stroke();
    }
  }
}
