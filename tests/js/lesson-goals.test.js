import assert from "node:assert/strict";
import test from "node:test";

import { chosenText, goalTexts, reachedUntold, spanOf } from "../../static/js/lesson/goals.js";

const GOALS = [
  { name: "cut", reached: true, text: "It is cut." },
  { name: "stale", reached: false, text: "Nothing has been written yet." },
];

test("only of goals that are not reached is there something to say", () => {
  assert.deepEqual(goalTexts(GOALS), [{ name: "stale", text: "Nothing has been written yet." }]);
});

test("a goal that is reached and not told yet asks for the panel afresh", () => {
  assert.equal(reachedUntold(GOALS, new Set()), true);
  assert.equal(reachedUntold(GOALS, new Set(["cut"])), false);
});

test("what was pointed at is said in words", () => {
  const view = { operations: { "bob#1": { client: "bob", kind: "read", key: "x", value: null, node: "n3" } } };
  assert.equal(chosenText(view, [], "operation", "bob#1"), "You chose bob#1: bob's read of x at n3");
  assert.equal(chosenText(view, [{ seq: 7, text: "n1 crashes" }], "event", 7), "You chose: n1 crashes");
  assert.equal(chosenText(view, [], "event", 8), "You chose: event 8");
});

test("an operation that is no longer shown is named all the same", () => {
  assert.equal(chosenText({ operations: {} }, [], "operation", "bob#9"), "You chose bob#9");
});

test("operations span from the first invocation to the last end, or to the last invocation that is known", () => {
  const operations = {
    "alice#1": { invoked_tick: 100, completed_tick: 400 },
    "bob#1": { invoked_tick: 900, completed_tick: null },
    "bob#2": { invoked_tick: null, completed_tick: null },
  };
  assert.equal(spanOf({ operations }, ["alice#1", "bob#1", "bob#2"]), 800);
});
