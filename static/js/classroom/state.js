// A class as its dashboard knows it: what the server sent, folded. Pure.

/**
 * @typedef {object} ClassState
 * @property {About} about
 * @property {Map<number, Learner>} learners
 * @property {Map<number, Cluster>} clusters
 * @property {number[] | null} named
 * @property {number} ahead
 */

/**
 * Nothing known yet. `learners` and `clusters` are by number, `named` the numbers in the order of names, once somebody asked;
 * `ahead` is the server's clock against this one, in seconds.
 *
 * @returns {ClassState}
 */
export const unknownClass = () => ({
  about: /** @type {About} */ ({}),
  learners: new Map(),
  clusters: new Map(),
  named: null,
  ahead: 0,
});

/**
 * Take a frame in (docs/protocol.md, "The dashboard of a class"). Says what it touched: names of what is said of the class, and numbers of
 * learners whose standing or cluster is another.
 *
 * @param {ClassState} state
 * @param {ClassFrame} frame
 * @param {number} nowSeconds
 */
export function foldClass(state, frame, nowSeconds) {
  if (frame.type === "class") Object.assign(state, unknownClass());
  state.ahead = frame.now - nowSeconds;
  Object.assign(state.about, frame.class ?? {});
  for (const number of frame.left ?? []) for (const known of [state.learners, state.clusters]) known.delete(number);
  if (frame.left?.length || frame.learners?.some((each) => "name" in each)) state.named = null;
  for (const each of frame.learners ?? [])
    state.learners.set(each.number, /** @type {Learner} */ ({ ...state.learners.get(each.number), ...each }));
  for (const each of frame.clusters ?? []) state.clusters.set(each.number, each);
  return {
    about: new Set(Object.keys(frame.class ?? {})),
    learners: new Set((frame.learners ?? []).map(({ number }) => number)),
    clusters: new Set((frame.clusters ?? []).map(({ number }) => number)),
    left: frame.left ?? [],
    afresh: frame.type === "class",
  };
}

/**
 * The exercise at which the class is, or null.
 *
 * @param {Pick<About, "exercise"> & Partial<About>} about
 */
export const exerciseOf = ({ exercises = [], exercise }) => exercises.find(({ slug }) => slug === exercise) ?? null;

/**
 * The title of a step of a lesson, with its number: "2 Split and read".
 *
 * @param {Partial<About>} about
 * @param {string} lesson
 * @param {string} step
 */
export function stepTitle({ exercises = [] }, lesson, step) {
  const steps = exercises.find(({ slug }) => slug === lesson)?.steps ?? [];
  const at = steps.findIndex(({ slug }) => slug === step);
  return at < 0 ? "" : `${at + 1} ${steps[at].title}`;
}

/**
 * The step after the one at which the class is, or null.
 *
 * @param {About} about
 */
export function nextStep(about) {
  const steps = exerciseOf(about)?.steps ?? [];
  const at = steps.findIndex(({ slug }) => slug === about.step);
  return at < 0 ? (steps[0] ?? null) : (steps[at + 1] ?? null);
}
