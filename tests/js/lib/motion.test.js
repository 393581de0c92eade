import assert from "node:assert/strict";
import { test } from "node:test";
import { anchor, fractionAt, standing } from "../../../static/js/lib/motion.js";

const message = (changes = {}) => ({ sent_tick: 100, arrives_tick: 200, dies_tick: null, ...changes });
const place = (m, tick) => fractionAt(anchor(m, undefined, tick), m, tick);

test("a message is where its ticks say", () => {
  assert.equal(place(message(), 100), 0);
  assert.equal(place(message(), 150), 0.5);
  assert.equal(place(message(), 260), 1);
});

test("a message that dies stops there", () => {
  assert.equal(place(message({ dies_tick: 130 }), 190), 0.3);
});

test("a delayed message goes on from where it is", () => {
  const known = anchor(message(), undefined, 150);
  const later = message({ arrives_tick: 400 });
  const moved = anchor(later, known, 150);
  assert.equal(fractionAt(moved, later, 150), 0.5);
  assert.equal(fractionAt(moved, later, 275), 0.75);
  assert.equal(fractionAt(moved, later, 400), 1);
});

test("less motion means three places", () => {
  assert.deepEqual([0, 0.32, 0.5, 0.67, 1].map(standing), [0.14, 0.14, 0.5, 0.86, 0.86]);
});
