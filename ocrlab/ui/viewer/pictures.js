// How do the bytes of a picture become pixels that can be drawn at any zoom, compared and read out?
//
// A picture travels and is kept as its bare levels: one byte a pixel when grey, three when colour. What is drawn of it is made
// for the part of it that is looked at, so a 40 MP page costs 40 MB and opens no slower than its visible part.
// The files of this folder are joined into one module by Python (see SCRIPTS there): what one declares, the later ones use.

const LUMA = [19595, 38470, 7471]; // ITU-R BT.601 in 1/65536, as the lab's own greyscale filter rounds it
const WHOLE = 1 << 20; // pixels up to which a level is made in one piece
const MARGIN = 0.3; // of the visible part, made beside it so that a pan need not wait

function surface(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

// The app's root is known for sure only to its own script tag: pages lie beside it, and a proxy may put it anywhere.
function mediaAddress(url) {
  if (!url.startsWith("/")) return url;
  const script = document.querySelector('script[src*="static/js/"]');
  const root = script ? script.src.slice(0, script.src.indexOf("static/js/")) : `${location.origin}/`;
  const base = new URL(root).pathname;
  return new URL(base !== "/" && url.startsWith(base) ? url : root + url.slice(1), location.origin).href;
}

async function fetchPixels({ url, digest, width, height, channels, packed }) {
  // A part answer (206) is never compressed on its way: for the browser next door that costs more than it saves.
  const headers = url.startsWith("data:") ? {} : { Range: "bytes=0-" };
  const answer = await fetch(mediaAddress(url), { headers, cache: "no-store" });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const body = packed ? new Response(answer.body.pipeThrough(new DecompressionStream("deflate"))) : answer;
  const bytes = new Uint8Array(await body.arrayBuffer());
  if (bytes.length !== width * height * channels) throw new Error("the picture came incomplete");
  return new Pixels(digest, width, height, channels, bytes);
}

function luma(red, green, blue) {
  return (red * LUMA[0] + green * LUMA[1] + blue * LUMA[2] + 32768) >> 16;
}

// How levels become colours (packed little-endian: ABGR), by the number of bytes a pixel has.
const GREYS = Uint32Array.from({ length: 256 }, (_, level) => 0xff000000 | (level * 0x010101));
const INKS = {
  1: (bytes, at) => GREYS[bytes[at]],
  3: (bytes, at) => 0xff000000 | (bytes[at + 2] << 16) | (bytes[at + 1] << 8) | bytes[at],
  2: (bytes, at) => inkOfChange(bytes[at], bytes[at + 1]),
};

class Pixels {
  constructor(digest, width, height, channels, bytes) {
    Object.assign(this, { digest, width, height, channels });
    this.levels = [{ width, height, bytes }]; // each half the size of the one before, made when first needed
    this.piece = null; // the drawable part: {k, left, top, width, height, canvas}
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

  // A canvas that covers the rectangle of level `k`, and where on the level it begins.
  drawable(k, left, top, right, bottom) {
    const old = this.piece;
    const across = old && left >= old.left && right <= old.left + old.width;
    if (across && old.k === k && top >= old.top && bottom <= old.top + old.height) return old;
    const level = this.levels[k];
    if (level.width * level.height <= WHOLE) [left, top, right, bottom] = [0, 0, level.width, level.height];
    else {
      const [beside, above] = [Math.ceil((right - left) * MARGIN), Math.ceil((bottom - top) * MARGIN)];
      [left, top] = [Math.max(0, left - beside), Math.max(0, top - above)];
      [right, bottom] = [Math.min(level.width, right + beside), Math.min(level.height, bottom + above)];
    }
    const [width, height] = [right - left, bottom - top];
    const canvas = old?.canvas.width === width && old.canvas.height === height ? old.canvas : surface(width, height);
    const picture = new ImageData(width, height);
    const out = new Uint32Array(picture.data.buffer);
    const { channels } = this;
    const ink = INKS[channels];
    for (let y = 0, o = 0; y < height; y += 1) {
      let at = ((top + y) * level.width + left) * channels;
      if (channels === 1) for (let x = 0; x < width; x += 1) out[o++] = GREYS[level.bytes[at++]];
      else for (let x = 0; x < width; x += 1, at += channels) out[o++] = ink(level.bytes, at);
    }
    canvas.getContext("2d").putImageData(picture, 0, 0);
    this.piece = { k, left, top, width, height, canvas };
    return this.piece;
  }

  grey(x, y) {
    const { bytes } = this.levels[0];
    const at = (y * this.width + x) * this.channels;
    return this.channels === 1 ? bytes[at] : luma(bytes[at], bytes[at + 1], bytes[at + 2]);
  }
}

// Half the size: each pixel the mean of four (of fewer at an odd edge).
function halved({ width, height, bytes }, channels) {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const out = (half.bytes = new Uint8Array(half.width * half.height * channels));
  for (let y = 0, o = 0; y < half.height; y += 1) {
    const above = 2 * y * width;
    const below = Math.min(2 * y + 1, height - 1) * width;
    if (channels === 1) {
      // The common case, bare: four times as fast, and it stands between a slider and its picture.
      const pairs = width >> 1;
      let [a, b] = [above, below];
      for (let x = 0; x < pairs; x += 1, a += 2, b += 2) out[o++] = (bytes[a] + bytes[a + 1] + bytes[b] + bytes[b + 1] + 2) >> 2;
      if (width & 1) out[o++] = (bytes[a] + bytes[b] + 1) >> 1;
      continue;
    }
    for (let x = 0; x < half.width; x += 1) {
      const left = 2 * x;
      const right = left + 1 < width ? left + 1 : left;
      for (let c = 0; c < channels; c += 1, o += 1) {
        out[o] =
          (bytes[(above + left) * channels + c] + bytes[(above + right) * channels + c] +
            bytes[(below + left) * channels + c] + bytes[(below + right) * channels + c] + 2) >> 2;
      }
    }
  }
  return half;
}

// The pictures a viewer holds: by digest, fetched once, the old one standing until the new one is ready.
class Shelf {
  constructor(changed) {
    this.changed = changed;
    this.held = new Map();
    this.loading = new Set();
    this.failed = null;
    this.wanted = new Set();
  }

  get(digest) {
    return this.held.get(digest) ?? null;
  }

  // Ask for these pictures and no others; `changed` is called when one stands on the shelf or could not be had.
  want(pictures) {
    this.wanted = new Set(pictures.map(({ digest }) => digest));
    for (const picture of pictures) this.load(picture);
  }

  load(picture, tries = 3) {
    const { digest, url } = picture;
    if (!url || this.held.has(digest) || this.loading.has(digest)) return;
    this.loading.add(digest);
    fetchPixels(picture).then(
      (pixels) => {
        this.loading.delete(digest);
        if (!this.wanted.has(digest)) return; // superseded on its way
        this.held.set(digest, pixels);
        this.failed = null;
        this.changed();
      },
      (error) => {
        this.loading.delete(digest);
        if (!this.wanted.has(digest)) return;
        // While a slider moves, a picture may be gone from the server before it was fetched; its successor is on the way.
        if (tries > 1) setTimeout(() => this.wanted.has(digest) && this.load(picture, tries - 1), 400);
        else {
          this.failed = `${error.message || error}`;
          this.changed();
        }
      },
    );
  }

  // Let go of everything that is neither wanted nor still on the screen.
  keep(digests) {
    for (const digest of this.held.keys()) if (!digests.has(digest) && !this.wanted.has(digest)) this.held.delete(digest);
  }
}

// Signed difference as a picture of two bytes a pixel, ink lost and ink gained: clear where nothing changed. Ink is what is
// darker. `lost` and `gained` are the shares of all pixels changed by more than NOTICED levels.
const NOTICED = 32;
const LOST = [214, 84, 16];
const GAINED = [37, 99, 235];
// The root of the step, so that faint changes are seen.
const SHADE = Uint8Array.from({ length: 256 }, (_, step) => Math.round(Math.sqrt(step / 255) * 255));

function inkOfChange(lost, gained) {
  if (!lost && !gained) return 0;
  const [red, green, blue] = lost >= gained ? LOST : GAINED;
  return ((SHADE[Math.max(lost, gained)] << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

// A picture of another size is compared pixel by nearest pixel.
function difference(before, after) {
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
