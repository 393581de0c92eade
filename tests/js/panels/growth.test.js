// Growth: what the lines say, and where they are drawn.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  Growth,
  amountAt,
  growthSentence,
  moments,
  most,
  spread,
  stepPath,
  ticksTo,
} from "../../../static/js/panels/growth.js";
import { History } from "../../../static/js/run/history.js";

const inside = (bytes, tombstones = 0) => ({ bytes, tombstones });
const view = { nodes: { n1: { inside: {} }, n2: { inside: { x: inside(4) } } }, processes: [] };
const change = (seq, tick, node, state) => ({
  seq,
  tick,
  set: [
    [["nodes", node, "inside", "x"], state],
    [["nodes", node, "vector"], [seq]],
  ],
});

function history(...events) {
  const found = new History();
  found.start({ run: 1, seq: 0, view, log: [], events });
  return found;
}

test("a line steps whenever what is inside a node changes, and begins with what was there", () => {
  const growth = new Growth(history(change(1, 10, "n1", inside(8)), change(2, 30, "n1", inside(20, 2))));
  assert.deepEqual(growth.lines("x", "bytes", 100), [
    {
      node: "n1",
      steps: [
        [0, 0],
        [10, 8],
        [30, 20],
      ],
    },
    {
      node: "n2",
      steps: [
        [0, 0],
        [0, 4],
      ],
    },
  ]);
  assert.deepEqual(growth.lines("x", "tombstones", 100)[0].steps, [
    [0, 0],
    [10, 0],
    [30, 2],
  ]);
  assert.deepEqual(growth.lines("y", "bytes", 100)[0].steps, [[0, 0]]);
});

test("nothing after the moment is drawn, and what comes later is taken in once", () => {
  const run = history(change(1, 10, "n1", inside(8)));
  const growth = new Growth(run);
  run.append([change(2, 30, "n1", inside(20))]);
  growth.catchUp(run).catchUp(run);
  assert.deepEqual(growth.lines("x", "bytes", 20)[0].steps, [
    [0, 0],
    [10, 8],
  ]);
  assert.deepEqual(growth.lines("x", "bytes", 30)[0].steps, [
    [0, 0],
    [10, 8],
    [30, 20],
  ]);
});

test("an amount stays until the next step", () => {
  const steps = [
    [0, 0],
    [10, 8],
    [30, 20],
  ];
  assert.deepEqual(
    [9, 10, 29, 30, 99].map((tick) => amountAt(steps, tick)),
    [0, 8, 8, 20, 20],
  );
  assert.equal(most([{ steps }]), 20);
});

test("axes are divided at round values that reach the top", () => {
  assert.deepEqual(ticksTo(83, 4), [0, 50, 100]);
  assert.deepEqual(ticksTo(0, 4), [0, 1]);
  assert.deepEqual(ticksTo(4, 4), [0, 1, 2, 3, 4]);
});

test("a line is drawn in steps to the end", () => {
  assert.equal(
    stepPath(
      [
        [0, 0],
        [10, 8],
      ],
      20,
      (tick) => tick,
      (amount) => 100 - amount,
    ),
    "M0 100H10V92H20",
  );
});

test("labels keep apart, in order, and above the bottom", () => {
  assert.deepEqual(spread([50, 50, 20], 10, 100), [50, 60, 20]);
  assert.deepEqual(spread([95, 95, 95], 10, 100), [80, 90, 100]);
});

test("the same in words, for a moment", () => {
  const lines = [
    {
      node: "n1",
      steps: [
        [0, 0],
        [10, 8],
      ],
    },
    { node: "n2", steps: [[0, 0]] },
  ];
  assert.equal(
    growthSentence(lines, "bytes", "x", 12, "0.012 s"),
    "At 0.012 s each node holds 0 to 8 bytes under x; the most so far was 8.",
  );
  assert.deepEqual(moments(60, 3), [20, 40, 60]);
});

test("what a node sends adds up, by the messages that carry states or operations", () => {
  const sent = (seq, tick, message, bytes) => ({
    seq,
    tick,
    kind: "message_sent",
    message,
    set: [[["messages", message], { source: "n1", bytes }]],
  });
  const again = {
    seq: 3,
    tick: 25,
    kind: "message_delayed",
    message: "n1>n2#1:states",
    set: [[["messages", "n1>n2#1:states"], { source: "n1", bytes: 8 }]],
  };
  const growth = new Growth(
    history(sent(1, 10, "n1>n2#1:states", 8), sent(2, 20, "n1>alice#1:reply"), again, sent(4, 30, "n1>n2#2:states", 5)),
  );
  assert.deepEqual(growth.lines("x", "sent", 100)[0].steps, [
    [0, 0],
    [10, 8],
    [30, 13],
  ]);
});
