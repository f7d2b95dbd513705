// How do the bytes of a picture become pixels that can be drawn at any zoom, compared and read out?
//
// The files of this folder are joined into one module by Python (see SCRIPTS there): what one declares, the later ones use.

const LUMA = [19595, 38470, 7471]; // ITU-R BT.601 in 1/65536, as the lab's own greyscale filter rounds it
const STRIP = 1 << 20; // pixels read back at a time, so that a 40 MP page needs no 160 MB of its own

function surface(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

// Pages of the app live beside its root, which only the app's own script tag knows behind a proxy.
function mediaAddress(url) {
  if (!url.startsWith("/")) return url;
  const script = document.querySelector('script[src*="static/js/"]');
  const root = script ? script.src.slice(0, script.src.indexOf("static/js/")) : `${location.origin}/`;
  const base = new URL(root).pathname;
  return new URL(base !== "/" && url.startsWith(base) ? url : root + url.slice(1), location.origin).href;
}

async function decode(url) {
  // A part answer (206) is never compressed on its way; compressing a bitmap costs more than sending it next door.
  const headers = url.endsWith(".bmp") ? { Range: "bytes=0-" } : {};
  const answer = await fetch(mediaAddress(url), { headers, cache: "no-store" });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return createImageBitmap(await answer.blob(), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
}

class Pixels {
  constructor(digest, bitmap) {
    this.digest = digest;
    this.width = bitmap.width;
    this.height = bitmap.height;
    this.levels = [bitmap]; // each half the size of the one before, made when first needed
    this.levelsGrey = null;
    this.probe = null;
  }

  // The coarsest level that still has a pixel for every pixel of the screen: reducing by more than a half skips pixels.
  level(scale) {
    let k = 0;
    while (scale * 2 ** (k + 1) <= 1 && this.levels[k].width > 1 && this.levels[k].height > 1) {
      k += 1;
      if (!this.levels[k]) this.levels.push(halved(this.levels[k - 1]));
    }
    return this.levels[k];
  }

  rgb(x, y) {
    this.probe ??= surface(1, 1).getContext("2d", { willReadFrequently: true });
    this.probe.drawImage(this.levels[0], x, y, 1, 1, 0, 0, 1, 1);
    return this.probe.getImageData(0, 0, 1, 1).data;
  }

  // All grey levels, one byte a pixel, kept: a difference asks for the original's again at every move of a slider.
  grey() {
    if (this.levelsGrey) return this.levelsGrey;
    const { width, height } = this;
    const grey = new Uint8Array(width * height);
    const rows = Math.max(1, Math.floor(STRIP / width));
    const strip = surface(width, Math.min(rows, height)).getContext("2d", { willReadFrequently: true });
    for (let top = 0, at = 0; top < height; top += rows) {
      const count = Math.min(rows, height - top);
      strip.drawImage(this.levels[0], 0, top, width, count, 0, 0, width, count);
      const { data } = strip.getImageData(0, 0, width, count);
      for (let i = 0; i < data.length; i += 4, at += 1) grey[at] = luma(data[i], data[i + 1], data[i + 2]);
    }
    this.levelsGrey = grey;
    return grey;
  }

  close() {
    this.levels[0].close?.();
    this.levels = [];
    this.levelsGrey = null;
  }
}

function luma(red, green, blue) {
  return (red * LUMA[0] + green * LUMA[1] + blue * LUMA[2] + 32768) >> 16;
}

function halved(source) {
  const half = surface(Math.ceil(source.width / 2), Math.ceil(source.height / 2));
  const context = half.getContext("2d");
  context.imageSmoothingQuality = "low"; // at exactly one half, bilinear is the mean of four pixels
  context.drawImage(source, 0, 0, half.width, half.height);
  return half;
}

// The pictures a viewer holds: by digest, decoded once, the old one standing until the new one is ready.
class Shelf {
  constructor(changed) {
    this.changed = changed;
    this.held = new Map();
    this.loading = new Map();
    this.failed = null;
    this.wanted = new Set();
  }

  get(digest) {
    return this.held.get(digest) ?? null;
  }

  // Ask for a picture {digest, url}; `changed` is called when it stands on the shelf or could not be had.
  want({ digest, url }, tries = 3) {
    if (!url || this.held.has(digest) || this.loading.has(digest)) return;
    const work = decode(url)
      .then((bitmap) => {
        this.loading.delete(digest);
        if (!this.wanted.has(digest)) return bitmap.close?.(); // superseded on its way
        this.held.set(digest, new Pixels(digest, bitmap));
        this.failed = null;
        this.changed();
      })
      .catch((error) => {
        this.loading.delete(digest);
        // While a slider moves, a picture may be gone from the server before it was fetched; its successor is on the way.
        if (tries > 1) return setTimeout(() => this.wanted.has(digest) && this.want({ digest, url }, tries - 1), 400);
        this.failed = `${error.message || error}`;
        this.changed();
      });
    this.loading.set(digest, work);
  }

  // Let go of everything that is neither wanted now nor still on the screen.
  keep(digests) {
    for (const [digest, pixels] of this.held) {
      if (digests.has(digest)) continue;
      this.held.delete(digest);
      pixels.close();
    }
  }
}

// Signed difference as a drawable picture: clear where nothing changed, one colour where ink went, another where it came.
// Ink is what is darker. Counts are shares of all pixels changed by more than NOTICED levels.
const NOTICED = 32;
const LOST = [214, 84, 16];
const GAINED = [37, 99, 235];

function difference(before, after) {
  const { width, height } = before;
  const a = before.grey();
  const b = after.grey();
  const picture = surface(width, height);
  const context = picture.getContext("2d");
  const rows = Math.max(1, Math.floor(STRIP / width));
  // The root of the step, so that faint changes are seen; packed little-endian (ABGR).
  const shade = Uint8Array.from({ length: 256 }, (_, step) => Math.round(Math.sqrt(step / 255) * 255));
  const pack = ([red, green, blue]) => (blue << 16) | (green << 8) | red;
  const [lostInk, gainedInk] = [pack(LOST), pack(GAINED)];
  let [lost, gained] = [0, 0];
  for (let top = 0; top < height; top += rows) {
    const count = Math.min(rows, height - top);
    const strip = new ImageData(width, count);
    const out = new Uint32Array(strip.data.buffer);
    for (let i = 0, at = top * width; i < out.length; i += 1, at += 1) {
      const step = b[at] - a[at];
      if (step > 0) {
        out[i] = (shade[step] << 24) | lostInk;
        if (step > NOTICED) lost += 1;
      } else if (step < 0) {
        out[i] = (shade[-step] << 24) | gainedInk;
        if (step < -NOTICED) gained += 1;
      }
    }
    context.putImageData(strip, 0, top);
  }
  const pixels = new Pixels(`${before.digest}-${after.digest}`, picture);
  return Object.assign(pixels, { lost: lost / (width * height), gained: gained / (width * height) });
}
