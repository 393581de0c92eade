import assert from "node:assert/strict";
import { clausesOf, litBy } from "../../static/js/history/clash.js";
import { test } from "node:test";
import { filtered, offered, scopeOf } from "../../static/js/history/choice.js";
import { arcs } from "../../static/js/history/draw/edges.js";
import { across } from "../../static/js/history/keys.js";
import { layoutOf, lineAt, linesInSight, lineY, scrolledTo } from "../../static/js/history/draw/layout.js";
import { densityOf, fitting, marksOf } from "../../static/js/history/draw/marks.js";
import { History, isFar, View } from "../../static/js/history/model.js";
import { barAt } from "../../static/js/history/pointer.js";
import { HistoryWindow } from "../../static/js/history/window.js";
import { pointsOf } from "../../static/js/history/witness.js";
import { firstModel, fromHash, toHash } from "../../static/js/history/judged-link.js";

const operation = (number, process, start, end, more = {}) => ({
  number,
  name: `#${number}`,
  process,
  action: "write",
  key: "x",
  said: `write x = ${number}`,
  start,
  end,
  status: end === null ? "info" : "ok",
  line: number + 1,
  ...more,
});
const verdict = (word, more = {}) => ({
  verdict: word,
  explanation: "",
  operations: [],
  edges: [],
  witness: [],
  ...more,
});
const MODELS = {
  linearizable: verdict("violated", {
    operations: [0, 2],
    edges: [
      { source: 0, target: 2, kind: "rt", words: "finished before" },
      { source: 2, target: 0, kind: "fr", words: "read a version that was later replaced by" },
    ],
  }),
  sequential: verdict("holds", { witness: [2, 0, 1] }),
};
const historyOf = (operations, faults = [], models = MODELS) =>
  new History({ models, data: "register", history: { operations, faults } });
const SMALL = historyOf(
  [operation(0, "a", 10, 20), operation(1, "b", 15, 90), operation(2, "b", 100, 120, { key: "y" })],
  [{ at: 30, until: 95, text: "partition" }],
);
const many = (count) =>
  Array.from({ length: count }, (_, i) =>
    operation(i, String(i % 10), i * 3, i * 3 + 4 + (i % 5), { key: `k${i % 40}` }),
  );

test("time is the order of events, so that a long pause takes no more room than a short one", () => {
  const view = new View(SMALL);
  assert.deepEqual(
    [...view.bars.values()].map(({ from, to }) => [from, to]),
    [
      [0, 2],
      [1, 3],
      [4, 5],
    ],
  );
});

test("a key in view leaves the others out, and closes the gaps that they leave", () => {
  const view = new View(SMALL, { key: "y" });
  assert.deepEqual([view.count, view.hidden, view.length], [1, 2, 2]);
  assert.deepEqual(
    view.lines.map(({ name }) => name),
    ["b"],
  );
});

test("the operations of a clash are looked at alone when they lie far apart", () => {
  const history = historyOf(many(600));
  assert.equal(isFar(history, [0, 1]), false);
  assert.equal(isFar(history, [0, 599]), true);
  assert.equal(new View(history, { only: new Set([0, 599]) }).length, 4);
});

test("a session goes on after an unknown outcome on the same line, and the seam is noted", () => {
  const view = new View(
    historyOf([operation(0, "3", 1, null), operation(1, "3·2", 5, 6), operation(2, "3·2", 8, null)]),
  );
  assert.equal(view.lines.length, 1);
  const [first, , last] = view.lines[0].bars;
  assert.ok(first.open && first.to < 1 && first.to > first.from);
  assert.equal(last.to, view.length);
  assert.equal(view.lines[0].seams.length, 1);
});

test("numbered clients stand in order of their numbers, others as they begin", () => {
  const names = (...processes) =>
    new View(historyOf(processes.map((process, i) => operation(i, process, i * 2, i * 2 + 1)))).lines.map(
      ({ name }) => name,
    );
  assert.deepEqual(names("10", "9", "2"), ["2", "9", "10"]);
  assert.deepEqual(names("zoe", "ann", "ben"), ["zoe", "ann", "ben"]);
});

test("a fault lasts from where it was set to where it was taken away, in rows that do not overlap", () => {
  const view = new View(
    historyOf(many(10), [
      { at: 2, until: 9, text: "a" },
      { at: 4, until: null, text: "b" },
    ]),
  );
  assert.deepEqual(
    view.faults.map(({ row }) => row),
    [0, 1],
  );
  assert.equal(view.faultRows, 2);
  assert.equal(view.faults[1].to, view.length);
});

test("zooming keeps the step under the pointer, and nothing leads beyond the ends", () => {
  const window = new HistoryWindow({ perStep: 20, width: 500, length: 200 }).panned(900);
  const step = window.step(200);
  assert.ok(Math.abs(window.zoomed(2, 200).step(200) - step) < 1e-9);
  assert.ok(window.panned(1e9).x(199) > 400);
  assert.ok(window.panned(-1e9).x(0) < 60);
  const fitted = window.fitted();
  assert.ok(fitted.x(0) >= 0 && fitted.x(199) <= 500);
  assert.equal(fitted.zoomed(0.01, 100).perStep, fitted.perStep);
});

test("a window of another width shows the same stretch", () => {
  const window = new HistoryWindow({ perStep: 20, width: 500, length: 4000 }).revealed(3000, 3010);
  const [left, right] = [window.step(0), window.step(500)];
  const narrow = window.resized(300, 4000);
  assert.deepEqual([narrow.step(0), narrow.step(300)].map(Math.round), [left, right].map(Math.round));
});

test("what is revealed is in sight, and what is in sight already is not moved to", () => {
  const window = new HistoryWindow({ perStep: 20, width: 500, length: 4000 }).revealed(3000, 3010);
  assert.ok(window.x(3000) > 0 && window.x(3010) < 500);
  assert.equal(window.ensured(3002, 3004), window);
  const moved = window.ensured(100, 102);
  assert.ok(moved.x(100) > 0 && moved.x(102) < 500);
  assert.equal(moved.perStep, window.perStep);
});

test("only bars in sight become marks, and bars narrower than a pixel become runs", () => {
  const view = new View(historyOf(many(20_000)));
  const layout = layoutOf({ lines: 10, faultRows: 0, height: 600 });
  const sight = { first: 0, last: 10, scrolled: 0 };
  const near = marksOf(
    view,
    new HistoryWindow({ perStep: 30, width: 1000, length: view.length }).revealed(9000, 9010),
    layout,
    sight,
  );
  assert.ok(near.bars.length > 5 && near.bars.length < 200);
  assert.equal(near.runs.length, 0);
  const all = marksOf(view, new HistoryWindow({ width: 1000, length: view.length }).fitted(), layout, sight);
  assert.ok(all.bars.length + all.runs.length < 1200);
  assert.equal(all.bars.length + all.runs.reduce((sum, { count }) => sum + count, 0), 20_000);
});

test("only the lines in sight become marks", () => {
  const view = new View(historyOf(Array.from({ length: 300 }, (_, i) => operation(i, String(i), i, i + 1))));
  const layout = layoutOf({ lines: 300, faultRows: 0, height: 500 });
  const sight = linesInSight(layout, 300, 2400, 500);
  assert.ok(sight.last - sight.first < 25);
  const marks = marksOf(view, new HistoryWindow({ width: 900, length: view.length }).fitted(), layout, {
    ...sight,
    scrolled: 2400,
  });
  assert.ok(marks.bars.length + marks.runs.length <= sight.last - sight.first);
  assert.equal(lineAt(layout, lineY(layout, 120, 2400), 2400), 120);
  const scrolled = scrolledTo(layout, 200, 201, 0, 500);
  assert.ok(lineY(layout, 200, scrolled) > 0 && lineY(layout, 201, scrolled) < 500);
  assert.equal(scrolledTo(layout, 201, 201, scrolled, 500), scrolled);
});

test("a bar has the longest label that fits, and an unknown or failed outcome says so", () => {
  const read = operation(1, "0", 1, 2, { action: "read", said: "read x = 12" });
  assert.deepEqual(
    [200, 70, 44, 24, 10].map((width) => fitting(read, width)),
    ["read x = 12", "r x = 12", "r 12", "12", ""],
  );
  assert.equal(fitting({ ...read, status: "info" }, 200), "read x = 12 ?");
  assert.equal(fitting({ ...read, status: "fail" }, 200), "read x = 12 ✕");
});

test("a value of ten thousand characters is cut to its bar", () => {
  const long = operation(1, "0", 1, 2, { said: `write x = ${"v".repeat(10_000)}` });
  const label = fitting(long, 150);
  assert.ok(label.endsWith("…") && label.length <= 22);
});

test("density counts every operation", () => {
  assert.equal(Math.max(...densityOf(new View(historyOf(many(500))), 50)), 1);
  assert.deepEqual(densityOf(new View(historyOf([])), 3), [0, 0, 0]);
});

test("the words of edges stand in the window, and none covers another", () => {
  const layout = { above: 8, top: 8, bar: 20, step: 60 };
  const places = { 1: { x: 10, x2: 60, y: 40 }, 2: { x: 80, x2: 120, y: 100 }, 3: { x: 30, x2: 90, y: 160 } };
  const edges = [
    [1, 2],
    [2, 1],
    [2, 3],
    [3, 2],
    [1, 3],
  ].map(([source, target]) => ({ source, target, words: "read a version that was later replaced by" }));
  const found = arcs([...edges, { source: 1, target: 9, words: "hidden" }], (number) => places[number], {
    width: 400,
    height: 300,
    layout,
    obstacles: [],
  });
  assert.equal(found.length, 5);
  for (const [i, { box }] of found.entries()) {
    assert.ok(box.x >= 0 && box.x + box.width <= 400 && box.y >= 0 && box.y + 17 <= 300);
    for (const { box: other } of found.slice(0, i))
      assert.ok(Math.abs(box.y - other.y) >= 17 || box.x + box.width <= other.x || other.x + other.width <= box.x);
  }
});

test("what is pointed at is the bar there, or one close by", () => {
  const view = new View(SMALL);
  const layout = layoutOf({ lines: 2, faultRows: 1, height: 300 });
  const scene = {
    view,
    layout,
    scrolled: 0,
    window: new HistoryWindow({ perStep: 40, width: 600, length: view.length, start: 0 }),
  };
  const y = lineY(layout, 1, 0);
  assert.equal(barAt(scene, 100, y).operation.number, 1);
  assert.equal(barAt(scene, 165, y).operation.number, 2, "nearer than seven pixels");
  assert.equal(barAt(scene, 140, y), null);
  assert.equal(barAt(scene, 100, 4_000), null);
});

test("up and down lead to the nearest operation of the next session", () => {
  const view = new View(SMALL);
  assert.equal(across(view, view.bars.get(2), -1).operation.number, 0);
  assert.equal(across(view, view.bars.get(0), 1).operation.number, 1);
  assert.equal(across(view, view.bars.get(0), -1).operation.number, 0);
});

test("a witness's points keep real time where the order does, and else stand in their bars", () => {
  const view = new View(SMALL);
  assert.deepEqual(
    [...pointsOf([1, 0, 2], view, true)],
    [
      [1, 1],
      [0, 1],
      [2, 4],
    ],
  );
  assert.deepEqual(
    [...pointsOf([2, 0, 1], view, false)],
    [
      [2, 4.5],
      [0, 1],
      [1, 2],
    ],
  );
});

test("what is chosen stands in the address, and comes back from it", () => {
  const chosen = { model: "linearizable", edge: 1, operation: 2, key: "y", only: false, step: 3 };
  assert.deepEqual(fromHash(toHash(chosen), SMALL), {
    model: "linearizable",
    edge: 1,
    operation: 2,
    key: "y",
    only: false,
  });
  assert.equal(toHash({ model: null, edge: null, operation: null, key: "", only: false }), "");
});

test("an address that asks for what is not there asks for nothing", () => {
  for (const hash of [
    "#model=nonsense&edge=0",
    "#model=linearizable&edge=9",
    "#operation=77&key=z",
    "#edge=-1",
    "#only=yes",
    "#toString=1&model=toString",
  ]) {
    const { edge, operation: found, key, only } = fromHash(hash, SMALL);
    assert.deepEqual([edge, found, key, only], [null, null, "", false], hash);
  }
});

test("the first model to look at is the strongest that is violated, or the strongest", () => {
  assert.equal(
    firstModel({ models: { linearizable: verdict("holds"), sequential: verdict("holds") } }),
    "linearizable",
  );
  assert.equal(
    firstModel({ models: { linearizable: verdict("undecided"), sequential: verdict("violated") } }),
    "sequential",
  );
});

test("points are placed for all of a small history, else for a key or the clash", () => {
  assert.deepEqual(scopeOf(SMALL, { key: "", model: "linearizable" }), { part: "all", numbers: [0, 1, 2] });
  const large = historyOf(many(400));
  assert.equal(scopeOf(large, { key: "", model: "sequential" }), null);
  assert.deepEqual(scopeOf(large, { key: "", model: "linearizable" }), { part: "clash", numbers: [0, 2] });
  assert.equal(scopeOf(large, { key: "k3", model: "sequential" }).numbers.length, 10);
  assert.equal(
    scopeOf(historyOf(many(400).map((each) => ({ ...each, key: "x" }))), { key: "x", model: "linearizable" }),
    null,
  );
});

test("typing finds keys, those that begin so first", () => {
  assert.deepEqual(offered(["ab", "ba", "b", "c"], "B"), ["ba", "b", "ab"]);
  assert.equal(
    offered(
      Array.from({ length: 500 }, (_, i) => `key${i}`),
      "",
    ).length,
    30,
  );
});

test("the table is filtered by session, outcome and text at once", () => {
  const all = [operation(0, "a", 1, 2), operation(1, "a·2", 3, null), operation(2, "b", 5, 6)];
  const by = (filters) => filtered(all, { line: "", status: "", text: "", ...filters }).map(({ number }) => number);
  assert.deepEqual(by({}), [0, 1, 2]);
  assert.deepEqual(by({ line: "a" }), [0, 1]);
  assert.deepEqual(by({ line: "a", status: "info" }), [1]);
  assert.deepEqual(by({ text: " = 2" }), [2]);
  assert.deepEqual(by({ text: "#1" }), [1]);
});

test("a sentence falls into clauses, with nothing lost", () => {
  const text =
    "#1 (write 2) finished before #2 (read 1) began; #2 returned what #0 wrote. No order contains all of that.";
  assert.equal(clausesOf(text).length, 3);
  assert.equal(clausesOf(text).join(""), text);
});

test("what is pointed at in a reason lights its operations: one, both ends of an edge, or those of a clause", () => {
  const verdict = /** @type {any} */ ({ edges: [{ source: 4, target: 7 }] });
  /** @param {Record<string, string>} dataset */
  const pointed = (dataset) => litBy(verdict, /** @type {any} */ ({ closest: () => ({ dataset }) }));
  assert.deepEqual(pointed({ operation: "3" }), { operations: [3], edge: null });
  assert.deepEqual(pointed({ edge: "0" }), { operations: [4, 7], edge: 0 });
  assert.deepEqual(pointed({ clause: "1 2" }), { operations: [1, 2], edge: null });
  assert.deepEqual(pointed({ clause: "" }).operations, []);
  assert.deepEqual(litBy(verdict, /** @type {any} */ ({ closest: () => null })), { operations: [], edge: null });
});
