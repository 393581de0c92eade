import assert from "node:assert/strict";
import { test } from "node:test";
import { isSecond } from "../../../static/js/lib/second-clicks.js";

const on = (found) => ({ closest: () => found });

test("only a second click on a button is one too many; keyboards may repeat", () => {
  assert.equal(isSecond({ detail: 1, target: on({}) }), false);
  assert.equal(isSecond({ detail: 2, target: on({}) }), true);
  assert.equal(isSecond({ detail: 3, target: on({}) }), true);
  assert.equal(isSecond({ detail: 2, target: on(null) }), false);
  assert.equal(isSecond({ detail: 0, target: on({}) }), false);
});
