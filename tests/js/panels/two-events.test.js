import assert from "node:assert/strict";
import { test } from "node:test";
import {
  NONE,
  activate,
  asked,
  choose,
  complete,
  scored,
  scoreText,
  swapped,
} from "../../../static/js/panels/two-events.js";

test("the first event that is chosen is A, the next is B, and every further one takes B's place", () => {
  const one = choose(NONE, 4);
  assert.deepEqual(one, { a: 4, b: null, active: "b" });
  assert.equal(complete(one), false);
  const two = choose(one, 9);
  assert.deepEqual(two, { a: 4, b: 9, active: "b" });
  assert.equal(complete(two), true);
  assert.deepEqual(choose(two, 12), { a: 4, b: 12, active: "b" });
});

test("a place that is made active takes the next event", () => {
  const two = activate({ a: 4, b: 9, active: "b" }, "a");
  assert.deepEqual(choose(two, 2), { a: 2, b: 9, active: "a" });
  assert.deepEqual(choose(activate(NONE, "b"), 2), { a: null, b: 2, active: "a" });
});

test("swapping changes the places and not which is active", () => {
  assert.deepEqual(swapped({ a: 4, b: 9, active: "b" }), { a: 9, b: 4, active: "b" });
});

test("it is asked about one event, or two, with the answer if there is one", () => {
  assert.deepEqual(asked({ a: 4, b: null, active: "b" }, ""), { a: 4 });
  assert.deepEqual(asked({ a: 4, b: 9, active: "a" }, "before"), { a: 4, b: 9, answer: "before" });
});

test("the score counts what was answered, and not what was shown", () => {
  const none = { right: 0, asked: 0 };
  assert.equal(scoreText(none), "");
  const score = ["right", "wrong", "", "right"].reduce(scored, none);
  assert.equal(scoreText(score), "2 of 3 right");
});
