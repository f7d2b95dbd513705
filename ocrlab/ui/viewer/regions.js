// How does a person say "only here": rectangles of the original, one for each purpose, drawn by mouse, finger or keys.

const GRAB = 9; // CSS pixels around a handle that still take hold of it

class Regions {
  constructor(viewer) {
    this.viewer = viewer;
    this.tool = false;
    this.purpose = null;
    this.list = []; // {rect, purpose}, as Python last said or as drawn since
    this.before = null; // the rectangle a drag started from, to return to
    this.told = null;
  }

  // Only news from Python replaces what was drawn here and is perhaps still on its way to it.
  update(regions) {
    const told = JSON.stringify(regions);
    if (told !== this.told) this.list = regions.map((region) => ({ ...region }));
    this.told = told;
  }

  get current() {
    return this.list.find(({ purpose }) => purpose === this.purpose) ?? null;
  }

  // What a press takes hold of: a handle, the whole rectangle, or nothing yet (a new one). Null without the tool.
  grip(point) {
    const info = this.viewer.infoAt(point);
    if (!this.tool || !info) return null;
    if (!sameShape(info, this.viewer.view.size)) {
      this.viewer.say("This picture is turned or cropped: draw the region on the original.");
      return null;
    }
    this.before = this.current?.rect ?? null;
    if (this.before) {
      const box = regionBox(this.viewer.view, info, this.before);
      const handle = handles(box).findIndex(([x, y]) => Math.hypot(x - point.x, y - point.y) <= GRAB * ratio());
      if (handle >= 0) return { handle, info };
      if (point.x > box.left && point.x < box.left + box.width && point.y > box.top && point.y < box.top + box.height) {
        return { handle: "all", info };
      }
    }
    return { handle: "new", info };
  }

  stretch({ handle, info }, from, to) {
    const { view } = this.viewer;
    const [x0, y0] = this.pixel(view.share(from, info));
    const [x1, y1] = this.pixel(view.share(to, info));
    if (handle === "new") return this.put(span(x0, y0, x1, y1));
    const [x, y, width, height] = this.before;
    let [left, top, right, bottom] = [x, y, x + width, y + height];
    const [dx, dy] = [x1 - x0, y1 - y0];
    if (handle === "all") {
      const { size } = view;
      const [mx, my] = [clamp(dx, -left, size.width - right), clamp(dy, -top, size.height - bottom)];
      return this.put([left + mx, top + my, width, height]);
    }
    if ([0, 6, 7].includes(handle)) left += dx;
    if ([2, 3, 4].includes(handle)) right += dx;
    if ([0, 1, 2].includes(handle)) top += dy;
    if ([4, 5, 6].includes(handle)) bottom += dy;
    this.put(span(left, top, right, bottom));
  }

  pixel([x, y]) {
    const { width, height } = this.viewer.view.size;
    return [clamp(Math.round(x * width), 0, width), clamp(Math.round(y * height), 0, height)];
  }

  put(rect) {
    this.list = this.list.filter(({ purpose }) => purpose !== this.purpose);
    if (rect) this.list.push({ rect, purpose: this.purpose });
  }

  finish(cancelled = false) {
    const rect = this.current?.rect ?? null;
    if (cancelled || (rect && (rect[2] < 1 || rect[3] < 1))) {
      this.put(this.before);
      if (!cancelled) this.viewer.say("A region needs a width and a height: nothing was drawn.");
    } else if (rect && String(rect) !== String(this.before)) {
      this.tell(rect);
    }
  }

  clear() {
    if (!this.current) return;
    this.put(null);
    this.tell(null);
  }

  tell(rect) {
    this.viewer.send("region", { purpose: this.purpose, rect, digest: this.viewer.shown.original.info.digest });
    this.viewer.say(rect ? `Region ${rect[2]} x ${rect[3]} px at ${rect[0]}, ${rect[1]}.` : "Region cleared.");
  }

  // Drawing without a mouse: Enter makes one in the middle of the view, arrows move it, with Shift they size it.
  press(event) {
    const rect = this.current?.rect;
    const { size, visible, scale } = this.viewer.view;
    if (event.key === "Enter" && !rect) {
      const [left, top] = this.pixel([visible[0] * 0.75 + visible[2] * 0.25, visible[1] * 0.75 + visible[3] * 0.25]);
      const [right, bottom] = this.pixel([visible[0] * 0.25 + visible[2] * 0.75, visible[1] * 0.25 + visible[3] * 0.75]);
      this.put(span(left, top, right, bottom));
    } else if (rect && (event.key === "Delete" || event.key === "Backspace")) {
      this.clear();
      this.viewer.changed();
      return true;
    } else if (rect && event.key.startsWith("Arrow")) {
      const by = Math.max(1, Math.round((8 * ratio()) / scale));
      const dx = { ArrowLeft: -by, ArrowRight: by }[event.key] ?? 0;
      const dy = { ArrowUp: -by, ArrowDown: by }[event.key] ?? 0;
      const [x, y, width, height] = rect;
      if (event.shiftKey) this.put([x, y, clamp(width + dx, 1, size.width - x), clamp(height + dy, 1, size.height - y)]);
      else this.put([clamp(x + dx, 0, size.width - width), clamp(y + dy, 0, size.height - height), width, height]);
    } else return false;
    clearTimeout(this.settling); // one message for a run of key presses
    this.settling = setTimeout(() => this.current && this.tell(this.current.rect), 400);
    this.viewer.changed();
    return true;
  }
}

function span(x0, y0, x1, y1) {
  return [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)];
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
