import assert from "node:assert/strict";
import test from "node:test";

import { difference, GREYS, halved, INKS, luma, Pixels } from "../../ocrlab/ui/viewer/browser/model/pixels.js";

const grey = (width, height, bytes, digest = "g") => new Pixels(digest, width, height, 1, Uint8Array.from(bytes));

test("the luma of white, black and grey is their level, of red, green and blue that of BT.601", () => {
  assert.deepEqual([luma(255, 255, 255), luma(0, 0, 0), luma(7, 7, 7)], [255, 0, 7]);
  assert.deepEqual([luma(255, 0, 0), luma(0, 255, 0), luma(0, 0, 255)], [76, 150, 29]);
});

test("half the size is the mean of four, rounded at the half up", () => {
  assert.deepEqual([...halved({ width: 2, height: 2, bytes: Uint8Array.of(0, 1, 2, 3) }, 1).bytes], [2]);
});

test("at an odd edge the mean is of what is there", () => {
  const bytes = Uint8Array.of(10, 20, 7, 30, 40, 9, 1, 3, 200);
  const half = halved({ width: 3, height: 3, bytes }, 1);
  assert.deepEqual([half.width, half.height, ...half.bytes], [2, 2, 25, 8, 2, 200]);
});

test("colours are halved channel by channel", () => {
  const bytes = Uint8Array.of(0, 100, 4, 4, 200, 4, 0, 100, 4, 4, 200, 4, 9, 8, 7, 9, 8, 7);
  const half = halved({ width: 2, height: 3, bytes }, 3);
  assert.deepEqual([half.width, half.height, ...half.bytes], [1, 2, 2, 150, 4, 9, 8, 7]);
});

test("a level is never coarser than the screen, and made only when it is needed", () => {
  const pixels = grey(8, 8, new Array(64).fill(5));
  assert.equal(pixels.level(1), 0);
  assert.equal(pixels.level(0.51), 0);
  assert.equal(pixels.levels.length, 1);
  assert.equal(pixels.level(0.5), 1);
  assert.equal(pixels.level(0.13), 2);
  assert.deepEqual(
    pixels.levels.map(({ width }) => width),
    [8, 4, 2],
  );
  assert.equal(pixels.level(0.0001), 3); // one pixel is not halved again
});

test("the grey of a pixel is read by column and row, of colours their luma", () => {
  assert.equal(grey(3, 2, [0, 1, 2, 3, 4, 5]).grey(1, 1), 4);
  assert.equal(new Pixels("c", 1, 2, 3, Uint8Array.of(0, 0, 0, 0, 255, 0)).grey(0, 1), 150);
});

test("levels become opaque colours", () => {
  assert.equal(GREYS[0x12] >>> 0, 0xff121212);
  assert.equal(INKS[3](Uint8Array.of(1, 2, 3), 0) >>> 0, 0xff030201);
});

test("the difference is signed: lighter is ink lost, darker ink gained", () => {
  const [before, after] = [grey(4, 1, [10, 200, 50, 0]), grey(4, 1, [10, 100, 90, 255])];
  const { levels, channels, lost, gained } = difference(before, after);
  assert.equal(channels, 2);
  assert.deepEqual([...levels[0].bytes], [0, 0, 0, 100, 40, 0, 255, 0]);
  assert.deepEqual([lost, gained], [0.5, 0.25]);
});

test("a change of 32 levels is drawn but not counted", () => {
  const { levels, lost, gained } = difference(grey(2, 1, [100, 100]), grey(2, 1, [132, 68]));
  assert.deepEqual([...levels[0].bytes], [32, 0, 0, 32]);
  assert.deepEqual([lost, gained], [0, 0]);
});

test("a picture of another size is compared pixel by nearest pixel", () => {
  const doubled = grey(4, 2, [0, 0, 50, 50, 0, 0, 50, 50]);
  assert.deepEqual([...difference(grey(2, 1, [0, 0]), doubled).levels[0].bytes], [0, 0, 50, 0]);
});

test("a colour picture is compared by its luma", () => {
  const colour = new Pixels("c", 1, 1, 3, Uint8Array.of(0, 255, 0));
  assert.deepEqual([...difference(grey(1, 1, [100]), colour).levels[0].bytes], [50, 0]);
});

test("where nothing changed the difference is clear, elsewhere orange for lost and blue for gained", () => {
  assert.equal(INKS[2](Uint8Array.of(0, 0), 0), 0);
  assert.equal(INKS[2](Uint8Array.of(255, 0), 0), 0xff1054d6);
  assert.equal(INKS[2](Uint8Array.of(0, 255), 0), 0xffeb6325);
});
