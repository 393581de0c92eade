import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalWords } from "../../../static/js/run/run-address.js";

/** @param {string} type */
const refused = (type) =>
  new Response("Made by an earlier version.", { status: 409, headers: { "content-type": type } });

test("a question that the server refuses in words is answered with them", async () => {
  assert.equal(await refusalWords(refused("text/plain; charset=utf-8"), "Failed."), "Made by an earlier version.");
});

test("a question that failed otherwise is answered with the page's own words", async () => {
  assert.equal(await refusalWords(refused("application/json"), "Failed."), "Failed.");
  assert.equal(await refusalWords(new Response("", { status: 404 }), "Failed."), "Failed.");
  assert.equal(await refusalWords(null, "Failed."), "Failed.");
});
