import assert from "node:assert/strict";
import { test } from "node:test";
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
