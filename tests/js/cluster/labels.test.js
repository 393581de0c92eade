import assert from "node:assert/strict";
import { test } from "node:test";
import { Room, around, shared } from "../../../static/js/cluster/labels.js";

const size = { width: 40, height: 20 };
const centre = { x: 100, y: 100 };

test("a label takes the first of its places that is free", () => {
  const room = new Room({ width: 300, height: 200 });
  room.take(around(centre, size));
  assert.deepEqual(room.place(size, [centre, { x: 200, y: 100 }]), { x: 180, y: 90, width: 40, height: 20 });
});

test("a label that must be seen finds the nearest free place", () => {
  const room = new Room({ width: 300, height: 200 });
  const placed = Array.from({ length: 12 }, () => room.place(size, [centre]));
  for (const [i, box] of placed.entries()) {
    for (const other of placed.slice(i + 1)) assert.equal(shared(box, other), 0);
    assert.ok(Math.hypot(box.x - 80, box.y - 90) < 110);
  }
});

test("a label that may be left out is hidden where there is no room", () => {
  const room = new Room({ width: 300, height: 200 });
  room.take(around(centre, size));
  assert.equal(room.placeIfFree(size, [centre]), null);
  assert.ok(room.placeIfFree(size, [{ x: 250, y: 100 }]));
});

test("no label leaves the picture", () => {
  const room = new Room({ width: 300, height: 200 });
  const { x, y } = room.place(size, [{ x: 299, y: -50 }]);
  assert.ok(x >= 0 && x + 40 <= 300 && y >= 0 && y + 20 <= 200);
});

test("a place that is only unwanted is taken when all others are worse", () => {
  const room = new Room({ width: 300, height: 200 });
  room.shun(around(centre, size));
  assert.equal(room.place(size, [centre, { x: 200, y: 100 }]).x, 180);
  assert.equal(room.place(size, [centre, { x: 200, y: 100 }]).x, 80);
});
