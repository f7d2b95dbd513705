// Slider: how does the picture follow the selected parameter while its slider is dragged?

import { positionOf, positions, settingAt } from "../model/range.js";
import { Throttle } from "../model/throttle.js";
import { element } from "./dom.js";

const NEED_THE_WHOLE = ["difference", "stages"]; // modes for which the visible part of a picture is not enough

export class Slider {
  constructor(viewer) {
    this.viewer = viewer;
    this.live = null;
    this.held = false;
    this.throttle = new Throttle((move) => this.send(move));
    this.input = element("input", { type: "range" });
    this.name = element("span", { className: "name" });
    this.value = element("output", { className: "value" });
    this.follow = element("input", { type: "checkbox" });
    const hint = "Off: the picture changes when the slider is let go";
    this.bar = element(
      "div",
      { className: "bar live", role: "group", "aria-label": "Live setting" },
      element("label", {}, this.name, this.input),
      this.value,
      element("label", { className: "follow", title: hint }, this.follow, "while dragging"),
    );
    this.wire();
  }

  wire() {
    const { input, follow, viewer } = this;
    input.addEventListener("pointerdown", () => {
      this.held = true;
    });
    input.addEventListener("input", () => (this.held ? this.moved(false) : this.showValue()));
    input.addEventListener("change", () => this.moved(true));
    // Let go where it was taken up, a slider has "changed" nothing, and still the drag is over.
    const letGo = () => setTimeout(() => this.held && this.moved(true));
    for (const end of ["pointerup", "pointercancel"]) input.addEventListener(end, letGo);
    follow.addEventListener("change", () => {
      viewer.view.state.follow = follow.checked ? "drag" : "release";
    });
  }

  update(live, seq) {
    this.bar.hidden = !live;
    const other = this.live?.name !== live?.name;
    this.live = live;
    if (other) this.throttle.forget();
    if (!live) return;
    this.name.textContent = live.label;
    this.input.min = 0;
    this.input.max = positions(live);
    this.follow.checked = this.viewer.view.state.follow === "drag";
    if (other || (!this.held && this.throttle.idle)) this.input.value = positionOf(live.value, live);
    this.showValue();
    this.throttle.cameBack(seq);
  }

  get setting() {
    return settingAt(Number(this.input.value), this.live);
  }

  showValue() {
    const unit = this.live.unit ? ` ${this.live.unit}` : "";
    this.value.textContent = `${this.setting}${unit}`;
    this.input.setAttribute("aria-valuetext", this.value.textContent);
  }

  moved(released) {
    if (released) this.held = false;
    this.showValue();
    if (released || this.viewer.view.state.follow === "drag") this.throttle.offer(this.setting, released);
  }

  // `seq` is the number of the newest value whose picture stands on the screen.
  wasDrawn(seq) {
    this.throttle.wasDrawn(seq);
  }

  send(move) {
    const { view } = this.viewer;
    const visible = NEED_THE_WHOLE.includes(view.state.mode) ? null : view.visible;
    this.viewer.send("live", { name: this.live.name, visible, zoom: view.scale, ...move });
  }
}
