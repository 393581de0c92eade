import assert from "node:assert/strict";
import { test } from "node:test";
import { boxBeside } from "../../../static/js/cluster/beside.js";
import { shared } from "../../../static/js/cluster/labels.js";

const box = { width: 240, height: 36 };
const picture = { width: 620, height: 300 };

test("a box stands eight pixels from its node, on the side with room", () => {
  assert.deepEqual(boxBeside(box, { x: 100, y: 150 }, 30, picture, []), { side: "right", x: 138, y: 132, tail: 18 });
  assert.equal(boxBeside(box, { x: 520, y: 150 }, 30, picture, []).side, "left");
});

test("a box covers neither its node nor what is written elsewhere, and stays in the picture", () => {
  for (const width of [390, 620, 1000]) {
    for (const x of [60, width / 2, width - 60]) {
      for (const y of [60, 150, 240]) {
        const node = { x, y };
        const other = { x: Math.min(width - 60, x + 50), y: y - 20, width: 60, height: 40 };
        const disc = { x: x - 30, y: y - 30, width: 60, height: 60 };
        const place = { ...box, ...boxBeside(box, node, 30, { width, height: 300 }, [other]) };
        assert.equal(shared(place, disc), 0, `over its node at ${x} ${y} of ${width}`);
        assert.equal(shared(place, other), 0, `over the other at ${x} ${y} of ${width}`);
        assert.ok(place.x >= 0 && place.x + 240 <= width && place.y >= 0 && place.y + 36 <= 300);
      }
    }
  }
});

test("a box moves along its side as far as its tail reaches, to leave a badge free", () => {
  const written = [
    { x: 332, y: 90, width: 70, height: 18 },
    { x: 200, y: 140, width: 60, height: 26 },
    { x: 345, y: 140, width: 270, height: 26 },
  ];
  const place = { ...box, ...boxBeside(box, { x: 310, y: 152 }, 30, { width: 620, height: 190 }, written) };
  for (const other of written) assert.equal(shared(place, other), 0);
});
