import assert from "node:assert/strict";
import { test } from "node:test";
import { firstTerm } from "../../../static/js/lib/glossary.js";

const words = [
  { name: "quorum", pattern: "quorums?" },
  { name: "stale", pattern: "stale reads?" },
];

test("the first term that is not used yet is found, in any case, as a whole word", () => {
  assert.deepEqual(firstTerm("A stale read? Quorums!", words, new Map()), { start: 2, length: 10, word: words[1] });
  assert.deepEqual(firstTerm("A stale read? Quorums!", words, new Map([["stale", 1]])), {
    start: 14,
    length: 7,
    word: words[0],
  });
  assert.equal(firstTerm("quorumish", words, new Map()), null);
});
