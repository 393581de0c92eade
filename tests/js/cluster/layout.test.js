import assert from "node:assert/strict";
import { test } from "node:test";
import { along, measures, ring, seats, way } from "../../../static/js/cluster/layout.js";

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

test("nodes stand at about equal distances, however flat the picture", () => {
  for (const [width, height] of [
    [620, 250],
    [950, 480],
  ]) {
    const nodes = [...ring(names(9), measures(width, height, 9)).values()];
    const gaps = nodes.map((a, i) => Math.hypot(a.x - nodes[(i + 1) % 9].x, a.y - nodes[(i + 1) % 9].y));
    assert.ok(Math.max(...gaps) < 1.6 * Math.min(...gaps), `${gaps.map(Math.round)}`);
  }
});

test("two nodes stand side by side", () => {
  const [a, b] = [...ring(["A", "B"], measures(700, 400, 2)).values()];
  assert.equal(a.y, b.y);
  assert.ok(a.x < b.x);
});

const block = { width: 50, height: 40 };
const box = { width: 40, height: 20 };

test("the two directions of a link keep apart", () => {
  const [a, b] = [
    { x: 0, y: 0 },
    { x: 300, y: 0 },
  ];
  const there = along(way(a, b, [block, block], box, 11), 0.5);
  const back = along(way(b, a, [block, block], box, 11), 0.5);
  assert.ok(Math.abs(there.y - back.y) >= 20);
});

test("a message covers nothing that is written at the ends of its way", () => {
  for (let turn = 0; turn < 16; turn += 1) {
    const angle = (turn * Math.PI) / 8;
    const to = { x: 300 * Math.cos(angle), y: 300 * Math.sin(angle) };
    const [start, end] = way({ x: 0, y: 0 }, to, [block, block], box, 11);
    for (const [point, centre] of [
      [start, { x: 0, y: 0 }],
      [end, to],
    ]) {
      const [dx, dy] = [Math.abs(point.x - centre.x), Math.abs(point.y - centre.y)];
      assert.ok(dx >= 45 || dy >= 30, `at ${turn}: ${dx} ${dy}`);
    }
  }
});
