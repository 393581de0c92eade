import assert from "node:assert/strict";
import { test } from "node:test";
import { curing, guideFor } from "../../../static/js/controls/guide.js";

const NODES = ["n1", "n2", "n3", "n4", "n5"];

/** A view of a quorum store with these operations and this cut. */
const view = (operations = [], { partition = null, since = null, faults = [], ended = null } = {}) => ({
  nodes: Object.fromEntries(NODES.map((name) => [name, {}])),
  clients: { alice: {}, bob: {} },
  keys: ["x"],
  messages: {},
  operations: Object.fromEntries(operations.map((operation, i) => [`o#${i}`, operation])),
  network: { partition, partition_since_tick: since, cuts: [] },
  faults,
  ended,
  invariants: [],
  convergence: { state: "moving" },
  protocol: { name: "quorum", dials: { N: 5, R: 1, W: 1 }, offers: [], actions: ["read", "write"] },
});

const GROUPS = [
  ["n1", "n2", "n3"],
  ["n4", "n5"],
];
const CUT = { partition: GROUPS, since: 100, faults: [{ kind: "partition" }] };
const write = (value, at, node = "n1") => ({
  client: "alice",
  node,
  kind: "write",
  key: "x",
  value,
  status: "ok",
  invoked_tick: at,
  completed_tick: at + 20,
});
const read = (at, more = {}) => ({
  client: "bob",
  node: "n4",
  kind: "read",
  key: "x",
  value: null,
  status: "ok",
  invoked_tick: at,
  completed_tick: at + 20,
  result: ["1"],
  stale: null,
  ...more,
});
const STALE = { stale: { missed: "o#1", text: "" } };

const ask = (seen, more = {}) =>
  guideFor("partition", { view: seen, tick: 400, past: false, playing: false, replayed: false, ...more });

const next = (guide) => guide.steps.find(({ state }) => state === "next")?.text;

test("the guide leads from the first write over the cut to the read", () => {
  assert.equal(ask(view()).action.label, "Write x = 1 at n1");
  assert.deepEqual(ask(view([write("1", 10)])).action.members.groups, GROUPS);
  assert.equal(ask(view([write("1", 10)], CUT)).action.label, "Write x = 2 at n1");
  assert.equal(ask(view([write("1", 10), write("2", 200)], CUT)).action.label, "Read x at n4 as bob");
});

test("after a stale read it offers the same run under quorums that meet", () => {
  const guide = ask(view([write("1", 10), write("2", 200), read(300, STALE)], CUT));
  assert.equal(guide.action.type, "change_scenario");
  assert.deepEqual(guide.action.members.dials, { N: 5, R: 3, W: 3 });
});

test("quorums that meet already need no cure", () => {
  const seen = view();
  seen.protocol.dials = { N: 5, R: 3, W: 3 };
  assert.equal(curing(seen), null);
});

test("in a replay it says what came of the read", () => {
  const seen = view([write("1", 10), write("2", 200), read(210, { status: "fail", result: null })], CUT);
  seen.protocol.dials = { N: 5, R: 3, W: 3 };
  const guide = ask(seen, { replayed: true });
  assert.equal(guide.action, null);
  assert.match(guide.steps.at(-1).text, /Bob's read got no answer/);
});

test("it follows what happened by whatever hand: a cut before the first write counts", () => {
  assert.equal(next(ask(view([], CUT))), "Write x = 1 at n1");
  assert.equal(next(ask(view([write("1", 200)], CUT))), "Read on the smaller side");
});

test("it ends where the learner leaves its path", () => {
  assert.equal(ask(view([], { faults: [{ kind: "crash" }] })), null);
});

test("in the past and in an ended run it says so", () => {
  assert.match(ask(view(), { past: true }).said, /the past/);
  assert.equal(ask(view(), { past: true }).action.type, "now");
  assert.equal(ask(view([], { ended: "This run is full." })).said, "This run is full.");
});

test("in a lab of a convergent type it ends when both changes are everywhere", () => {
  const seen = view([
    { ...write("1", 10), kind: "increment" },
    { ...write("1", 200, "n4"), kind: "increment", client: "bob" },
  ]);
  seen.convergence.state = "converged";
  const guide = guideFor("merge", { view: seen, tick: 1, past: false, playing: false, replayed: false });
  assert.equal(guide.action, null);
  assert.equal(guide.steps.at(-1).state, "done");
});
