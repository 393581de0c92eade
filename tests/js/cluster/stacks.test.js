import assert from "node:assert/strict";
import { test } from "node:test";
import { spread, stackLabel, stacked } from "../../../static/js/cluster/stacks.js";
import { around, shared } from "../../../static/js/cluster/labels.js";

const item = (id, lane, x, fraction) => ({
  id,
  lane,
  label: id,
  box: around({ x, y: 50 }, { width: 40, height: 20 }),
  fraction,
});

test("messages on one way that would lie on one another are one stack, the foremost first", () => {
  const stacks = stacked([item("a", "n1>n2", 100, 0.2), item("b", "n1>n2", 120, 0.3), item("c", "n1>n2", 300, 0.9)]);
  assert.deepEqual(
    stacks.map((stack) => stack.map(({ id }) => id)),
    [["c"], ["b", "a"]],
  );
});

test("messages on different ways are no stack", () => {
  assert.equal(stacked([item("a", "n1>n2", 100, 0.2), item("b", "n2>n1", 100, 0.2)]).length, 2);
});

test("a stack says how many it holds, and what all of them say", () => {
  assert.equal(stackLabel(["x=2"]), "x=2");
  assert.equal(stackLabel(["x=2", "x=2", "x=2", "x=2"]), "x=2 ×4");
  assert.equal(stackLabel(["x=2", "y=1"]), "x=2 +1");
});

test("a stack spreads out so that each of its messages can be taken", () => {
  const boxes = Array.from({ length: 11 }, () => ({ width: 60, height: 20 }));
  const points = spread({ x: 380, y: 280 }, boxes, { width: 390, height: 300 });
  const placed = points.map((point) => around(point, { width: 60, height: 20 }));
  for (const [i, box] of placed.entries()) {
    assert.ok(box.x >= 0 && box.x + 60 <= 390 && box.y >= 0 && box.y + 20 <= 300, `${box.x} ${box.y}`);
    for (const other of placed.slice(i + 1)) assert.equal(shared(box, other), 0);
  }
});
