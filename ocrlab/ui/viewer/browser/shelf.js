// Shelf: which pictures does a viewer hold? Each by its digest, fetched once, the old one standing until the new one is ready.

import { Pixels } from "./model/pixels.js";

const TRIES = 3;
const RETRY = 400; // ms

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

export class Shelf {
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

  load(picture, tries = TRIES) {
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
        if (tries > 1) setTimeout(() => this.wanted.has(digest) && this.load(picture, tries - 1), RETRY);
        else {
          this.failed = `${error.message || error}`;
          this.changed();
        }
      },
    );
  }

  // Let go of everything that is neither wanted nor still on the screen.
  release(onScreen) {
    for (const digest of this.held.keys()) {
      if (!onScreen.has(digest) && !this.wanted.has(digest)) this.held.delete(digest);
    }
  }
}
