import assert from "node:assert/strict";
import test from "node:test";

import { Throttle } from "../../ocrlab/ui/viewer/browser/model/throttle.js";

function throttle() {
  const sent = [];
  const clock = { now: 0 };
  const made = new Throttle(
    ({ value, seq }) => sent.push([value, seq]),
    () => clock.now,
  );
  return { made, sent, clock };
}

test("the first value of a drag is sent at once, those after it wait, and the newest is what goes next", () => {
  const { made, sent } = throttle();
  for (const value of [1, 2, 3]) made.offer(value, false);
  assert.deepEqual(sent, [[1, 1]]);
  made.cameBack(1);
  assert.deepEqual(sent, [
    [1, 1],
    [3, 2],
  ]);
});

test("one picture is made while the one before it is unpacked, and no more", () => {
  const { made, sent } = throttle();
  made.offer(1, false);
  made.cameBack(1);
  made.offer(2, false); // 1 has come back: sent although not drawn
  made.cameBack(2);
  made.offer(3, false); // 2 has come back, but 1 is not drawn yet
  assert.deepEqual(sent.length, 2);
  made.wasDrawn(1);
  assert.deepEqual(sent.at(-1), [3, 3]);
});

test("the release is sent at once, whatever is under way", () => {
  const { made, sent } = throttle();
  made.offer(1, false);
  made.offer(2, true);
  assert.deepEqual(sent, [
    [1, 1],
    [2, 2],
  ]);
});

test("a value that never comes back is given up after four seconds", () => {
  const { made, sent, clock } = throttle();
  made.offer(1, false);
  clock.now = 3999;
  made.offer(2, false);
  assert.equal(sent.length, 1);
  clock.now = 4000;
  made.offer(3, false);
  assert.deepEqual(sent.at(-1), [3, 2]);
});

test("it is idle when nothing waits and the last picture is drawn", () => {
  const { made } = throttle();
  assert.ok(made.idle);
  made.offer(1, true);
  made.cameBack(1);
  assert.ok(!made.idle);
  made.wasDrawn(1);
  assert.ok(made.idle);
});

test("a component put up anew goes on counting where Python is", () => {
  const { made, sent } = throttle();
  made.cameBack(41);
  made.offer(1, false);
  assert.deepEqual(sent, [[1, 42]]);
});

test("what waits for another parameter is forgotten", () => {
  const { made, sent } = throttle();
  made.offer(1, false);
  made.offer(2, false);
  made.forget();
  made.cameBack(1);
  assert.deepEqual(sent, [[1, 1]]);
});
