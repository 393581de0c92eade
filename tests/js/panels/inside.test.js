// What is inside a node's state, as the inspector shows it; and the words of what a message did there.

import assert from "node:assert/strict";
import { test } from "node:test";

import { durableBeside, insideRows } from "../../../static/js/panels/inside.js";

const state = {
  value: "{milk}",
  bytes: 1,
  tombstones: 2,
  slots: [["tag", "milk · n1:1", "in"]],
  slots_more: 0,
  twin: null,
  waiting: [],
};

test("a key's value comes with what it weighs, then every slot", () => {
  assert.deepEqual(insideRows({ x: state }), [
    ["x", "{milk}", "1 byte, 2 tombstones"],
    ["x · tag milk · n1:1", "in", ""],
  ]);
});

test("what waits to take effect says for what", () => {
  const waiting = [["n3#1", "remove milk", "n3#1 waits for n1#1"]];
  assert.deepEqual(insideRows({ x: { ...state, slots: [], waiting } })[1], [
    "x · waits n3#1",
    "remove milk",
    "n3#1 waits for n1#1",
  ]);
});

test("states that are shown from within are not repeated among what is durable", () => {
  const durable = { "store/x": 1, "twin/x": 2, "done/alice": 3 };
  assert.deepEqual(durableBeside({ inside: { x: state }, durable }), [["done/alice", 3]]);
  assert.equal(durableBeside({ inside: {}, durable }).length, 3);
});
