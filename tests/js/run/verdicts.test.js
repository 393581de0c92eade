import assert from "node:assert/strict";
import { test } from "node:test";
import {
  asked,
  chosenVerdict,
  linked,
  newlyBroken,
  verdictText,
  verdictTitle,
} from "../../../static/js/run/verdicts.js";
import { lateOf } from "../../../static/js/cluster/draw-late.js";

const view = { verdicts: { replicated: { pram: { status: "holds" } }, observed: { pram: { status: "violated" } } } };

test("every operation that a sentence names becomes a link, the longest identity first", () => {
  assert.deepEqual(linked("bob#12 (read x) missed bob#1; not bob#123.", ["bob#1", "bob#12"]), [
    { operation: "bob#12" },
    " (read x) missed ",
    { operation: "bob#1" },
    "; not bob#123.",
  ]);
  assert.deepEqual(linked("nothing here", []), ["nothing here"]);
});

test("a run that cannot be asked as replicated is asked as observed", () => {
  assert.equal(asked(view, "replicated"), "replicated");
  assert.equal(asked({ verdicts: { observed: {} } }, "replicated"), "observed");
  assert.equal(chosenVerdict(view, { model: "pram", question: "observed" }).status, "violated");
  assert.equal(chosenVerdict(view, { model: null, question: "observed" }), null);
});

test("a verdict's heading asks why, or says how far it is kept", () => {
  assert.equal(verdictTitle("Linearizable", { status: "violated" }), "Why not linearizable?");
  assert.equal(verdictTitle("PRAM", { status: "violated" }), "Why not PRAM?");
  assert.equal(verdictTitle("Sequential", { status: "undecided" }), "Sequential: not decided");
});

test("what is broken is explained, what is kept has nothing against it", () => {
  assert.equal(verdictText({ status: "holds", explanation: "" }), "Nothing in this run contradicts it.");
  assert.equal(verdictText({ status: "violated", explanation: "because" }), "because");
});

test("models that events break are told once, under the question that is asked", () => {
  const events = [
    {
      set: [
        [["verdicts", "observed", "pram"], { status: "violated" }],
        [["verdicts", "replicated", "pram"], { status: "holds" }],
      ],
    },
    {},
  ];
  assert.deepEqual(newlyBroken(events, "observed"), ["pram"]);
  assert.deepEqual(newlyBroken(events, "replicated"), []);
});

test("a late message is told in words, with its ends and where it was lost", () => {
  const operations = { "alice#2": { kind: "write", key: "x", value: "2" } };
  const sent = { words: "store x=2", operation: "alice#2", sent_tick: 0, arrives_tick: 100, dies_tick: 40 };
  const verdict = { cause: { message: "n1>n3#4:store" } };
  const late = lateOf(verdict, operations, { sent: () => sent });
  assert.deepEqual([late.source, late.target, late.lostAt], ["n1", "n3", 0.4]);
  assert.equal(late.text, "copy of x = 2, lost here");
  const slow = { ...sent, operation: null, dies_tick: null };
  assert.equal(lateOf(verdict, operations, { sent: () => slow }).text, "store x=2, too late");
  assert.equal(lateOf({ cause: null }, operations, { sent: () => sent }), null);
});
