import assert from "node:assert/strict";
import test from "node:test";

import {
  around,
  DOUBTFUL,
  inside,
  isDoubtful,
  nextDoubtful,
  SURE,
  UNKNOWN,
  UNSURE,
  wordAt,
  wordColour,
} from "../../ocrlab/ui/viewer/browser/model/words.js";

const DIAMOND = [5, 0, 10, 5, 5, 10, 0, 5];
const word = (confidence, right = null, box = DIAMOND) => ["a", confidence, box, null, right];

test("a point lies in a tilted box or beside it, not only in the rectangle around it", () => {
  assert.ok(inside(DIAMOND, 5, 5));
  assert.ok(inside(DIAMOND, 2, 4));
  assert.ok(!inside(DIAMOND, 1, 1));
  assert.ok(!inside(DIAMOND, 11, 5));
});

test("the rectangle around a tilted box touches its corners", () => {
  assert.deepEqual(around([4, 1, 10, 5, 7, 11, 1, 6]), { left: 1, top: 1, width: 9, height: 10 });
});

test("of nested boxes the last drawn is taken, beside all none", () => {
  const words = [word(1, null, [0, 0, 9, 0, 9, 9, 0, 9]), word(1, null, [2, 2, 6, 2, 6, 6, 2, 6])];
  assert.equal(wordAt(words, 4, 4), 1);
  assert.equal(wordAt(words, 8, 8), 0);
  assert.equal(wordAt(words, 20, 4), -1);
});

test("by confidence: sure from 80 %, unsure from 50 %, doubtful below", () => {
  const colours = [1, 0.8, 0.79, 0.5, 0.49, 0].map((confidence) => wordColour(word(confidence), "confidence"));
  assert.deepEqual(colours, [SURE, SURE, UNSURE, UNSURE, DOUBTFUL, DOUBTFUL]);
});

test("by right and wrong: the confidence does not matter, and without a truth nothing is known", () => {
  assert.equal(wordColour(word(0.1, true), "right"), SURE);
  assert.equal(wordColour(word(0.9, false), "right"), DOUBTFUL);
  assert.equal(wordColour(word(0.9), "right"), UNKNOWN);
});

test("a line is sure only where all of it was read right", () => {
  assert.equal(wordColour(word(1, true), "lines"), SURE);
  assert.equal(wordColour(word(0.99, false), "lines"), UNSURE);
  assert.equal(wordColour(word(0.5, false), "lines"), DOUBTFUL);
});

test("a word wants looking at where it was read wrong; without a truth, where the engine doubts it", () => {
  assert.deepEqual([word(0.9, false), word(0.1, true), word(0.9), word(0.49)].map(isDoubtful), [
    true,
    false,
    false,
    true,
  ]);
});

test("the next word read wrong is looked for round the end, either way, and there may be none", () => {
  const words = [word(1, true), word(1, false), word(1, true), word(1, false)];
  assert.deepEqual([nextDoubtful(words, -1, 1), nextDoubtful(words, 1, 1), nextDoubtful(words, 3, 1)], [1, 3, 1]);
  assert.deepEqual([nextDoubtful(words, 0, -1), nextDoubtful(words, 3, -1)], [3, 1]);
  assert.equal(nextDoubtful([word(1, true)], -1, 1), -1);
  assert.equal(nextDoubtful([], -1, 1), -1);
});
