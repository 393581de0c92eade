import assert from "node:assert/strict";
import { test } from "node:test";
import { along, measures, places, ring, seats, way } from "../../static/js/cluster/layout.js";

const names = (count) => Array.from({ length: count }, (_, i) => `n${i + 1}`);

for (const [width, height] of [
  [330, 360],
  [640, 380],
  [760, 520],
  [1200, 800],
]) {
  for (const count of [1, 3, 5, 9]) {
    test(`${count} nodes fit into ${width} × ${height} and do not touch`, () => {
      const size = measures(width, height, count);
      const nodes = [...ring(names(count), size).values()];
      for (const { x, y } of nodes) {
        assert.ok(x - size.radius >= 0 && x + size.radius <= width, `x ${x}`);
        assert.ok(y - size.radius >= 0 && y + size.radius <= height, `y ${y}`);
      }
      for (const [i, a] of nodes.entries()) {
        for (const b of nodes.slice(i + 1)) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > 2 * size.radius);
      }
    });
  }
}

test("a client sits beside the node of its latest operation", () => {
  const operations = {
    a: { client: "bob", node: "n1", status: "ok" },
    b: { client: "bob", node: "n4", status: "open" },
    c: { client: "bob", node: "n2", status: "queued" },
  };
  assert.equal(seats({ bob: {}, eve: {} }, operations).get("bob"), "n4");
  assert.equal(seats({ bob: {}, eve: {} }, operations).has("eve"), false);
});

test("clients at the same node do not lie on one another", () => {
  const size = measures(760, 520, 5);
  const nodes = ring(names(5), size);
  const seated = new Map([
    ["a", "n2"],
    ["b", "n2"],
    ["c", "n2"],
  ]);
  const ys = [...places(["a", "b", "c"], seated, nodes, size).values()].map(({ y }) => y);
  assert.equal(new Set(ys).size, 3);
});

test("the two directions of a link keep apart", () => {
  const [a, b] = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
  ];
  const there = along(way(a, b, 10, 10, 8), 0.5);
  const back = along(way(b, a, 10, 10, 8), 0.5);
  assert.ok(Math.abs(there.y - back.y) > 10);
});

test("more than six nodes leave no room for a vector at each", () => {
  assert.equal(measures(720, 380, 6).crowded, false);
  assert.equal(measures(720, 380, 9).crowded, true);
});
