import assert from "node:assert/strict";
import { test } from "node:test";
import { clearOf } from "../../../static/js/diagram/draw/focus.js";
import { reachOf } from "../../../static/js/diagram/reach.js";

const operations = {
  "alice#1": { client: "alice", invoked: { tick: 100 }, completed: { tick: 300 } },
  "bob#1": { client: "bob", invoked: { tick: 250 }, completed: null },
  "bob#2": { client: "bob", invoked: null, completed: null },
};
const messages = { m: { source: "n1", target: "n2", start: 50, ended: { tick: 120 } } };
const trace = { operation: (name) => operations[name], message: (id) => messages[id] };

test("operations and a message reach from the first beginning to the last end", () => {
  assert.deepEqual(reachOf(trace, ["alice#1"], "m", 900), { from: 50, to: 300, lines: ["alice", "n1", "n2"] });
});

test("an open operation reaches to the present", () => {
  assert.equal(reachOf(trace, ["alice#1", "bob#1"], null, 900).to, 900);
});

test("operations that have not begun, or that nobody knows, reach nowhere", () => {
  assert.equal(reachOf(trace, ["bob#2", "carol#1"], null, 900), null);
});

test("a message's label stands clear of the ring around the chosen event", () => {
  const label = { left: 100, width: 60, y: 50 };
  assert.equal(clearOf(null, label), 50);
  assert.equal(clearOf({ x: 300, y: 50 }, label), 50);
  assert.equal(clearOf({ x: 130, y: 90 }, label), 50);
  for (const y of [40, 50, 60]) assert.ok(Math.abs(clearOf({ x: 130, y }, label) - y) >= 16 + 3);
});
