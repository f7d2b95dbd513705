// Strip: how do the settings that were tried stand in a row, and what can be done with one?

const ICONS = {
  pin: "M9 2h6v2l-1 1v5l3 3v2h-4v6l-1 1-1-1v-6H7v-2l3-3V5L9 4z",
  name: "M4 17.5V20h2.5L17 9.5 14.5 7zM19 7.5a1 1 0 0 0 0-1.4L17.9 5a1 1 0 0 0-1.4 0l-1.2 1.2 2.5 2.5z",
};

function element(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

function tool(content, title, pressed, act) {
  const node = element("button", { type: "button", className: "tool", title, onclick: act }, content);
  node.setAttribute("aria-label", title);
  if (pressed !== null) node.setAttribute("aria-pressed", pressed);
  return node;
}

// The name gives way to a field; Enter or leaving it stores, Escape does not.
function rename(label, chip, send) {
  const field = element("input", { value: chip.name, maxLength: 60, className: "rename" });
  field.setAttribute("aria-label", "Name of this setting");
  let done = false;
  const finish = (store) => {
    if (done) return;
    done = true;
    if (store && field.value !== chip.name) send("name", chip.number, field.value);
    field.replaceWith(label);
  };
  field.onblur = () => finish(true);
  field.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Enter" || event.key === "Escape") finish(event.key === "Enter");
  };
  label.replaceWith(field);
  field.select();
}

function draw(chip, what, comparing, send) {
  const original = chip.number === 0;
  const label = element("span", { className: "name" }, chip.name);
  const value = element("b", { className: chip.best ? "best" : "" }, chip.value || "\u2013");
  const marks = element("span", { className: "marks" });
  if (comparing && chip.against) marks.append(element("i", {}, "A"));
  if (comparing && chip.present) marks.append(element("i", {}, "B"));
  const about = `${chip.name}: ${chip.value || "not known"} ${what}${chip.best ? ", the best here" : ""}`;
  const way = chip.present ? "This is how the page is set now." : "Press to set the page so again.";
  const go = element(
    "button",
    { type: "button", className: "go", title: `${about}. ${way}`, onclick: () => send("go", chip.number) },
    element("img", { src: chip.picture, alt: "" }),
    element("span", { className: "words" }, label, element("span", { className: "line" }, value, marks)),
  );
  go.setAttribute("aria-current", chip.present);
  const back = original || chip.against;
  const against = back
    ? "Compare with the original again"
    : `Compare with this: it stands as A beside the present setting, B${chip.present ? " (A)" : ""}`;
  const tools = element(
    "span",
    { className: "tools" },
    tool("A", against, chip.against, () => send("against", chip.number)),
  );
  if (!original) {
    const pin = chip.pinned
      ? "Pinned: it stays however many follow. Press to let it go"
      : `Pin: keep it in the strip${chip.present ? " (K)" : ""}`;
    tools.append(
      tool(icon(ICONS.pin), pin, chip.pinned, () => send("pin", chip.number)),
      tool(icon(ICONS.name), "Give it a name", null, () => rename(label, chip, send)),
    );
  }
  const kind = ["chip", chip.present && "present", chip.against && comparing && "against"].filter(Boolean).join(" ");
  return element("div", { className: kind }, go, tools);
}

const TYPING = "input:not([type=checkbox], [type=range]), select, textarea, [contenteditable=true]";

// K pins the present setting, A compares with it or goes back, wherever the hand is, as long as it does not type.
function listen(event, strip) {
  const key = event.key.toLowerCase();
  const kind = { k: "pin", a: "against" }[key];
  const present = strip.chips?.find((chip) => chip.present);
  if (!kind || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (!present || event.composedPath()[0].closest?.(TYPING) || !strip.isConnected) return;
  if (kind === "against" || present.number)
    strip.send(kind, strip.comparing && kind === "against" ? 0 : present.number);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const strip = parentElement.querySelector(".strip");
  strip.hear ??= (event) => listen(event, strip);
  window.addEventListener("keydown", strip.hear);
  // Streamlit also calls this for a superseded run while the component stays where it is.
  const leave = () => setTimeout(() => strip.isConnected || window.removeEventListener("keydown", strip.hear));
  if (strip.shown === JSON.stringify(data)) return leave;
  const newest = !strip.shown || JSON.parse(strip.shown).chips.length < data.chips.length;
  strip.shown = JSON.stringify(data);
  const send = (kind, number, name = "") => setTriggerValue("act", { kind, number, name });
  const comparing = !data.chips.some((chip) => chip.number === 0 && chip.against);
  Object.assign(strip, { chips: data.chips, comparing, send });
  strip.replaceChildren(...data.chips.map((chip) => draw(chip, data.what, comparing, send)));
  if (newest) strip.scrollLeft = strip.scrollWidth;
  return leave;
}
