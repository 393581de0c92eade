import assert from "node:assert/strict";
import { test } from "node:test";
import { merged } from "../../../static/js/run/ensemble.js";

const event = (seq, tick) => ({ seq, tick, kind: "message_sent" });
const one = { first: { seq: 2 }, events: [event(1, 0), event(2, 0), event(3, 10), event(4, 30)] };
const other = { first: { seq: 1 }, events: [event(1, 0), event(2, 10), event(3, 20)] };

test("events of several runs are one sequence by tick, and each says where every run stands", () => {
  const all = merged([one, other]);
  assert.deepEqual(
    all.map(({ seq, tick, run, places }) => [seq, tick, run, ...places]),
    [
      [1, 10, 0, 3, 1],
      [2, 10, 1, 3, 2],
      [3, 20, 1, 3, 3],
      [4, 30, 0, 4, 3],
    ],
  );
});

test("the starts of the runs are no events of the sequence", () => {
  assert.equal(
    merged([one, other]).some(({ tick }) => tick === 0),
    false,
  );
});
