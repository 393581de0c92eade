import assert from "node:assert/strict";
import { test } from "node:test";

import {
  HEIGHT,
  linksPath,
  marksPath,
  regionsPath,
  thumbnailRing,
  WIDTH,
} from "../../../static/js/classroom/thumbnail-layout.js";
import { rowsOf, votedOf } from "../../../static/js/classroom/histogram.js";

const links = (path) => (path.match(/M/g) ?? []).length;

test("every ring lies within its picture, and no two nodes touch", () => {
  for (let count = 1; count <= 9; count += 1) {
    const { points, radius } = thumbnailRing(count);
    assert.equal(points.length, count);
    for (const [i, { x, y }] of points.entries()) {
      assert.ok(x >= radius && x <= WIDTH - radius && y >= radius && y <= HEIGHT - radius, `${count}: ${x} ${y}`);
      for (const other of points.slice(i + 1)) assert.ok(Math.hypot(x - other.x, y - other.y) > 2 * radius, `${count}`);
    }
  }
});

test("a link is drawn only where messages pass both ways", () => {
  const { points } = thumbnailRing(5);
  assert.equal(links(linksPath(points, "", [])), 10);
  assert.equal(links(linksPath(points, "00111", [])), 4);
  assert.equal(links(linksPath(points, "", [[0, 1]])), 9);
});

test("what is cut off is outlined: every part but the largest", () => {
  const { points } = thumbnailRing(5);
  assert.equal(regionsPath(points, ""), "");
  assert.equal(links(regionsPath(points, "00111")), 1);
  assert.equal(links(regionsPath(points, "01222")), 2);
});

test("crashed and paused nodes have marks of their own", () => {
  const { points, radius } = thumbnailRing(3);
  assert.equal(marksPath(points, "uuu", radius), "");
  assert.equal(links(marksPath(points, "ucp", radius)), 4);
  assert.notEqual(marksPath(points, "ucu", radius), marksPath(points, "upu", radius));
});

const POLL = { options: ["7", "4", "an error"], right: 1 };

test("each answer has a bar a round, as long as its share of the round's votes", () => {
  const rows = rowsOf(POLL, {
    counts: [
      [6, 3, 3],
      [2, 12, 0],
    ],
  });
  assert.deepEqual(
    rows.map(({ right }) => right),
    [false, true, false],
  );
  assert.deepEqual(
    rows[1].bars.map(({ count, share, percent, last }) => [count, share, percent, last]),
    [
      [3, 0.25, 25, false],
      [12, 12 / 14, 86, true],
    ],
  );
});

test("a vote that is not to be shown yet has answers and no bars, and tells no right one", () => {
  const rows = rowsOf({ options: ["a", "b"] }, { voted: 3 });
  assert.deepEqual(rows, [
    { text: "a", right: false, bars: [] },
    { text: "b", right: false, bars: [] },
  ]);
});

test("how many have voted is of those who are here, and counts those who left", () => {
  assert.equal(votedOf(2, 5), "2 of 5");
  assert.equal(votedOf(6, 5), "6 of 6");
});
