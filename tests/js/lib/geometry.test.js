import assert from "node:assert/strict";
import { test } from "node:test";
import { hull, inside, outlinePath, refine, sides } from "../../../static/js/lib/geometry.js";

const points = new Map([
  ["n1", { x: 50, y: 0 }],
  ["n2", { x: 100, y: 40 }],
  ["n3", { x: 80, y: 100 }],
  ["n4", { x: 20, y: 100 }],
  ["n5", { x: 0, y: 40 }],
]);

test("a level line across the ring separates the upper from the lower nodes", () => {
  const [left, right] = sides(points, { x: 0, y: 70 }, { x: 100, y: 70 });
  assert.deepEqual(left, ["n1", "n2", "n5"]);
  assert.deepEqual(right, ["n3", "n4"]);
});

test("a second cut splits groups further and never joins them", () => {
  const groups = refine(
    [
      ["n1", "n2", "n5"],
      ["n3", "n4"],
    ],
    sides(points, { x: 50, y: -10 }, { x: 51, y: 200 }),
  );
  assert.deepEqual(groups.map((group) => group.join()).sort(), ["n1,n5", "n2", "n3", "n4"]);
});

test("a line beside the cluster leaves it whole", () => {
  assert.equal(refine([[...points.keys()]], sides(points, { x: 200, y: 0 }, { x: 200, y: 9 })).length, 1);
});

test("a hull leaves out what is within", () => {
  assert.equal(hull([...points.values(), { x: 50, y: 50 }]).length, 5);
});

test("inside counts the padding", () => {
  const outline = hull([...points.values()]);
  assert.ok(inside(outline, { x: 50, y: 50 }, 0));
  assert.ok(inside(outline, { x: 50, y: 110 }, 20));
  assert.ok(!inside(outline, { x: 50, y: 130 }, 20));
});

test("an outline is one closed path, for one, two or many points", () => {
  for (const count of [1, 2, 5]) {
    assert.match(outlinePath([...points.values()].slice(0, count), 30), /^M[^M]*Z$/);
  }
});
