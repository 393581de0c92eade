import assert from "node:assert/strict";
import { test } from "node:test";
import { clockTexts, discText, fitted, keysShown } from "../../../static/js/cluster/node-text.js";
import { measures } from "../../../static/js/cluster/layout.js";

test("a value that does not fit its node loses its spaces first, then its end", () => {
  assert.equal(fitted("x", ["7"], 8), "x = 7");
  assert.equal(fitted("x", ["123456"], 8), "x=123456");
  assert.equal(fitted("x", ["1234567"], 8), "x=12345…");
});

test("siblings stay within their node, and are seen to be several", () => {
  assert.equal(fitted("x", ["1", "2"], 9), "x = 1 ∥ 2");
  assert.equal(fitted("x", ["1", "2", "3"], 7), "x=1∥2∥3");
  assert.equal(fitted("x", ["milk, eggs", "bread"], 12), "x=mil…∥bre…");
  assert.equal(fitted("x", ["milk, eggs", "bread"], 6), "x=…∥…");
  assert.equal(fitted("x", ["milk", "bread", "eggs"], 6), "x=…∥…");
  for (let room = 6; room < 20; room += 1) assert.ok(fitted("x", ["milk, eggs", "bread"], room).length <= room);
});

test("a value is never cut within a character", () => {
  assert.equal(fitted("x", ["🚀🚀🚀🚀🚀🚀🚀"], 8), "x=🚀🚀🚀🚀🚀…");
  assert.equal(fitted("x", ["e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301"], 6), "x=e\u0301e\u0301e\u0301…");
});

test("a value of spaces can be seen", () => {
  assert.equal(fitted("x", ["␠␠␠"], 9), "x = ␠␠␠");
});

const view = (values, keys = ["x", "y"]) => ({
  keys,
  protocol: { columns: [] },
  operations: {},
  nodes: { n1: { values }, n2: { values: {} } },
});
const version = (value) => [{ value, write: "alice#1", version: "1" }];

test("the basic view shows the keys that were used, and before that the first", () => {
  assert.deepEqual(keysShown(view({}), false), ["x"]);
  assert.deepEqual(keysShown(view({ y: version("1") }), false), ["y"]);
  assert.deepEqual(keysShown({ ...view({}), operations: { a: { key: "y" } } }, false), ["y"]);
  assert.deepEqual(keysShown(view({}), true), ["x", "y"]);
});

test("a value that is too long for its disc stands on a plate that is wider, within the room there is", () => {
  const size = measures(400, 300, 5);
  const long = view({ x: version("a very long value indeed") }, ["x"]);
  const text = discText("n1", long.nodes.n1, { view: long, keys: ["x"], size, room: 90 });
  assert.ok(text.plate);
  assert.ok(text.box.width > 2 * size.radius && text.box.width <= 102, `${text.box.width}`);
  const short = view({ x: version("1") }, ["x"]);
  assert.equal(discText("n1", short.nodes.n1, { view: short, keys: ["x"], size, room: 90 }).plate, null);
});

test("the vector of the chosen node names the process of each entry, if there is room", () => {
  const scene = {
    view: { processes: ["n1", "n2", "alice"], nodes: { n1: { vector: [3, 0, 1] }, n2: { vector: [1, 2, 0] } } },
    all: true,
    selected: "n1",
  };
  assert.deepEqual(clockTexts("n1", scene), ["⟨n1:3 alice:1⟩", "⟨3,0,1⟩"]);
  assert.deepEqual(clockTexts("n2", scene), ["⟨1,2,0⟩"]);
  assert.deepEqual(clockTexts("n1", { ...scene, all: false }), []);
});
