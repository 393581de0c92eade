import assert from "node:assert/strict";
import { test } from "node:test";
import { FALL_TICKS, MessageAnimation } from "../../../static/js/cluster/message-animation.js";
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
