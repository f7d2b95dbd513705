import assert from "node:assert/strict";
import test from "node:test";

globalThis.devicePixelRatio = 1;
const { Drawing } = await import("../../ocrlab/ui/viewer/browser/parts/drawing.js");

const onAPage = () => {
  const sent = [];
  const viewer = {
    view: { size: { width: 400, height: 300 }, visible: [0, 0, 1, 1], scale: 1 },
    shown: { original: { info: { digest: "d" } } },
    send: (_, message) => sent.push(message.rect),
    announce: () => {},
    changed: () => {},
  };
  const drawing = new Drawing(viewer);
  drawing.purpose = "region";
  return { drawing, sent };
};

test("what the keys are making outlives a late answer to an earlier message, and is sent", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { drawing, sent } = onAPage();
  drawing.update([{ purpose: "region", rect: [1, 2, 30, 40] }]);
  drawing.press({ key: "Delete" });
  drawing.press({ key: "Enter" });
  const made = drawing.current;
  drawing.update([{ purpose: "crop", rect: [5, 5, 50, 50] }]); // the answer to Delete, and another purpose's news
  assert.deepEqual(drawing.current, made);
  assert.equal(drawing.rects.length, 2);
  context.mock.timers.tick(1000);
  assert.deepEqual(sent, [null, made]);
  drawing.update([]); // once it is sent, news from Python counts again
  assert.equal(drawing.current, null);
});

test("Delete right after Enter sends the clearing once and nothing later", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { drawing, sent } = onAPage();
  drawing.press({ key: "Enter" });
  drawing.press({ key: "Delete" });
  context.mock.timers.tick(1000);
  assert.deepEqual(sent, [null]);
});
