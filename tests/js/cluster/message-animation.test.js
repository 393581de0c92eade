import assert from "node:assert/strict";
import { test } from "node:test";
import { FALL_TICKS, MessageAnimation } from "../../../static/js/cluster/message-animation.js";
import { around, shared } from "../../../static/js/cluster/labels.js";
import { along } from "../../../static/js/cluster/layout.js";
import { wayOf } from "../../../static/js/cluster/message-ways.js";
import { History } from "../../../static/js/run/history.js";

const message = { source: "n1", target: "n2", sent_tick: 0, arrives_tick: 100, dies_tick: null };
const lost = (id, tick, seq = 2) => ({ seq, kind: "message_dropped", message: id, tick });

test("a lost message falls in the run's time, however long one looks", () => {
  const animation = new MessageAnimation();
  animation.depart({ a: message }, [lost("a", 50)]);
  for (let look = 0; look < 1000; look += 1) animation.settle({}, 60);
  assert.equal(animation.leaving.size, 1);
  animation.settle({}, 50 + FALL_TICKS + 1);
  assert.equal(animation.leaving.size, 0);
});

test("a delivered message is drawn until the shown time has reached its arrival", () => {
  const animation = new MessageAnimation();
  animation.depart({ a: message }, [{ kind: "message_delivered", message: "a", tick: 100 }]);
  animation.settle({}, 90);
  assert.equal(animation.leaving.size, 1);
  animation.settle({}, 100);
  assert.equal(animation.leaving.size, 0);
});

test("however many are lost at once, the latest few are drawn", () => {
  const animation = new MessageAnimation();
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`m${i}`, message]));
  animation.depart(
    many,
    Object.keys(many).map((id, i) => lost(id, i)),
  );
  assert.ok(animation.leaving.size <= 30);
  assert.ok(animation.leaving.has("m99"));
});

test("in the past, the messages that had just been lost are as they were", () => {
  const history = new History();
  const sent = { seq: 2, tick: 0, kind: "message_sent", message: "a", set: [[["messages", "a"], message]] };
  history.start({
    run: 1,
    seq: 1,
    view: {},
    log: [{ seq: 1, tick: 0, kind: "run_started" }],
    events: [sent, lost("a", 50, 3)],
  });
  const animation = new MessageAnimation();
  animation.recall(history, 3, 60);
  assert.deepEqual([...animation.leaving], [["a", { message, dropped: true, ended: 50 }]]);
  const later = new MessageAnimation();
  later.recall(history, 3, 50 + FALL_TICKS + 10);
  assert.equal(later.leaving.size, 0);
});

test("messages that say the same keep to one lane of their way, others to a second", () => {
  const animation = new MessageAnimation();
  const lane = (id, label, source = "n1") => animation.lane(id, { ...message, label, source });
  assert.deepEqual([lane("a", "x=1"), lane("b", "x=1"), lane("c", "x?"), lane("d", "y?")], [0, 0, 1, 1]);
  assert.equal(lane("e", "x?", "n3"), 0);
  animation.settle({ c: message }, 10);
  assert.equal(lane("c", "x?"), 1);
  assert.equal(lane("f", "z?"), 0);
});

test("a message keeps to its way as long as its ends stay", () => {
  const animation = new MessageAnimation();
  const scene = (x, solid) => ({
    animation,
    places: {
      nodes: new Map([
        ["n1", { x: 0, y: 0 }],
        ["n2", { x, y: 0 }],
      ]),
      clients: new Map(),
    },
    placed: { blocks: new Map(), solid },
  });
  const wide = { width: 40, height: 20 };
  const found = wayOf("a", message, wide, scene(300, []));
  assert.equal(wayOf("a", message, wide, scene(300, [{ x: 140, y: -30, width: 20, height: 60 }])), found);
  assert.notDeepEqual(wayOf("a", message, wide, scene(400, [])), found);
});

test("a message passes what is written between its ends", () => {
  const sign = { x: 140, y: -30, width: 20, height: 60 };
  const places = {
    nodes: new Map([
      ["n1", { x: 0, y: 0 }],
      ["n2", { x: 300, y: 0 }],
    ]),
    clients: new Map(),
  };
  const scene = { animation: new MessageAnimation(), places, placed: { blocks: new Map(), solid: [sign] } };
  const size = { width: 40, height: 20 };
  const path = wayOf("a", message, size, scene);
  for (let share = 0; share <= 1; share += 0.05) assert.equal(shared(sign, around(along(path, share), size)), 0);
});
