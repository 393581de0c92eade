// Two events to order, A and B, and which of the two places takes the next one that is chosen. Pure: every change makes a new value.

/** @typedef {"a" | "b"} Slot */

/** @typedef {{ a: number | null, b: number | null, active: Slot }} Two Two events, and the place that takes the next one. */

/** @typedef {{ right: number, asked: number }} Score */

/**
 * Neither is chosen; A is next.
 *
 * @type {Readonly<Two>}
 */
export const NONE = Object.freeze({ a: null, b: null, active: "a" });

/** @type {Record<Slot, Slot>} */
const other = { a: "b", b: "a" };

/**
 * Put an event into the active place; then the other is next, if it is empty.
 *
 * @param {Two} two
 * @param {number} seq
 */
export function choose(two, seq) {
  const { active } = two;
  if (two[active] === seq) return two;
  return { ...two, [active]: seq, active: two[other[active]] === null ? other[active] : active };
}

/**
 * Have a place take the next event.
 *
 * @param {Two} two
 * @param {Slot} active
 */
export const activate = (two, active) => ({ ...two, active });

/**
 * B in place of A, and A in place of B.
 *
 * @param {Two} two
 */
export const swapped = ({ a, b, active }) => ({ a: b, b: a, active });

/**
 * Return whether both events are chosen.
 *
 * @param {Two} two
 */
export const complete = ({ a, b }) => a !== null && b !== null;

/**
 * What is asked about the two. `answer`: what the learner says, "" to be told.
 *
 * @param {Two} two
 * @param {string} answer
 * @returns {Record<string, string | number>}
 */
export const asked = ({ a, b }, answer) => ({
  ...(a === null ? {} : { a }),
  ...(b === null ? {} : { b }),
  ...(answer ? { answer } : {}),
});

/**
 * Return how often the learner was right this visit, in words.
 *
 * @param {Score} score
 */
export const scoreText = ({ right, asked }) => (asked ? `${right} of ${asked} right` : "");

/**
 * The score after an answer: "right", "wrong", or "" if the learner asked to be told.
 *
 * @param {Score} score
 * @param {string | undefined} answered
 */
export function scored({ right, asked }, answered) {
  return answered ? { right: right + Number(answered === "right"), asked: asked + 1 } : { right, asked };
}
