// Which tiles are shown, in which order, under which headings. Pure.

import { stepTitle } from "./state.js";
import { calledAs } from "./tile-words.js";

/** @typedef {import("./state.js").ClassState} ClassState */

/**
 * What tiles are asked for. `order` and `group` are names of ORDERS and HEADINGS.
 *
 * @typedef {{ statuses: Set<string>, name: string, order: string, group: string }} Asked
 */

/**
 * The statuses, most urgent first.
 *
 * @type {LearnerStatus[]}
 */
export const STATUSES = ["hand", "struggling", "idle", "working", "met", "away"];

export const STATUS_TITLES = {
  hand: "hand up",
  struggling: "struggling",
  idle: "idle",
  working: "working",
  met: "goal met",
  away: "away",
};

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
/**
 * @param {Learner} a
 * @param {Learner} b
 */
const byName = (a, b) => collator.compare(a.name, b.name) || a.number - b.number;
/**
 * @param {Learner} a
 * @param {Learner} b
 */
const byNumber = (a, b) => a.number - b.number;

/**
 * The learners in the order of what they are called; by name it is kept until somebody comes, goes or is called otherwise.
 *
 * @param {ClassState} state
 */
function inOrder(state) {
  const learners = [...state.learners.values()];
  if (state.about.anonymous) return learners.sort(byNumber);
  state.named ??= learners.sort(byName).map(({ number }) => number);
  return state.named.flatMap((number) => state.learners.get(number) ?? []);
}
const done = ({ passed = "" }) => [...passed].filter((mark) => mark === "1").length;
/** @param {Learner} learner */
const urgency = ({ status }) => STATUSES.indexOf(status);

/** @type {Record<string, (a: Learner, b: Learner) => number>} */
const ORDERS = {
  need: (a, b) => urgency(a) - urgency(b) || (a.since ?? 0) - (b.since ?? 0),
  name: () => 0,
  progress: (a, b) => done(b) - done(a),
};

/**
 * Return how many learners there are of each status.
 *
 * @param {Iterable<Learner>} learners
 */
export function countStatuses(learners) {
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0]));
  for (const { status } of learners) counts[status] += 1;
  return counts;
}

/**
 * The kind under which a run stands that broke these, or "": the first of those with the least `telling`.
 *
 * @param {string[]} [broke]
 * @param {{ kind: string, telling: number }[]} [kinds] How telling each is, as the server sends it.
 */
export function mostTelling(broke = [], kinds = []) {
  const telling = new Map(kinds.map((each) => [each.kind, each.telling]));
  /** @param {string} kind */
  const rank = (kind) => telling.get(kind) ?? 0;
  return broke.reduce((most, kind) => (most && rank(most) <= rank(kind) ? most : kind), "");
}

/** @type {Record<string, (learner: Learner, state: ClassState) => [key: string, title: string]>} */
const HEADINGS = {
  none: () => ["", ""],
  broke: ({ number }, { clusters, about }) => {
    const kind = mostTelling(clusters.get(number)?.broke, about.broke);
    return [kind, kind ? (about.broke?.find((each) => each.kind === kind)?.title ?? kind) : "Broke nothing"];
  },
  step: ({ lesson, step }, { about }) => [`${lesson}/${step}`, stepTitle(about, lesson, step) || "Not begun"],
  group: ({ group }) => [group, group || "No group"],
};

/**
 * The tiles to show: groups of numbers, each with its heading. `asked`: {statuses: Set (empty: all), name, order, group}. Under headings the
 * fullest group comes first, and who fits under none last.
 *
 * @param {ClassState} state
 * @param {Asked} asked
 */
export function arrange(state, asked) {
  const wanted = asked.name.trim().toLocaleLowerCase();
  const { anonymous } = state.about;
  const shown = inOrder(state).filter(
    (each) =>
      (asked.statuses.size === 0 || asked.statuses.has(each.status)) &&
      (!wanted || calledAs(each, anonymous).toLocaleLowerCase().includes(wanted)),
  );
  shown.sort(ORDERS[asked.order]);
  /** @type {Map<string, { key: string, title: string, numbers: number[] }>} */
  const groups = new Map();
  for (const learner of shown) {
    const [key, title] = HEADINGS[asked.group](learner, state);
    const group = groups.get(key) ?? { key, title, numbers: [] };
    group.numbers.push(learner.number);
    groups.set(key, group);
  }
  return [...groups.values()].sort(
    (a, b) => Number(a.key === "") - Number(b.key === "") || b.numbers.length - a.numbers.length,
  );
}
