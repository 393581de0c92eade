import assert from "node:assert/strict";
import { test } from "node:test";
import { find, present, query, queryAll } from "../../../static/js/lib/dom.js";

class Button {}
class Field {}

/** A page with one button, and nothing else. */
const page = {
  querySelector: (selector) => (selector === "button" ? new Button() : null),
  querySelectorAll: (selector) => (selector === "button" ? [new Button()] : []),
};

test("find names what the page lacks", () => {
  assert.ok(find(page, "button") instanceof Button);
  assert.throws(() => find(page, "[data-act=play]"), /\[data-act=play\]/);
});

test("query gives null for what the page may lack", () => {
  assert.equal(query(page, "[data-act=play]"), null);
});

test("an element of another class than expected is an error", () => {
  assert.ok(find(page, "button", Button) instanceof Button);
  assert.throws(() => find(page, "button", Field), /button is not a Field/);
  assert.throws(() => query(page, "button", Field), /button is not a Field/);
  assert.throws(() => queryAll(page, "button", Field), /button is not always a Field/);
});

test("present lets every value through but null and undefined", () => {
  for (const value of [0, "", false]) assert.equal(present(value, "value"), value);
  for (const value of [null, undefined]) assert.throws(() => present(value, "value"), /no value/);
});
