import assert from "node:assert/strict";
import { test } from "node:test";
import { named } from "../../../static/js/words/names.js";
import { promiseOf } from "../../../static/js/words/promise.js";
import { otherwise } from "../../../static/js/replay/replay-shows.js";
import { previewText } from "../../../static/js/replay/preview.js";
import { tonesOf } from "../../../static/js/replay/tones.js";

const WRITE = {
  client: "alice",
  node: "n1",
  kind: "write",
  key: "x",
  value: "2",
  status: "ok",
  completed_tick: 20,
  result: null,
  stale: null,
};
const READ = {
  client: "bob",
  node: "n4",
  kind: "read",
  key: "x",
  value: null,
  status: "ok",
  completed_tick: 60,
  result: ["1"],
  stale: { missed: "alice#1", text: "" },
};
const OPERATIONS = { "alice#1": WRITE, "bob#1": READ };

const view = (status, more = {}) => ({
  invariants: [],
  operations: OPERATIONS,
  nodes: {},
  convergence: { state: "moving" },
  verdicts: {
    replicated: {
      linearizable: { status, explanation: "alice#1 came before bob#1.", operations: ["bob#1"] },
      causal: { status: "holds" },
    },
  },
  ...more,
});

test("the line says that one copy explains every answer while nothing is broken", () => {
  assert.deepEqual(promiseOf(view("holds"), "replicated").state, "kept");
});

test("an undecided verdict is no kept promise", () => {
  assert.equal(promiseOf(view("undecided"), "replicated").state, "open");
});

test("replicas that are down are not said to be equal", () => {
  const down = view("holds", {
    verdicts: {},
    nodes: { n1: { status: "crashed" } },
    convergence: { state: "converged" },
  });
  assert.equal(promiseOf(down, "replicated").text, "All replicas that are up are equal.");
});

test("a stale read is told in a plain sentence", () => {
  const { state, model, text, others } = promiseOf(view("violated"), "replicated");
  assert.deepEqual([state, model, others], ["broken", "linearizable", 1]);
  assert.equal(text, "Bob read 1 after Alice's write of 2 had completed.");
});

test("a broken invariant comes first, and replicas that differ are told where nothing is judged", () => {
  const broken = view("holds", { invariants: [{ state: "broken", title: "Agreement", text: "p1 and p2 differ." }] });
  assert.equal(promiseOf(broken, "replicated").text, "p1 and p2 differ.");
  const diverged = view("holds", { verdicts: {}, convergence: { state: "diverged" } });
  assert.deepEqual(promiseOf(diverged, "replicated").text, "Replicas differ, and no message is on its way to fix it.");
});

test("identities give way to names, and messages keep theirs", () => {
  assert.equal(named("alice#1 came before bob#1.", OPERATIONS), "Alice's write of 2 came before Bob's read of x.");
  assert.equal(named("n1>n4#4:store", OPERATIONS), "n1>n4#4:store");
});

test("of a replay the read that ended otherwise is shown, before a write that did", () => {
  const after = { "alice#1": { ...WRITE, status: "info" }, "bob#1": { ...READ, status: "open", completed_tick: null } };
  assert.equal(otherwise(OPERATIONS, after), "bob#1");
  assert.equal(otherwise(OPERATIONS, OPERATIONS), null);
});

test("a preview says what would end otherwise, and how many more", () => {
  const other = (client) => ({ operation: "", client, node: "n4", action: "read", was: "1", would: "no answer" });
  assert.equal(previewText([]), "Preview: every operation of this run would end as it did.");
  assert.match(previewText(["bob", "carol", "dave"].map(other)), /Bob's read would get no answer; .*and 1 more/);
});

test("a stale read sounds as a chord, a lost message as a thud, messages as at most three ticks", () => {
  const sent = { kind: "message_sent" };
  assert.equal(tonesOf([sent, sent, sent, sent]).length, 3);
  assert.deepEqual(
    tonesOf([{ kind: "message_dropped" }]).map(({ hz }) => hz),
    [90],
  );
  assert.equal(tonesOf([{ kind: "operation_completed", set: [[["operations", "bob#1"], READ]] }]).length, 3);
});
