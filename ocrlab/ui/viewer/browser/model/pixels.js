// Pixels: how is a picture held, reduced, read out and compared?
//
// A picture travels and is held as its bare levels: one byte a pixel when grey, three when colour. What is drawn of it is
// made for the part of it that is looked at, so a 40 MP page costs 40 MB and opens no slower than its visible part.

const LUMA = [19595, 38470, 7471]; // ITU-R BT.601 in 1/65536, as the lab's own greyscale filter rounds it
export const NOTICED = 32; // levels; a smaller change is drawn, but not counted
export const LOST = [214, 84, 16];
export const GAINED = [37, 99, 235];
// The root of the step, so that faint changes are seen.
const SHADE = Uint8Array.from({ length: 256 }, (_, step) => Math.round(Math.sqrt(step / 255) * 255));

export function luma(red, green, blue) {
  return (red * LUMA[0] + green * LUMA[1] + blue * LUMA[2] + 32768) >> 16;
}

// How levels become colours (packed little-endian: ABGR), by the number of bytes a pixel has.
export const GREYS = Uint32Array.from({ length: 256 }, (_, level) => 0xff000000 | (level * 0x010101));
export const INKS = {
  1: (bytes, at) => GREYS[bytes[at]],
  3: (bytes, at) => 0xff000000 | (bytes[at + 2] << 16) | (bytes[at + 1] << 8) | bytes[at],
  2: (bytes, at) => inkOfChange(bytes[at], bytes[at + 1]),
};

function inkOfChange(lost, gained) {
  if (!lost && !gained) return 0;
  const [red, green, blue] = lost >= gained ? LOST : GAINED;
  return ((SHADE[Math.max(lost, gained)] << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

export class Pixels {
  constructor(digest, width, height, channels, bytes) {
    Object.assign(this, { digest, width, height, channels });
    this.levels = [{ width, height, bytes }]; // each half the size of the one before, made when first needed
  }

  // The coarsest level that still has a pixel for every pixel of the screen: reducing by more than a half skips pixels.
  level(scale) {
    let k = 0;
    while (scale * 2 ** (k + 1) <= 1 && this.levels[k].width > 1 && this.levels[k].height > 1) {
      k += 1;
      if (!this.levels[k]) this.levels.push(halved(this.levels[k - 1], this.channels));
    }
    return k;
  }

  grey(x, y) {
    const { bytes } = this.levels[0];
    const at = (y * this.width + x) * this.channels;
    return this.channels === 1 ? bytes[at] : luma(bytes[at], bytes[at + 1], bytes[at + 2]);
  }
}

// Half the size: each pixel the mean of four (of fewer at an odd edge).
export function halved({ width, height, bytes }, channels) {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  half.bytes = new Uint8Array(half.width * half.height * channels);
  const out = half.bytes;
  for (let y = 0, o = 0; y < half.height; y += 1) {
    const above = 2 * y * width;
    const below = Math.min(2 * y + 1, height - 1) * width;
    if (channels === 1) {
      // The common case, bare: four times as fast, and it stands between a slider and its picture.
      const pairs = width >> 1;
      let [a, b] = [above, below];
      for (let x = 0; x < pairs; x += 1, a += 2, b += 2) {
        out[o++] = (bytes[a] + bytes[a + 1] + bytes[b] + bytes[b + 1] + 2) >> 2;
      }
      if (width & 1) out[o++] = (bytes[a] + bytes[b] + 1) >> 1;
      continue;
    }
    for (let x = 0; x < half.width; x += 1) {
      const left = 2 * x;
      const right = left + 1 < width ? left + 1 : left;
      const [a, b] = [(above + left) * channels, (above + right) * channels];
      const [c, d] = [(below + left) * channels, (below + right) * channels];
      for (let i = 0; i < channels; i += 1)
        out[o++] = (bytes[a + i] + bytes[b + i] + bytes[c + i] + bytes[d + i] + 2) >> 2;
    }
  }
  return half;
}

// Signed difference as a picture of two bytes a pixel, ink lost and ink gained: clear where nothing changed. Ink is what is
// darker. `lost` and `gained` are the shares of all pixels changed by more than NOTICED levels. A picture of another size is
// compared pixel by nearest pixel.
export function difference(before, after) {
  const { width, height } = before;
  const bytes = new Uint8Array(width * height * 2);
  const columns = Uint32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * after.width) / width));
  const plain = before.channels === 1 && after.channels === 1;
  const [a, b] = [before.levels[0].bytes, after.levels[0].bytes];
  let [lost, gained] = [0, 0];
  for (let y = 0, at = 0; y < height; y += 1) {
    const row = Math.floor(((y + 0.5) * after.height) / height);
    for (let x = 0; x < width; x += 1, at += 1) {
      const step = plain ? b[row * after.width + columns[x]] - a[at] : after.grey(columns[x], row) - before.grey(x, y);
      if (step > 0) {
        bytes[2 * at] = step;
        if (step > NOTICED) lost += 1;
      } else if (step < 0) {
        bytes[2 * at + 1] = -step;
        if (step < -NOTICED) gained += 1;
      }
    }
  }
  const pixels = new Pixels(`${before.digest}-${after.digest}`, width, height, 2, bytes);
  return Object.assign(pixels, { lost: lost / (width * height), gained: gained / (width * height) });
}
