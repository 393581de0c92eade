import assert from "node:assert/strict";
import { test } from "node:test";
import { fold } from "../../../static/js/run/fold.js";
import { History } from "../../../static/js/run/history.js";
import { markTicks, nextMoment } from "../../../static/js/run/jumps.js";
import { Store } from "../../../static/js/run/store.js";

const KINDS = ["message_sent", "message_delivered", "operation_invoked", "operation_completed", "partitioned"];
const event = (seq) => ({
  seq,
  tick: seq * 10,
  kind: KINDS[seq % KINDS.length],
  fault: KINDS[seq % KINDS.length] === "partitioned",
  text: `event ${seq}`,
  set: [
    [["count"], seq],
    [["nodes", `n${seq % 3}`, "values", "x"], seq],
  ],
});
const events = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => event(from + i));
const started = { kind: "node_started", text: "", tick: 0 };
const recording = (to = 500) => ({
  run: 1,
  seq: 2,
  view: { processes: ["n0", "n1", "n2"], count: 2, nodes: { n0: {}, n1: {}, n2: {} } },
  log: [
    { ...started, seq: 1 },
    { ...started, seq: 2 },
  ],
  events: events(3, to),
});

function history(to) {
  const known = new History();
  known.start(recording(to));
  return known;
}

const folded = (seq) =>
  events(3, seq)
    .flatMap(({ set }) => set)
    .reduce(fold, recording().view);

test("the view at any event is the first view folded with every event up to it, in whatever order one asks", () => {
  const known = history();
  for (const seq of [500, 3, 250, 2, 64, 65, 66, 67, 499, 130]) assert.deepEqual(known.at(seq).view, folded(seq));
});

test("what was asked for before does not change when one goes elsewhere", () => {
  const known = history();
  const before = JSON.stringify(known.at(200).view);
  known.at(480);
  assert.equal(JSON.stringify(known.at(200).view), before);
});

test("the marks at a moment name the last event that changed each node by then", () => {
  const { marks } = history().at(100);
  assert.deepEqual(Object.fromEntries(Object.entries(marks).map(([name, { seq }]) => [name, seq])), {
    n0: 99,
    n1: 100,
    n2: 98,
  });
});

test("the event at a tick is the last one not after it", () => {
  const known = history();
  assert.deepEqual(
    [known.seqAt(0), known.seqAt(39), known.seqAt(40), known.seqAt(45), known.seqAt(99999)],
    [2, 3, 4, 4, 500],
  );
});

test("events that come before the recording wait for it, and none is taken twice", () => {
  const known = new History();
  known.append(events(90, 105));
  assert.equal(known.lastSeq, 0);
  known.start(recording(100));
  assert.equal(known.lastSeq, 105);
  known.append(events(101, 107));
  assert.deepEqual(
    known.events.map(({ seq }) => seq),
    Array.from({ length: 107 }, (_, i) => i + 1),
  );
});

test("events after a gap wait until it is filled", () => {
  const known = history(100);
  known.append(events(105, 106));
  assert.equal(known.lastSeq, 100);
  known.append(events(101, 104));
  assert.equal(known.lastSeq, 106);
});

test("listeners hear of what was added, once", () => {
  const known = history(10);
  const heard = [];
  known.subscribe(({ kind, events: added }) => heard.push([kind, added.length]));
  known.append(events(9, 12));
  known.append(events(9, 12));
  known.clear(2);
  assert.deepEqual(heard, [
    ["append", 2],
    ["reset", 0],
  ]);
});

test("one steps on and back by what one chose, and not beyond the ends", () => {
  const known = history(20);
  assert.equal(nextMoment(known, 10, "event", 1).seq, 11);
  assert.equal(nextMoment(known, 10, "event", -1).seq, 9);
  assert.equal(nextMoment(known, 10, "fault", 1).seq, 14);
  assert.equal(nextMoment(known, 10, "fault", -1).seq, 9);
  assert.equal(nextMoment(known, 20, "event", 1), null);
  assert.equal(nextMoment(known, 3, "fault", -1), null);
  assert.deepEqual(markTicks(known, "fault"), [40, 90, 140, 190]);
});

test("a violation is an operation's end that broke a model or read something stale", () => {
  const known = new History();
  const broke = {
    ...event(3),
    kind: "operation_completed",
    set: [[["verdicts", "observed", "causal"], { status: "violated" }]],
  };
  const stale = {
    ...event(4),
    kind: "operation_completed",
    set: [[["operations", "bob#1"], { stale: { missed: "alice#1" } }]],
  };
  known.start({ ...recording(2), events: [broke, stale, { ...event(5), kind: "operation_completed" }] });
  assert.deepEqual(
    [
      nextMoment(known, 2, "violation", 1).seq,
      nextMoment(known, 3, "violation", 1).seq,
      nextMoment(known, 4, "violation", 1),
    ],
    [3, 4, null],
  );
});

test("one steps back to the very start, which is no event", async () => {
  const { Timeline } = await import("../../../static/js/run/timeline.js");
  const timeline = new Timeline({ performance: { now: () => 0 }, requestAnimationFrame: () => 0 });
  timeline.store.replace({
    ...recording(20),
    seq: 20,
    tick: 200,
    playing: false,
    speed_per_mille: 250,
    view: folded(20),
    lab: {},
    role: {},
  });
  timeline.history.start({ ...recording(20), log: [], seq: 2 });
  timeline.travel({ seq: 4 });
  assert.equal(timeline.jump("event", -1), true);
  assert.equal(timeline.store.seq, 3);
  assert.equal(timeline.jump("event", -1), true);
  assert.deepEqual([timeline.store.seq, timeline.store.tick, timeline.store.past], [2, 0, true]);
  assert.equal(timeline.jump("event", -1), false);
});

const snapshot = () => ({
  run: 1,
  seq: 100,
  tick: 1000,
  playing: true,
  speed_per_mille: 250,
  role: { kind: "owner" },
  lab: {},
  view: folded(100),
  log: events(90, 100),
});
const frame = (from, to) => ({
  run: 1,
  seq: to,
  tick: to * 10,
  playing: true,
  speed_per_mille: 250,
  events: events(from, to),
});

function store() {
  const held = new Store();
  held.replace(snapshot());
  held.history.start(recording(100));
  return held;
}

test("a moment that is shown stays while the present goes on behind it", () => {
  const held = store();
  const heard = [];
  held.subscribe(({ kind }) => heard.push(kind));
  held.show({ seq: 40, tick: 405 });
  held.apply(frame(101, 120));
  assert.deepEqual([held.past, held.seq, held.tick, held.view.count], [true, 40, 405, 40]);
  assert.deepEqual(held.head, { seq: 120, tick: 1200 });
  held.showHead();
  assert.deepEqual([held.past, held.seq, held.tick, held.view.count], [false, 120, 1200, 120]);
  assert.deepEqual(heard, ["travel", "head", "travel"]);
});

test("the log ends where the shown moment is", () => {
  const held = store();
  held.show({ seq: 40, tick: 400 });
  assert.equal(held.log.at(-1).seq, 40);
  assert.equal(held.log[0].seq, 1);
  held.showHead();
  assert.equal(held.log.at(-1).seq, 100);
});

test("going on to the next event is told as that event, a jump as a jump", () => {
  const held = store();
  const heard = [];
  held.subscribe(({ kind, events: told }) => heard.push([kind, ...told.map(({ seq }) => seq)]));
  held.show({ seq: 40, tick: 400 });
  held.show({ seq: 42, tick: 420 }, { onward: true });
  assert.deepEqual(heard, [["travel"], ["frame", 41, 42]]);
});

test("another run ends the look at an earlier moment", () => {
  const held = store();
  held.show({ seq: 40, tick: 400 });
  held.replace({ ...snapshot(), run: 2 });
  assert.deepEqual([held.past, held.history.complete, held.history.run], [false, false, 2]);
});

test("a snapshot of the same run does not end it", () => {
  const held = store();
  held.show({ seq: 40, tick: 400 });
  held.replace({ ...snapshot(), seq: 300, tick: 3000, view: folded(300) });
  assert.deepEqual([held.past, held.seq, held.head.seq], [true, 40, 300]);
});
