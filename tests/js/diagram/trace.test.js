import assert from "node:assert/strict";
import { test } from "node:test";
import { hiddenNote, layoutOf, orderedLines } from "../../../static/js/diagram/layout.js";
import { moved } from "../../../static/js/diagram/draw/lines.js";
import { stacked } from "../../../static/js/diagram/faults.js";
import { choiceOf, hitAt } from "../../../static/js/diagram/hits.js";
import { across, along, otherEnd } from "../../../static/js/diagram/keys.js";
import { rowsOf } from "../../../static/js/diagram/event-table.js";
import { barTexts, fitting } from "../../../static/js/diagram/draw/operations.js";
import { arcOf } from "../../../static/js/diagram/draw/verdict.js";
import { faultRows } from "../../../static/js/diagram/draw/faults.js";
import { coneSentences, lightCone } from "../../../static/js/diagram/light-cone.js";
import { TimeScale } from "../../../static/js/lib/time-scale.js";
import { isLost, shareAt, standing, Trace } from "../../../static/js/diagram/trace.js";

const link = {
  latency: { distribution: "constant", low_ticks: 20, high_ticks: 20 },
  loss_per_mille: 0,
  duplication_per_mille: 0,
};
const network = (changes = {}) => ({
  partition: null,
  partition_since_tick: null,
  cuts: [],
  default: link,
  links: {},
  ...changes,
});
const node = () => ({ status: "up", processing_ticks: 0, clock: { skew_ticks: 0, drift_per_mille: 0 } });
const VIEW = {
  processes: ["n1", "n2", "alice"],
  nodes: { n1: node(), n2: node() },
  clients: { alice: {} },
  messages: {},
  operations: {},
  network: network(),
};

const base = { process: null, clock: null, text: "", nodes: [], operation: null, message: null, set: [] };
const event = (seq, tick, kind, more = {}) => ({ ...base, seq, tick, kind, ...more });
const at = (process, ...clock) => ({ process, clock });
const flight = (id, source, target, tick, arrives, more = {}) => [
  ["messages", id],
  {
    source,
    target,
    kind: "store",
    category: "request",
    label: "x=1",
    sent_tick: tick,
    arrives_tick: arrives,
    dies_tick: null,
    state: "travelling",
    operation: null,
    ...more,
  },
];
const M1 = "n1>n2#1:store";
const M2 = "n2>n1#1:store";

/** The faults in force after an event, each by its key and its label. */
const inForce = (...faults) => [["faults"], faults.map(([key, label]) => ({ key, kind: key.split(" ")[0], label }))];

/** n1 sends to n2, which receives it; n2's answer dies at a partition; alice's operation stays open. */
function run() {
  const trace = new Trace(VIEW);
  trace.append([
    event(1, 0, "node_started", at("n1", 1, 0, 0)),
    event(2, 0, "node_started", at("n2", 0, 1, 0)),
    event(3, 10, "message_sent", { ...at("n1", 2, 0, 0), message: M1, set: [flight(M1, "n1", "n2", 10, 30)] }),
    event(4, 20, "operation_invoked", {
      ...at("alice", 0, 0, 1),
      operation: "alice#1",
      set: [
        [
          ["operations", "alice#1"],
          {
            client: "alice",
            node: "n1",
            kind: "write",
            key: "x",
            value: "1",
            status: "open",
            invoked_tick: 20,
            completed_tick: null,
          },
        ],
      ],
    }),
    event(5, 30, "message_delivered", {
      ...at("n2", 2, 2, 0),
      message: M1,
      text: "n2 receives store x=1 from n1",
      set: [[["messages", M1]]],
    }),
    event(6, 40, "message_sent", { ...at("n2", 2, 3, 0), message: M2, set: [flight(M2, "n2", "n1", 40, 80)] }),
    event(7, 60, "partitioned", { fault: true, set: [inForce(["partition", "partition n1 | n2"])] }),
    event(8, 60, "message_dropped", {
      message: M2,
      text: "store is blocked by the partition",
      set: [[["messages", M2]]],
    }),
    event(9, 70, "timer_fired", at("n1", 3, 0, 0)),
  ]);
  return trace;
}

function scene(trace, changes = {}) {
  const rows = faultRows(trace);
  const layout = layoutOf({ lines: orderedLines(trace, null, new Set()), height: 200, faultRows: rows.rows });
  return { trace, rows, layout, scale: new TimeScale({ perTick: 5 }), present: 100, chosen: {}, ...changes };
}

test("a message runs from its sending to its delivery", () => {
  const message = run().messages.get(M1);
  assert.deepEqual([message.sent.seq, message.ended.seq, message.share, isLost(message)], [3, 5, 1, false]);
});

test("a lost message ends where it died", () => {
  const trace = run();
  const message = trace.messages.get(M2);
  assert.deepEqual([message.ended.seq, message.share, isLost(message)], [8, 0.5, true]);
  assert.deepEqual(standing(trace, trace.event(8)), { tick: 60, source: "n2", target: "n1", share: 0.5 });
});

test("a message in flight is as far as time has come, also after it was delayed", () => {
  const trace = run();
  const id = "n1>n2#2:store";
  trace.append([
    event(10, 100, "message_sent", { ...at("n1", 4, 0, 0), message: id, set: [flight(id, "n1", "n2", 100, 200)] }),
  ]);
  assert.equal(shareAt(trace.messages.get(id), 150), 0.5);
  trace.append([event(11, 150, "message_delayed", { message: id, set: [flight(id, "n1", "n2", 100, 250)] })]);
  assert.equal(shareAt(trace.messages.get(id), 150), 0.5);
  assert.equal(shareAt(trace.messages.get(id), 200), 0.75);
});

test("a duplicate sets out when it was made, from the event that sent the original", () => {
  const trace = run();
  trace.append([
    event(10, 80, "message_duplicated", { message: `${M1}+1`, set: [flight(`${M1}+1`, "n1", "n2", 80, 120)] }),
  ]);
  const copy = trace.messages.get(`${M1}+1`);
  assert.deepEqual([copy.start, copy.sent.seq], [80, 3]);
});

test("a message that waits has arrived, and stays so", () => {
  const trace = run();
  const id = "n1>n2#2:store";
  trace.append([
    event(10, 100, "message_sent", { ...at("n1", 4, 0, 0), message: id, set: [flight(id, "n1", "n2", 100, 120)] }),
    event(11, 120, "message_waiting", { message: id, set: [flight(id, "n1", "n2", 100, 120, { state: "waiting" })] }),
  ]);
  assert.equal(shareAt(trace.messages.get(id), 500), 1);
  trace.append([event(12, 600, "message_dropped", { message: id, set: [] })]);
  assert.equal(trace.messages.get(id).share, 1);
});

test("an operation is open until it completes, and keeps what is known of it last", () => {
  const trace = run();
  assert.equal(trace.operations.get("alice#1").completed, null);
  const done = {
    client: "alice",
    node: "n1",
    kind: "write",
    key: "x",
    value: "1",
    status: "ok",
    invoked_tick: 20,
    completed_tick: 90,
  };
  trace.append([
    event(10, 90, "operation_completed", {
      ...at("alice", 3, 0, 2),
      operation: "alice#1",
      set: [[["operations", "alice#1"], done]],
    }),
  ]);
  assert.deepEqual([trace.operations.get("alice#1").completed.seq, trace.operations.get("alice#1").status], [10, "ok"]);
});

test("a fault lasts from the event that set it to the one that took it away", () => {
  const trace = run();
  trace.append([
    event(10, 200, "node_crashed", {
      ...at("n2", 2, 4, 0),
      set: [inForce(["partition", "partition n1 | n2"], ["crash n2", "n2 crashed"])],
    }),
    event(11, 300, "healed", { set: [inForce(["crash n2", "n2 crashed"])] }),
    event(12, 400, "node_started", { ...at("n2", 2, 5, 0), set: [inForce()] }),
  ]);
  const spans = trace.faults.intervals.map(({ label, set, ended }) => [label, set.tick, ended?.tick]);
  assert.deepEqual(spans, [
    ["partition n1 | n2", 60, 300],
    ["n2 crashed", 200, 400],
  ]);
});

test("another partition in place of one ends the first", () => {
  const trace = run();
  trace.append([event(10, 200, "partitioned", { set: [inForce(["partition", "partition n1 n2 | n3"])] })]);
  assert.deepEqual(
    trace.faults.intervals.map(({ label, ended }) => [label, ended?.tick]),
    [
      ["partition n1 | n2", 200],
      ["partition n1 n2 | n3", undefined],
    ],
  );
});

test("faults that overlap stand in rows of their own", () => {
  const interval = (from, to) => ({ set: { tick: from }, ended: to ? { tick: to } : null });
  const { placed, rows } = stacked([interval(0, 10), interval(5, 20), interval(10, null), interval(30, 40)]);
  assert.deepEqual([placed.map(({ row }) => row), rows], [[0, 1, 0, 1], 2]);
});

test("a delivery has the sending in its past, and those who have heard nothing cannot know about it", () => {
  const trace = run();
  const cone = lightCone(trace, 5);
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7, 9].map((seq) => cone.relation(trace.event(seq))),
    ["past", "past", "past", "concurrent", "self", "future", null, "concurrent"],
  );
  assert.deepEqual(cone.counts(9), { past: 3, future: 1, concurrent: 2 });
  assert.deepEqual(cone.unaware(9), ["n1", "alice"]);
  assert.equal(cone.messageRelation(trace.messages.get(M1)), "past");
  assert.equal(cone.messageRelation(trace.messages.get(M2)), "concurrent");
});

test("counts are of the shown moment", () => {
  assert.deepEqual(lightCone(run(), 5).counts(5), { past: 3, future: 0, concurrent: 1 });
});

test("the sentence says what happened, its clock, its cone and who cannot know", () => {
  const trace = run();
  assert.deepEqual(coneSentences(trace, trace.event(5), 9), [
    "n2 receives store x=1 from n1 at 0.030 s. Clock ⟨2,2,0⟩.",
    "3 events in its past, 1 in its future, 2 concurrent. Nobody but n2 can know about it yet.",
  ]);
});

test("a lost message has no light cone, and the sentence says why", () => {
  const trace = run();
  assert.equal(lightCone(trace, 8), null);
  assert.match(coneSentences(trace, trace.event(8), 9)[1], /^A lost message is an event at no node/);
  assert.match(coneSentences(trace, trace.event(7), 9)[1], /^This happened at no node/);
});

test("clients stand above nodes, unless moved or hidden", () => {
  const trace = run();
  assert.deepEqual(orderedLines(trace, null, new Set()), ["alice", "n1", "n2"]);
  assert.deepEqual(orderedLines(trace, ["n2", "alice"], new Set(["alice"])), ["n2", "n1"]);
  assert.deepEqual(moved(["a", "b", "c"], "b", -1), ["b", "a", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], "c", 1), ["a", "b", "c"]);
});

test("hidden lines are owned up to, with their messages", () => {
  const trace = run();
  assert.equal(hiddenNote(trace, new Set()), "");
  assert.equal(hiddenNote(trace, new Set(["n1"])), "1 line hidden, with 2 messages");
});

test("ten lines have room in 190 pixels, and never come closer than they can be read", () => {
  const lines = Array.from({ length: 10 }, (_, i) => `n${i}`);
  assert.ok(layoutOf({ lines, height: 190, faultRows: 1 }).height <= 190);
  const tight = layoutOf({ lines, height: 100, faultRows: 3 });
  assert.deepEqual([tight.step, tight.faults.rows], [14, 1]);
});

test("the pointer finds events, bars, arrows, crosses and faults", () => {
  const trace = run();
  const here = scene(trace);
  const y = (name) => here.layout.y.get(name);
  assert.deepEqual(
    hitAt(here, 150, y("n2")).events.map(({ seq }) => seq),
    [5],
  );
  assert.equal(hitAt(here, 300, y("alice")).operation.id, "alice#1");
  assert.equal(hitAt(here, 100, (y("n1") + y("n2")) / 2).message.id, M1);
  assert.equal(hitAt(here, 300, (y("n1") + y("n2")) / 2).message.id, M2);
  assert.deepEqual(
    hitAt(here, 400, here.layout.faults.top + 5).events.map(({ seq }) => seq),
    [7],
  );
  assert.equal(hitAt(here, 450, y("n2")), null);
});

test("events at one place are chosen one after the other", () => {
  const events = [event(3, 1, "a"), event(4, 1, "b")];
  assert.equal(choiceOf({ events }, { event: null }).event, 3);
  assert.equal(choiceOf({ events }, { event: 3 }).event, 4);
  assert.equal(choiceOf({ events }, { event: 4 }).event, 3);
});

test("the keyboard walks along a line, from line to line, and to the other end of a message", () => {
  const trace = run();
  const lines = ["alice", "n1", "n2"];
  assert.equal(along(trace, trace.event(3), 1).seq, 9);
  assert.equal(along(trace, trace.event(9), 1).seq, 9);
  assert.equal(across(trace, lines, trace.event(3), 1).seq, 2);
  assert.equal(across(trace, lines, trace.event(3), -1).seq, 4);
  assert.equal(across(trace, lines, trace.event(6), 1).seq, 7);
  assert.equal(otherEnd(trace, trace.event(3)).seq, 5);
  assert.equal(otherEnd(trace, trace.event(5)).seq, 3);
});

test("the table has the same events, and as many of each relation as the sentence says", () => {
  const trace = run();
  const cone = lightCone(trace, 5);
  const counts = cone.counts(9);
  for (const relation of ["past", "future", "concurrent"])
    assert.equal(rowsOf(trace, cone, 9, relation).length, counts[relation]);
  assert.equal(rowsOf(trace, cone, 9, "all").length, 9);
  assert.deepEqual(
    rowsOf(trace, cone, 9, "null").map(({ event: { seq } }) => seq),
    [7, 8],
  );
});

test("a bar has the longest label that fits, or none", () => {
  const write = { kind: "write", key: "x", value: "7", status: "ok", result: null };
  const read = { kind: "read", key: "x", value: null, status: "ok", result: [] };
  assert.deepEqual(
    [200, 50, 34, 10].map((width) => fitting(barTexts(write), width)),
    ["write x = 7", "x = 7", "x=7", ""],
  );
  assert.equal(fitting(barTexts(read), 200), "read x → ∅");
  assert.equal(fitting(barTexts({ ...write, status: "info" }), 200), "write x = 7 ?");
});

test("edges there and back between two bars keep apart", () => {
  const [above, below] = [
    { x: 10, x2: 40, y: 150 },
    { x: 300, x2: 340, y: 180 },
  ];
  const here = { layout: { bar: 16 }, width: 400 };
  const [there, back] = [arcOf(above, below, 0, here), arcOf(below, above, 0, here)];
  assert.ok(Math.abs(there.middle.y - back.middle.y) > 15);
  assert.ok(Math.abs(there.middle.y - arcOf(above, below, 1, here).middle.y) > 8);
});
