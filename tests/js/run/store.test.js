import assert from "node:assert/strict";
import { test } from "node:test";
import { fold } from "../../../static/js/run/fold.js";
import { Store } from "../../../static/js/run/store.js";

const node = (values = {}) => ({ status: "up", values, durable: {}, volatile: {}, timers: {}, vector: [0] });

function snapshot(changes = {}) {
  return {
    type: "snapshot",
    run: 1,
    seq: 10,
    tick: 100,
    playing: true,
    speed_per_mille: 250,
    role: { kind: "owner", client: null },
    lab: { title: "t", runs: [], current: 1 },
    view: { nodes: { n1: node(), n2: node() }, messages: {} },
    log: [],
    ...changes,
  };
}
const event = (seq, set) => ({ seq, tick: seq * 10, kind: "message_sent", text: `event ${seq}`, set });
const frame = (...events) => ({
  type: "frame",
  run: 1,
  seq: events.at(-1)?.seq ?? 10,
  tick: 200,
  playing: false,
  speed_per_mille: 500,
  events,
});

test("a path with a value sets it and leaves the old view as it was", () => {
  const view = { nodes: { n1: { vector: [1] }, n2: { vector: [2] } } };
  const after = fold(view, [["nodes", "n1", "vector"], [9]]);
  assert.deepEqual(after.nodes.n1.vector, [9]);
  assert.deepEqual(view.nodes.n1.vector, [1]);
  assert.equal(after.nodes.n2, view.nodes.n2);
});

test("a path alone deletes", () => {
  assert.deepEqual(fold({ messages: { a: 1, b: 2 } }, [["messages", "a"]]), { messages: { b: 2 } });
});

test("null is a value, not a deletion", () => {
  assert.deepEqual(fold({ ended: "x" }, [["ended"], null]), { ended: null });
});

test("a path into a list keeps it a list", () => {
  assert.deepEqual(fold({ list: [1, 2] }, [["list", 1], 5]), { list: [1, 5] });
});

test("a frame folds its events in order and says what time it is", () => {
  const store = new Store();
  store.replace(snapshot());
  assert.equal(
    store.apply(frame(event(11, [[["messages", "m"], { label: "x=1" }]]), event(12, [[["messages", "m"]]]))),
    true,
  );
  assert.deepEqual(store.view.messages, {});
  assert.equal(store.seq, 12);
  assert.deepEqual([store.tick, store.playing, store.speed], [200, false, 500]);
  assert.deepEqual(
    store.log.map((entry) => entry.seq),
    [11, 12],
  );
  assert.ok(!("set" in store.log[0]));
});

test("an event that is already held is not folded again", () => {
  const store = new Store();
  store.replace(snapshot());
  store.apply(frame(event(11, [[["count"], 1]])));
  assert.equal(store.apply(frame(event(11, [[["count"], 2]]), event(12, []))), true);
  assert.equal(store.view.count, 1);
});

test("a gap and another run are refused", () => {
  const store = new Store();
  store.replace(snapshot());
  assert.equal(store.apply(frame(event(12, []))), false);
  assert.equal(store.apply({ ...frame(event(11, [])), run: 2 }), false);
  assert.equal(store.seq, 10);
});

test("what the last event changed at a node is marked, and only that", () => {
  const store = new Store();
  store.replace(snapshot());
  store.apply(
    frame(
      event(11, [[["nodes", "n1", "values", "x"], [{ value: "7" }]]]),
      event(12, [[["nodes", "n1", "vector"], [4]]]),
    ),
  );
  assert.deepEqual([...store.marks.n1.rows], ["values.x"]);
  assert.equal(store.marks.n2, undefined);
});

test("rows that came, went or changed are all marked", () => {
  const store = new Store();
  store.replace(snapshot());
  store.apply(
    frame(
      event(11, [
        [["nodes", "n1", "durable", "k"], [2]],
        [["nodes", "n1", "volatile", "b"], 2],
        [["nodes", "n1", "timers", "a"]],
      ]),
    ),
  );
  assert.deepEqual([...store.marks.n1.rows], ["durable.k", "volatile.b", "timers.a"]);
});

test("listeners hear of every change until they stop", () => {
  const store = new Store();
  const heard = [];
  const stop = store.subscribe(({ kind }) => heard.push(kind));
  store.replace(snapshot());
  store.apply(frame(event(11, [])));
  stop();
  store.apply(frame(event(12, [])));
  assert.deepEqual(heard, ["snapshot", "frame"]);
});
