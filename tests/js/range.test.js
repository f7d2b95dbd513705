import assert from "node:assert/strict";
import test from "node:test";

import { positionOf, positions, settingAt } from "../../ocrlab/ui/viewer/browser/model/range.js";

const STEPS = { low: 1, high: 3, step: 0.2 };
const RATIOS = { low: 0.01, high: 100, step: null };

test("a range with steps has a position for each", () => {
  assert.equal(positions(STEPS), 10);
  assert.equal(settingAt(0, STEPS), 1);
  assert.equal(settingAt(3, STEPS), 1.6); // and not 1.6000000000000001
  assert.equal(settingAt(10, STEPS), 3);
  assert.equal(positionOf(1.6, STEPS), 3);
});

test("a range without steps goes by even ratios over a thousand positions", () => {
  assert.equal(positions(RATIOS), 1000);
  assert.deepEqual(
    [0, 250, 500, 750, 1000].map((position) => settingAt(position, RATIOS)),
    [0.01, 0.1, 1, 10, 100],
  );
  assert.equal(positionOf(10, RATIOS), 750);
});

test("rounding never leaves the range", () => {
  const odd = { low: 0.012344, high: 9.87654, step: null };
  assert.equal(settingAt(0, odd), 0.012344); // four digits of it would lie below
  assert.equal(settingAt(1000, odd), 9.87654); // and here above
});

test("every position is found again from its value", () => {
  for (const range of [STEPS, { low: 0, high: 15, step: 1 }, { low: -90, high: 90, step: 0.5 }]) {
    for (let position = 0; position <= positions(range); position += 1) {
      assert.equal(positionOf(settingAt(position, range), range), position);
    }
  }
});
