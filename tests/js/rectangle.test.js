import assert from "node:assert/strict";
import test from "node:test";

import {
  clamp,
  dragged,
  handleAt,
  handles,
  middleOf,
  moved,
  nearestCorner,
  rectBetween,
  resized,
} from "../../ocrlab/ui/viewer/browser/model/rectangle.js";

const SIZE = { width: 100, height: 50 };
const AREA = { left: 10, top: 20, width: 40, height: 60 };
const RECT = [10, 10, 20, 30]; // of a page of 100 x 50

test("a number is brought into its range; an empty range is its lower end", () => {
  assert.deepEqual(
    [-1, 3, 9].map((value) => clamp(value, 0, 5)),
    [0, 3, 5],
  );
  assert.equal(clamp(3, 4, 2), 4);
});

test("a rect is the same from whichever corner it is drawn", () => {
  const corners = [
    [3, 4],
    [8, 10],
  ];
  assert.deepEqual(rectBetween(...corners), [3, 4, 5, 6]);
  assert.deepEqual(rectBetween(...corners.reverse()), [3, 4, 5, 6]);
  assert.deepEqual(rectBetween([3, 10], [8, 4]), [3, 4, 5, 6]);
});

test("a share of the page is its nearest pixel corner, and beside the page the page's edge", () => {
  assert.deepEqual(nearestCorner([0.254, 0.5], SIZE), [25, 25]);
  assert.deepEqual(nearestCorner([-0.1, 1.2], SIZE), [0, 50]);
});

test("eight handles go clockwise from the top left", () => {
  assert.deepEqual(handles(AREA), [
    [10, 20],
    [30, 20],
    [50, 20],
    [50, 50],
    [50, 80],
    [30, 80],
    [10, 80],
    [10, 50],
  ]);
});

test("a press takes hold of a handle within reach, of the whole inside, and of nothing outside", () => {
  const at = (x, y) => handleAt(AREA, { x, y }, 5);
  assert.equal(at(10, 20), 0);
  assert.equal(at(53, 84), 4); // 3 and 4 away: 5
  assert.equal(at(54, 84), "new"); // 4 and 4 away: more than 5
  assert.equal(at(47, 50), 3); // a handle goes before the inside
  assert.equal(at(30, 40), "all");
  assert.equal(at(9, 35), "new");
  assert.equal(handleAt(null, { x: 30, y: 40 }, 5), "new");
});

test("on a rect smaller than the reach the first handle is taken", () => {
  assert.equal(handleAt({ left: 0, top: 0, width: 2, height: 2 }, { x: 2, y: 2 }, 9), 0);
});

test("a drag on empty ground draws a new rect", () => {
  assert.deepEqual(dragged(null, "new", [60, 40], [50, 5], SIZE), [50, 5, 10, 35]);
});

test("every handle moves its own edges and no others", () => {
  const pull = (handle) => dragged(RECT, handle, [0, 0], [5, 3], SIZE);
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map(pull), [
    [15, 13, 15, 27],
    [10, 13, 20, 27],
    [10, 13, 25, 27],
    [10, 10, 25, 30],
    [10, 10, 25, 33],
    [10, 10, 20, 33],
    [15, 10, 15, 33],
    [15, 10, 15, 30],
  ]);
});

test("an edge pulled over its opposite turns the rect round", () => {
  assert.deepEqual(dragged(RECT, 3, [30, 25], [4, 25], SIZE), [4, 10, 6, 30]);
});

test("an edge pulled beside the page stops at its edge", () => {
  // Taken hold of three pixels inside the corner (10, 10) and pulled to the page's own: not to (-3, -3).
  assert.deepEqual(dragged(RECT, 0, [13, 13], [0, 0], SIZE), [0, 0, 30, 40]);
  assert.deepEqual(dragged(RECT, 4, [27, 37], [100, 50], SIZE), [10, 10, 90, 40]);
});

test("a rect is moved as a whole, and no further than the page goes", () => {
  assert.deepEqual(dragged(RECT, "all", [15, 15], [18, 11], SIZE), [13, 6, 20, 30]);
  assert.deepEqual(dragged(RECT, "all", [15, 15], [100, 50], SIZE), [80, 20, 20, 30]);
  assert.deepEqual(moved(RECT, -50, -50, SIZE), [0, 0, 20, 30]);
});

test("a rect is sized by its lower right corner, from one pixel to the end of the page", () => {
  assert.deepEqual(resized(RECT, 4, -5, SIZE), [10, 10, 24, 25]);
  assert.deepEqual(resized(RECT, -99, 99, SIZE), [10, 10, 1, 40]);
});

test("a rect made by keys is the middle half of what is visible", () => {
  assert.deepEqual(middleOf([0, 0, 1, 1], SIZE), [25, 13, 50, 25]); // 12.5 is rounded up, 37.5 to 38
  assert.deepEqual(middleOf([0.4, 0.2, 0.8, 0.6], SIZE), [50, 15, 20, 10]);
});
