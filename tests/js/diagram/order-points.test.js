import assert from "node:assert/strict";
import { test } from "node:test";
import { greedy, middles, needs, put, renewed, swapped, without } from "../../../static/js/diagram/order-points.js";

const operation = (id, from, to, more = {}) => [
  id,
  {
    id,
    kind: "write",
    status: to === null ? "open" : "ok",
    invoked: { seq: from, tick: from },
    completed: to === null ? null : { seq: to, tick: to },
    ...more,
  },
];
const OPERATIONS = new Map([
  operation("a", 10, 50),
  operation("b", 20, 60),
  operation("c", 70, 90),
  operation("d", 40, null),
]);
const NOW = [1000, 1000];
const names = (places) => [...places.keys()];

test("a witness's points are as early as invocations and the points before them allow", () => {
  assert.deepEqual(
    [...greedy(["b", "a", "c"], OPERATIONS)],
    [
      ["b", 20],
      ["a", 20],
      ["c", 70],
    ],
  );
});

test("what completed must have a point; what is unknown may; a failure or an open read has none", () => {
  assert.deepEqual(
    ["a", "d"].map((name) => needs(OPERATIONS.get(name), 1000)),
    ["must", "may"],
  );
  const [, failed] = operation("f", 1, 2, { status: "fail" });
  const [, reading] = operation("r", 1, null, { kind: "read" });
  assert.deepEqual([needs(failed, 1000), needs(reading, 1000)], ["", ""]);
});

test("at an earlier moment only what had happened counts", () => {
  assert.deepEqual(
    ["a", "b", "c"].map((name) => needs(OPERATIONS.get(name), 55)),
    ["must", "may", ""],
  );
  assert.deepEqual([...middles(OPERATIONS, 55, 55)], [["a", 30]]);
});

test("points begin in the middle of their bars, in order of time", () => {
  assert.deepEqual(
    [...middles(OPERATIONS, ...NOW)],
    [
      ["a", 30],
      ["b", 40],
      ["c", 80],
    ],
  );
});

test("a point stays within its bar", () => {
  const places = put(middles(OPERATIONS, ...NOW), OPERATIONS.get("a"), 400, ...NOW);
  assert.deepEqual(
    [...places],
    [
      ["b", 40],
      ["a", 50],
      ["c", 80],
    ],
  );
});

test("operations that overlap change places; those that do not cannot", () => {
  const places = middles(OPERATIONS, ...NOW);
  assert.deepEqual(names(swapped(places, OPERATIONS, "b", -1, ...NOW)), ["b", "a", "c"]);
  assert.deepEqual(names(swapped(places, OPERATIONS, "a", 1, ...NOW)), ["b", "a", "c"]);
  assert.equal(swapped(places, OPERATIONS, "c", -1, ...NOW), null);
  assert.equal(swapped(places, OPERATIONS, "a", -1, ...NOW), null);
});

test("any order of overlapping operations is reached step by step, every point within its bar", () => {
  const many = new Map([
    operation("p", 0, 100),
    operation("q", 10, 90),
    operation("r", 50, 120),
    operation("s", 80, 95),
  ]);
  let places = middles(many, ...NOW);
  for (const [name, way] of [
    ["s", -1],
    ["s", -1],
    ["r", 1],
    ["p", 1],
    ["q", 1],
    ["s", 1],
    ["r", -1],
  ]) {
    const before = names(places);
    const at = before.indexOf(name);
    const next = swapped(places, many, name, way, ...NOW);
    if (next === null) continue;
    const expected = [...before];
    [expected[at], expected[at + way]] = [expected[at + way], expected[at]];
    assert.deepEqual(names(next), expected);
    for (const [id, tick] of next)
      assert.ok(tick >= many.get(id).invoked.tick && tick <= many.get(id).completed.tick, `${id} at ${tick}`);
    places = next;
  }
});

test("an operation of unknown outcome can be left out, and what completes meanwhile gets its point", () => {
  const places = put(middles(OPERATIONS, ...NOW), OPERATIONS.get("d"), 45, ...NOW);
  assert.deepEqual(names(without(places, "d")), ["a", "b", "c"]);
  assert.deepEqual(names(renewed(new Map([["a", 12]]), OPERATIONS, ...NOW)), ["a", "b", "c"]);
});

test("points at one moment keep their order when operations are added", () => {
  const places = greedy(["b", "a"], OPERATIONS);
  assert.deepEqual(names(renewed(places, OPERATIONS, ...NOW)), ["b", "a", "c"]);
});
