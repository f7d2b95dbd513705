// Dom: how is a piece of the page made, and how fine is the screen?

// 16 x 16, drawn with the text's own colour.
const ICONS = {
  side: '<rect x="1.5" y="3" width="5.5" height="10" rx="1"/><rect x="9" y="3" width="5.5" height="10" rx="1"/>',
  swipe: '<rect x="1.5" y="3" width="13" height="10" rx="1"/><path d="M8 1v14"/><path d="M10 6l2 2-2 2M6 6L4 8l2 2"/>',
  blink: '<path d="M1 8s2.5-4.5 7-4.5S15 8 15 8s-2.5 4.5-7 4.5S1 8 1 8z"/><circle cx="8" cy="8" r="2"/>',
  difference: '<circle cx="6" cy="8" r="4.5"/><circle cx="10" cy="8" r="4.5"/>',
  stages:
    '<rect x="1.5" y="2" width="13" height="7.5" rx="1"/><path stroke-width="2.4" d="M2 13.5h2.5M6.8 13.5h2.5M11.5 13.5H14"/>',
  words: '<rect x="1.5" y="4" width="13" height="8" rx="1" stroke-dasharray="2.5 1.6"/><path d="M4.5 8h7"/>',
  region: '<path d="M5 1.5H1.5V5M11 1.5h3.5V5M5 14.5H1.5V11M11 14.5h3.5V11"/><path d="M8 5.5v5M5.5 8h5"/>',
  minus: '<path d="M3.5 8h9"/>',
  plus: '<path d="M3.5 8h9M8 3.5v9"/>',
  fit: '<path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"/>',
  bin: '<path d="M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4"/>',
  flip: '<path d="M2 6h11M10 3l3 3-3 3M14 11H5"/>',
};

// Pixels of the screen on one CSS pixel.
export function ratio() {
  return window.devicePixelRatio || 1;
}

export function surface(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in node && name !== "list") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

export function icon(name) {
  const holder = document.createElement("template");
  holder.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg>`;
  return holder.content.firstChild;
}

// On a narrow bar only the label's first word stays; the title's words before its key "(S)" are the name where it has none.
export function button(iconName, label, title, onclick, className = "") {
  const [word, ...rest] = label?.split(" ") ?? [];
  const more = rest.length ? element("span", { className: "wide" }, ` ${rest.join(" ")}`) : "";
  const name = label ?? title.replace(/ \(.*/, "");
  return element(
    "button",
    { type: "button", title, className, onclick, "aria-label": name },
    iconName ? icon(iconName) : null,
    label ? element("span", {}, word, more) : null,
  );
}

export function chooser(title, options, choose) {
  const choices = options.map(([value, text]) => element("option", { value }, text));
  const onchange = ({ target }) => choose(target.value);
  return element("select", { title, "aria-label": title, onchange }, ...choices);
}
