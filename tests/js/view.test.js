import assert from "node:assert/strict";
import test from "node:test";

import { perOriginal, remember, sameShape, View } from "../../ocrlab/ui/viewer/browser/model/view.js";

const PAGE = { width: 400, height: 200 };

// A page of 400 x 200 in a pane of 200 x 200, as the viewer starts.
function view(state = {}, pane = { width: 200, height: 200 }, page = PAGE, pictures = []) {
  const made = new View({ zoom: null, cx: 0.5, cy: 0.5, ...state });
  made.show(page, pictures);
  made.pane = pane;
  return made;
}

const close = (numbers, wanted) => {
  for (const [n, number] of numbers.entries())
    assert.ok(Math.abs(number - wanted[n]) < 1e-9, `${numbers} is not ${wanted}`);
};

test("a new view shows the whole page, in the middle of the pane", () => {
  assert.equal(view().scale, 0.5);
  assert.deepEqual(view().areaOf(PAGE), { scale: 0.5, left: 0, top: 50, width: 200, height: 100 });
  assert.deepEqual(view().visible, [0, 0, 1, 1]);
});

test("a small picture fills its pane in whole steps, eight times at most", () => {
  const fit = (width, height) => view({}, { width: 200, height: 200 }, { width, height }).scale;
  assert.equal(fit(200, 100), 1);
  assert.equal(fit(199, 100), 1);
  assert.equal(fit(60, 50), 3); // 3.33
  assert.equal(fit(10, 10), 8); // 20
});

test("a larger filtered picture is part of what has to fit", () => {
  const turned = { width: 200, height: 400, scale: 1 };
  const made = view({}, { width: 200, height: 200 }, PAGE, [turned]);
  assert.deepEqual(made.extent, { width: 400, height: 400 });
  assert.equal(made.scale, 0.5);
});

test("100 % is one pixel of the screen, and the point under the pointer stays where it is", () => {
  const made = view();
  const pointer = { x: 50, y: 100 }; // a quarter of the page's width, half of its height
  assert.equal(made.zoomTo(1, pointer, PAGE), true);
  assert.equal(made.scale, 1);
  close(made.share(pointer, PAGE), [0.25, 0.5]);
  assert.deepEqual(made.areaOf(PAGE), { scale: 1, left: -50, top: 0, width: 400, height: 200 });
});

test("zoom ends at the whole page and at 40 times", () => {
  const made = view();
  assert.equal(made.zoomTo(0.1), false);
  assert.equal(made.state.zoom, null);
  made.zoomTo(1000);
  assert.equal(made.scale, 40);
  assert.equal(made.zoomTo(41), false);
  made.zoomTo(0.4);
  assert.equal(made.state.zoom, null); // smaller than the whole page is the whole page
});

test("a picture smaller than its pane can be seen at 100 %", () => {
  const made = view({}, { width: 200, height: 200 }, { width: 60, height: 50 });
  made.zoomTo(0.5);
  assert.equal(made.scale, 1);
});

test("a drag pans by as many pixels as it is long", () => {
  const made = view({ zoom: 2 });
  made.pan(-40, -20); // 20 and 10 pixels of the page
  close([made.state.cx, made.state.cy], [0.5 + 20 / 400, 0.5 + 10 / 200]);
});

test("the page never leaves its pane", () => {
  const made = view({ zoom: 1 });
  made.pan(-10_000, -10_000);
  close(made.centre, [0.75, 0.5]); // its right edge at the pane's; as high as the pane, it stays in the middle
  assert.deepEqual(made.visible, [0.5, 0, 1, 1]);
  made.pan(10_000, 0);
  close(made.centre, [0.25, 0.5]);
});

test("a look through a smaller pane does not move the centre that was chosen", () => {
  const made = view({ zoom: 1, cx: 0.3 });
  made.pane = { width: 400, height: 200 };
  close(made.centre, [0.5, 0.5]);
  made.pane = { width: 200, height: 200 };
  close(made.centre, [0.3, 0.5]);
});

test("from real pixels up the page lies on whole pixels of the screen", () => {
  const { left, top } = view({ zoom: 1, cx: 0.3011, cy: 0.5 }, { width: 201, height: 101 }).areaOf(PAGE);
  assert.deepEqual([left, top], [-20, -49]); // 100.5 - 120.44 and 50.5 - 100, rounded up at the half
});

test("a picture of another size lies over the original by its shares", () => {
  const doubled = { width: 800, height: 400 };
  const made = view({ zoom: 1, cx: 0.4 });
  const [page, picture] = [made.areaOf(PAGE), made.areaOf(doubled)];
  assert.equal(picture.scale, 0.5);
  assert.deepEqual({ ...picture, scale: 1 }, page);
});

test("a rect of the original lies where its pixels are, on any picture of the same shape", () => {
  const made = view({ zoom: 2 });
  const area = { left: -150, top: -60, width: 40, height: 20 }; // 100 - 200 * 2 + 75 * 2 and so on
  assert.deepEqual(made.areaOfRect([75, 20, 20, 10], PAGE), area);
  assert.deepEqual(made.areaOfRect([75, 20, 20, 10], { width: 800, height: 400 }), area);
});

test("a word is brought to the middle, and enlarged only where it could not be read", () => {
  const made = view({ zoom: 1 });
  made.goTo(0.6, 0.5, 18);
  assert.equal(made.scale, 1);
  close(made.centre, [0.6, 0.5]);
  made.goTo(0.6, 0.5, 6); // 6 px on the screen: 24 / 6
  assert.equal(made.scale, 4);
});

test("the whole page again is the middle again", () => {
  const made = view({ zoom: 3, cx: 0.2, cy: 0.9 });
  made.fit();
  assert.deepEqual(made.state, { zoom: null, cx: 0.5, cy: 0.5 });
});

test("shapes are the same where scaling and rounding can explain their sizes", () => {
  assert.ok(sameShape({ width: 200, height: 100 }, PAGE));
  assert.ok(sameShape({ width: 133, height: 67 }, PAGE)); // a third, each side rounded by itself
  assert.ok(!sameShape({ width: 200, height: 400 }, PAGE)); // turned
  assert.ok(!sameShape({ width: 400, height: 190 }, PAGE)); // cropped
});

test("pixels on one of the original: as said, else by the sizes, else one", () => {
  assert.equal(perOriginal({ width: 200, height: 400, scale: 2 }, PAGE), 2);
  assert.equal(perOriginal({ width: 800, height: 400 }, PAGE), 2);
  assert.equal(perOriginal({ width: 200, height: 400 }, PAGE), 1);
});

test("a view outlives its component under its key", () => {
  const state = remember("tune", { boxes: "both" });
  state.zoom = 4;
  assert.equal(remember("tune", { boxes: "none" }), state);
  assert.deepEqual([state.boxes, state.mode], ["both", "side"]);
  assert.notEqual(remember("search", {}), state);
});
