"""How well can texts be told from what they stand on? WCAG 2.2, 1.4.3: 4.5 to 1 for text of usual size."""

from __future__ import annotations

from playwright.sync_api import Page

# Colours as the browser computed them, blended with all that lies behind; what is disabled or hidden does not count.
_MEASURE = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
  const luminance = (c) => c.slice(0, 3).map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement, text = node.data.trim();
    if (!text || element.closest('script, style, [aria-hidden=true], :disabled, [aria-disabled=true]')) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const chain = []; let opacity = 1;
    for (let up = element; up; up = up.parentElement) {
      const ground = up.getBoundingClientRect();
      // A slider's value stands above the knob that holds it.
      if (ground.height > box.height - 1) chain.push(rgba(getComputedStyle(up).backgroundColor));
      opacity *= Number(getComputedStyle(up).opacity);
    }
    const ground = chain.reverse().reduce((below, colour) => over(colour, below), [255, 255, 255]);
    const [r, g, b, a] = rgba(getComputedStyle(element).color);
    const [one, other] = [luminance(over([r, g, b, a * opacity], ground)), luminance(ground)];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) faults.push(`${contrast.toFixed(2)} ${text.slice(0, 50)}`);
  }
  return [...new Set(faults)].sort();
}"""


def too_faint(page: Page) -> list[str]:
    """The visible texts under 4.5 to 1, each with its contrast."""
    return page.evaluate(_MEASURE)
