import assert from "node:assert/strict";
import { test } from "node:test";
import { treeLayout } from "../../../static/js/text/draw-tree.js";
import { TextAuthors } from "../../../static/js/text/authors.js";
import { byReplica, charactersOf, linesOf, rowsOf, textOf } from "../../../static/js/text/tree.js";
import { LINE_CHARS_MAX, lostWords, stateWords, vertexWords } from "../../../static/js/text/words.js";

// "abc" at n1; "x" at n1 and "yz" at n2 typed after "a" at once; "b" and "y" deleted.
const RUNS = [
  [1, "n1", "", "abc", [1]],
  [4, "n1", "1.n1", "x", []],
  [4, "n2", "1.n1", "yz", [0]],
];
const ids = (characters) => characters.map(({ id }) => id);

test("of what was typed at one place the latest comes first, and deleted characters are not shown", () => {
  assert.deepEqual(ids(charactersOf(RUNS)), ["1.n1", "4.n2", "5.n2", "4.n1", "2.n1", "3.n1"]);
  assert.equal(textOf(charactersOf(RUNS)), "azxc");
  assert.deepEqual(charactersOf([]), []);
});

test("a character outside the first plane of Unicode is one character", () => {
  assert.deepEqual(ids(charactersOf([[1, "n1", "", "a\u{1F600}b", []]])), ["1.n1", "2.n1", "3.n1"]);
});

test("a row goes on until several characters were typed after one, and the rows read as the line", () => {
  const rows = rowsOf(charactersOf(RUNS));
  assert.deepEqual(
    rows.map(({ level, characters }) => [level, characters.map(({ character }) => character).join("")]),
    [
      [0, "a"],
      [1, "yz"],
      [1, "x"],
      [1, "bc"],
    ],
  );
  assert.deepEqual(linesOf(rows[1], 5).map(ids), [["4.n2", "5.n2"]]);
  assert.deepEqual(
    linesOf({ level: 0, characters: charactersOf([[1, "n1", "", "abcdef", []]]) }, 4).map(({ length }) => length),
    [4, 2],
  );
  assert.deepEqual(
    byReplica(charactersOf(RUNS)).map(([replica, characters]) => [replica, characters.length]),
    [
      ["n1", 1],
      ["n2", 2],
      ["n1", 3],
    ],
  );
});

test("no two characters of the drawn tree lie on one another, at any width", () => {
  const runs = [...RUNS, [6, "n3", "3.n1", "a line that goes on for more than sixty characters, so that it wraps", []]];
  for (const width of [0, 150, 276, 900]) {
    const { cells, height } = treeLayout(charactersOf(runs), width);
    assert.equal(new Set(cells.map(([, { x, y }]) => `${x} ${y}`)).size, cells.length);
    assert.ok(cells.every(([, { y }]) => y < height));
    if (width > 0) assert.ok(cells.every(([, { x }]) => x + 12 <= Math.max(width, 150)));
  }
});

const delivered = (seq, operation, node, runs) => ({
  seq,
  tick: seq * 10,
  kind: "message_delivered",
  operation,
  set: [[["nodes", node, "inside", "x"], { runs }]],
});

test("who typed and who deleted a character is read off the events, once", () => {
  const authors = new TextAuthors();
  const typed = delivered(1, "alice#1", "n1", [[1, "n1", "", "abc", []]]);
  authors.read([
    typed,
    { ...delivered(2, null, "n2", [[1, "n1", "", "abc", []]]) },
    delivered(3, "bob#1", "n2", [[1, "n1", "", "abc", [1]]]),
    { ...typed, seq: 4 },
  ]);
  assert.deepEqual(authors.of("alice#1"), ["1.n1", "2.n1", "3.n1"]);
  assert.deepEqual(authors.of("bob#1"), []);
  assert.equal(authors.of("bob#2"), undefined);
  assert.deepEqual(authors.deleted.get("x 2.n1"), { seq: 3, tick: 30, operation: "bob#1", node: "n2" });
  assert.equal(authors.typed.get("x 2.n1").operation, "alice#1");
});

test("a character says where it hangs, who typed and deleted it, and who else typed there", () => {
  const characters = charactersOf(RUNS);
  const by = { seq: 3, tick: 30, operation: "bob#1", node: "n2" };
  assert.equal(
    vertexWords(characters[4], characters, by, by),
    "“b”, 2.n1: typed after “a” (1.n1) at n2 by bob#1, at 0.030 s. Deleted at n2 by bob#1, at 0.030 s: a tombstone keeps its place. Typed at one place, the latest first: 4.n2, 4.n1, 2.n1.",
  );
  assert.equal(vertexWords(characters[0], characters, undefined, undefined), "“a”, 1.n1: typed at the beginning.");
});

test("the line says what it waits for", () => {
  const facts = {
    past: false,
    mayType: true,
    ended: null,
    connected: true,
    status: "up",
    playing: true,
    waiting: 0,
    length: 3,
    node: "n1",
  };
  assert.match(stateWords(facts), /All of it is at n1/);
  assert.match(stateWords({ ...facts, past: true }), /read-only/);
  assert.match(stateWords({ ...facts, playing: false, waiting: 2 }), /The run is paused: 2 changes of yours wait/);
  assert.match(stateWords({ ...facts, waiting: 1 }), /1 change of yours not yet acknowledged by n1/);
  assert.match(stateWords({ ...facts, connected: false }), /Not connected/);
  assert.match(stateWords({ ...facts, length: LINE_CHARS_MAX }), /at most 240 characters/);
  assert.match(lostWords({ status: "info", node: "n1" }, "ab"), /unknown/);
  assert.match(
    lostWords({ status: "fail", node: "n1", reason: "Deleted already." }, ""),
    /the deletion was not carried out: Deleted already/,
  );
});

// "bc" at n1, before it "a" typed backward, and "xy" by n2 at the beginning, concurrently.
const SIDED = [
  [1, "n1", "", "bc", []],
  [1, "n2", "", "xy", []],
  [3, "n1", "1.n1", "a", [], true],
];

test("what hangs on the left of a character is read before it, on a row of its own", () => {
  const characters = charactersOf(SIDED);
  assert.equal(textOf(characters), "xyabc");
  assert.deepEqual(
    rowsOf(characters).map(({ level, characters }) => [level, characters.map(({ character }) => character).join("")]),
    [
      [0, "xy"],
      [1, "a"],
      [0, "bc"],
    ],
  );
  assert.match(vertexWords(characters[2], characters), /^“a”, 3.n1: typed before “b” \(1.n1\)\.$/);
});

test("the line from a row goes down to a parent that stands below it, and up to one above", () => {
  const { boughs, cells } = treeLayout(charactersOf([...SIDED, [4, "n1", "1.n1", "z", []]]), 300);
  const tops = new Map(cells.map(([id, { y }]) => [id, y]));
  const bough = (id) => boughs.find(([name]) => name === id)[1];
  assert.equal(bough("3.n1").from, tops.get("1.n1"));
  assert.ok(bough("3.n1").to < bough("3.n1").from);
  assert.ok(bough("4.n1").to > bough("4.n1").from && bough("4.n1").from > tops.get("1.n1"));
});
