import assert from "node:assert/strict";
import { test } from "node:test";

import { foldClass, nextStep, stepTitle, unknownClass } from "../../../static/js/classroom/state.js";
import { arrange, countStatuses, mostTelling } from "../../../static/js/classroom/tile-order.js";
import { clusterWords, statusWords, tileSentence } from "../../../static/js/classroom/tile-words.js";

const EXERCISES = [
  {
    id: 1,
    slug: "quorums",
    title: "Quorums",
    steps: [
      { slug: "turn", title: "Turn R and W" },
      { slug: "back", title: "Write back" },
    ],
  },
];
const KINDS = [
  { kind: "linearizable", title: "Linearizable", count: 2, telling: 100 },
  { kind: "lost_write", title: "Lost write", count: 2, telling: 0 },
  { kind: "sequential", title: "Sequential", count: 1, telling: 90 },
  { kind: "monotonic_reads", title: "Monotonic reads", count: 1, telling: 20 },
];
const learner = (number, name, more = {}) => ({
  number,
  seat: `s${number}`,
  name,
  group: "",
  status: "working",
  words: "working",
  since: null,
  detail: "",
  lesson: "quorums",
  step: "turn",
  passed: "0-",
  ...more,
});

function known(...learners) {
  const state = unknownClass();
  foldClass(
    state,
    {
      type: "class",
      now: 100,
      class: {
        exercises: EXERCISES,
        exercise: "quorums",
        step: "turn",
        anonymous: false,
        broke: KINDS,
      },
      learners,
      clusters: [],
    },
    90,
  );
  return state;
}

const ASKED = { statuses: new Set(), name: "", order: "need", group: "none" };
const order = (state, asked) => arrange(state, { ...ASKED, ...asked }).map(({ title, numbers }) => [title, ...numbers]);

test("a change brings what is new of a learner and leaves the rest as it was", () => {
  const state = known(learner(1, "otter"));
  const touched = foldClass(
    state,
    {
      type: "changes",
      now: 130,
      learners: [{ number: 1, status: "hand", words: "hand up", since: 120 }],
      clusters: [{ number: 1, nodes: "uuc", live: true }],
    },
    90,
  );
  assert.deepEqual([...touched.learners], [1]);
  assert.equal(state.learners.get(1).name, "otter");
  assert.equal(state.learners.get(1).status, "hand");
  assert.equal(state.clusters.get(1).nodes, "uuc");
  assert.equal(state.ahead, 40);
});

test("who has left is forgotten, and everything is after a first frame", () => {
  const state = known(learner(1, "otter"), learner(2, "heron"));
  foldClass(state, { type: "changes", now: 1, left: [1] }, 0);
  assert.deepEqual([...state.learners.keys()], [2]);
  foldClass(state, { type: "class", now: 1, class: {}, learners: [learner(3, "lynx")] }, 0);
  assert.deepEqual([...state.learners.keys()], [3]);
});

test("those who need the teacher come first, the longest waiting before the others", () => {
  const state = known(
    learner(1, "otter"),
    learner(2, "heron", { status: "hand", since: 90 }),
    learner(3, "lynx", { status: "hand", since: 50 }),
    learner(4, "gecko", { status: "struggling" }),
    learner(5, "ant", { status: "away" }),
  );
  assert.deepEqual(order(state), [["", 3, 2, 4, 1, 5]]);
});

test("names are sorted as people read them, numbers within them too", () => {
  const state = known(learner(1, "otter 10"), learner(2, "Otter 9"), learner(3, "ant"));
  assert.deepEqual(order(state, { order: "name" }), [["", 3, 2, 1]]);
});

test("who comes, leaves or is called otherwise stands where the new name belongs", () => {
  const state = known(learner(1, "otter"), learner(2, "heron"));
  assert.deepEqual(order(state, { order: "name" }), [["", 2, 1]]);
  foldClass(state, { type: "changes", now: 1, learners: [learner(3, "lynx"), { number: 2, name: "zebra" }] }, 0);
  assert.deepEqual(order(state, { order: "name" }), [["", 3, 1, 2]]);
  foldClass(state, { type: "changes", now: 1, left: [3] }, 0);
  assert.deepEqual(order(state, { order: "name" }), [["", 1, 2]]);
});

test("progress goes by steps that are passed", () => {
  const state = known(
    learner(1, "a", { passed: "0-" }),
    learner(2, "b", { passed: "11" }),
    learner(3, "c", { passed: "10" }),
  );
  assert.deepEqual(order(state, { order: "progress" }), [["", 2, 3, 1]]);
});

test("a filter keeps the statuses that are asked for, a name those that have it", () => {
  const state = known(learner(1, "otter", { status: "hand" }), learner(2, "heron"), learner(3, "heron 2"));
  assert.deepEqual(order(state, { statuses: new Set(["hand"]) }), [["", 1]]);
  assert.deepEqual(order(state, { name: " HER" }), [["", 2, 3]]);
  assert.deepEqual(countStatuses(state.learners.values()), {
    hand: 1,
    struggling: 0,
    idle: 0,
    working: 2,
    met: 0,
    away: 0,
  });
});

test("who is not named is found by number and never by name", () => {
  const state = known(learner(1, "zebra"), learner(2, "ant"));
  state.about.anonymous = true;
  assert.deepEqual(order(state, { name: "zebra" }), []);
  assert.deepEqual(order(state, { name: "learner 1" }), [["", 1]]);
  assert.deepEqual(order(state, { order: "name" }), [["", 1, 2]]);
  assert.match(tileSentence(state.learners.get(1), null, state.about, 0), /^learner 1\./);
});

test("grouped by what they broke, the fullest group comes first and those who broke nothing last", () => {
  const state = known(learner(1, "a"), learner(2, "b"), learner(3, "c"), learner(4, "d"));
  state.clusters.set(2, { broke: ["linearizable", "lost_write"] });
  state.clusters.set(3, { broke: ["lost_write"] });
  state.clusters.set(4, { broke: ["linearizable", "sequential"] });
  assert.deepEqual(order(state, { group: "broke" }), [
    ["Lost write", 2, 3],
    ["Sequential", 4],
    ["Broke nothing", 1],
  ]);
});

test("a run stands under the kind that is most telling, as the server says", () => {
  assert.equal(mostTelling(["linearizable", "sequential", "monotonic_reads"], KINDS), "monotonic_reads");
  assert.equal(mostTelling(["linearizable", "lost_write"], KINDS), "lost_write");
  assert.equal(mostTelling([], KINDS), "");
});

test("minutes are said once there is a whole one", () => {
  assert.equal(statusWords({ words: "stuck", since: 40 }, 99), "stuck");
  assert.equal(statusWords({ words: "stuck", since: 40 }, 100), "stuck 1 min");
  assert.equal(statusWords({ words: "idle", since: 0 }, 301), "idle 5 min");
  assert.equal(statusWords({ words: "away", since: null }, 301), "away");
});

test("a cluster is told in words", () => {
  assert.equal(clusterWords(undefined), "no cluster yet");
  assert.equal(
    clusterWords({ live: true, nodes: "ucp", newest: "100", groups: "011", act: "Heal" }),
    "1 crashed, 1 paused, partitioned, 2 without the newest value, last: Heal",
  );
  assert.equal(clusterWords({ live: false, nodes: "uuu", newest: "", groups: "" }), "as it was left");
});

test("steps are named with their number, and the next one is the one after the class's", () => {
  const { about } = known();
  assert.equal(stepTitle(about, "quorums", "back"), "2 Write back");
  assert.equal(stepTitle(about, "quorums", "gone"), "");
  assert.equal(nextStep(about).slug, "back");
  assert.equal(nextStep({ ...about, step: "back" }), null);
  assert.equal(nextStep({ ...about, step: "" }).slug, "turn");
});
