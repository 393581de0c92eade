import assert from "node:assert/strict";
import { test } from "node:test";
import {
  intervalText,
  resultText,
  signedTicks,
  speedText,
  stateText,
  valuesText,
  wallOffset,
  wallReading,
} from "../../../static/js/lib/format.js";
import { nextValue } from "../../../static/js/controls/next-operation.js";
import { closeWords, isFinal, pauseMs } from "../../../static/js/lib/reconnection.js";
import { Outbox, commandId } from "../../../static/js/run/outbox.js";
import { STEPS, positionOf, speedAt } from "../../../static/js/lib/scales.js";

test("no version is the initial value and several are siblings", () => {
  assert.equal(valuesText(undefined), "∅");
  assert.equal(valuesText([{ value: "7" }, { value: "9" }]), "7 ∥ 9");
  assert.equal(valuesText(undefined, "0"), "0");
});

test("a read of nothing says so", () => {
  assert.equal(resultText({ kind: "read", status: "ok", result: [] }), "→ ∅ (initial value)");
  assert.equal(resultText({ kind: "write", status: "ok", result: null }), "");
});

test("an open operation has an open end", () => {
  assert.equal(intervalText({ invoked_tick: 3128, completed_tick: null }), "3.128 – … s");
});

test("a wall clock drifts from where it was set", () => {
  const clock = { at_tick: 1000, reading_ticks: 1100, skew_ticks: 100, drift_per_mille: 50 };
  assert.equal(wallReading(clock, 2000), 2150);
  assert.equal(wallOffset(clock, 2000), 150);
  assert.equal(signedTicks(150), "+150 ms");
  assert.equal(signedTicks(-2500), "−2.5 s");
});

test("state reads as words, not as JSON", () => {
  assert.equal(
    stateText({ phase: "query", answered: ["n1", "n2"], best: null }),
    "phase query · answered n1, n2 · best none",
  );
});

test("the slider's ends are the limits, its middle is one to one, and it finds its way back", () => {
  assert.deepEqual([speedAt(0), speedAt(STEPS / 2), speedAt(STEPS)], [100, 1000, 10000]);
  for (let position = 0; position <= STEPS; position += 1) assert.equal(positionOf(speedAt(position)), position);
  assert.equal(speedText(250), "0.25×");
});

test("the next value is one more than the highest written to that key", () => {
  const operations = {
    a: { kind: "write", key: "x", value: "7" },
    b: { kind: "write", key: "x", value: "apple" },
    c: { kind: "write", key: "y", value: "40" },
  };
  assert.equal(nextValue(operations, "x"), "8");
  assert.equal(nextValue({}, "x"), "1");
});

test("pauses double up to a limit, with jitter, longer after a flood", () => {
  assert.equal(pauseMs(0, 1006, 0), 150);
  assert.equal(pauseMs(0, 1006, 1), 300);
  assert.equal(pauseMs(20, 1006, 1), 8000);
  assert.equal(pauseMs(0, 4429, 0), 5150);
  assert.equal(pauseMs(0, 4412, 0), 150);
  assert.equal(pauseMs(0, 4412, 1), 1300);
  assert.equal(pauseMs(0, 4423, 0), 30150);
});

test("a lab that is gone is not tried again", () => {
  assert.ok(isFinal(4404) && !isFinal(1006) && !isFinal(4500) && !isFinal(4409));
  assert.match(closeWords(4404), /does not exist/);
  assert.match(closeWords(4503), /cannot store anything/);
});

test("an id fits the wire", () => {
  assert.match(
    commandId((length) => new Uint8Array(length).fill(255)),
    /^[A-Za-z0-9_-]{20}$/,
  );
});

test("a command stays in the outbox until it is answered, and its answer reaches the one who asked", async () => {
  const outbox = new Outbox();
  const first = outbox.add({ id: "a", type: "play" });
  const second = outbox.add({ id: "b", type: "step" });
  assert.deepEqual(
    outbox.unanswered().map(({ id }) => id),
    ["a", "b"],
  );
  assert.equal(outbox.settle({ type: "ack", id: "a", tick: 5 }), true);
  assert.equal((await first).tick, 5);
  outbox.settle({ type: "error", id: "b", code: "transport.playing" });
  await assert.rejects(second, { code: "transport.playing" });
  assert.equal(outbox.settle({ type: "ack", id: "a" }), false);
  assert.deepEqual(outbox.unanswered(), []);
});
