// What is said of a shared text and of one character of it. Pure.

import { seconds } from "../lib/format.js";

export const LINE_CHARS_MAX = 240;

/**
 * @param {number} number
 * @param {string} what
 */
const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
/** @param {string} character */
const quoted = (character) => (character === " " ? "a space" : `“${character}”`);

/**
 * @typedef {object} Facts
 * @property {boolean} past
 * @property {boolean} mayType
 * @property {string | null} ended
 * @property {boolean} connected
 * @property {string} status Of the node.
 * @property {boolean} playing
 * @property {number} waiting How many changes nobody has acknowledged.
 * @property {number} length
 * @property {string} node
 */

/**
 * The state of the line in a sentence: the first rule that fits.
 *
 * @type {[holds: (facts: Facts) => unknown, words: (facts: Facts) => string][]}
 */
const STATES = [
  [({ past }) => past, () => "An earlier moment: the line is read-only. Go back to now to type."],
  [({ mayType }) => !mayType, ({ node }) => `You are watching. This is what ${node} holds.`],
  [({ ended }) => ended, () => "This run is over: nothing more can be typed in it."],
  [({ connected }) => !connected, () => "Not connected: what you type is sent as soon as the connection is back."],
  [
    ({ status }) => status === "crashed",
    ({ node }) =>
      `${node} is crashed: what you type waits until it is restarted, or goes to another replica if you choose one.`,
  ],
  [({ status }) => status === "paused", ({ node }) => `${node} is paused: what you type waits there.`],
  [
    ({ playing }) => !playing,
    ({ waiting }) =>
      `The run is paused: ${waiting ? `${count(waiting, "change")} of yours wait` : "what you type waits"} until it goes on.`,
  ],
  [
    ({ waiting }) => waiting,
    ({ waiting, node }) => `${count(waiting, "change")} of yours not yet acknowledged by ${node}.`,
  ],
  [
    ({ length }) => length >= LINE_CHARS_MAX,
    () => `A line has at most ${LINE_CHARS_MAX} characters here. Delete some first.`,
  ],
  [
    ({ length }) => length === 0,
    () =>
      "Click into the line and type. An operation carries up to 64 characters of value; a longer text goes as several.",
  ],
  [() => true, ({ node }) => `All of it is at ${node}; gossip carries it on.`],
];

/** @param {Facts} facts */
export const stateWords = (facts) => STATES.find(([holds]) => holds(facts))?.[1](facts) ?? "";

/**
 * Return a sentence on an operation that is not sent again.
 *
 * @param {Operation | undefined} operation
 * @param {string} text
 */
export function lostWords(operation, text) {
  const what = text ? `“${text}”` : "the deletion";
  if (operation?.status === "info")
    return `${operation.node} did not answer in time: whether ${what} was carried out there is unknown. It is not sent again.`;
  return `${what} was not carried out: ${operation?.reason ?? "it was refused."}`;
}

/**
 * One character: its identity, where it hangs, who typed and who deleted it.
 *
 * @param {import("./tree.js").Character} character
 * @param {import("./tree.js").Character[]} characters
 * @param {import("./authors.js").By | undefined} typed
 * @param {import("./authors.js").By | undefined} deleted
 */
export function vertexWords(character, characters, typed, deleted) {
  const { id, parent, isLeft, siblings } = character;
  const neighbour = characters.find((other) => other.id === parent);
  const hangs = neighbour
    ? `${isLeft ? "before" : "after"} ${quoted(neighbour.character)} (${parent})`
    : "at the beginning";
  const words = [`${quoted(character.character)}, ${id}: typed ${hangs}${byWhom(typed)}.`];
  if (character.deleted) words.push(`Deleted${byWhom(deleted)}: a tombstone keeps its place.`);
  if (siblings.length > 1) words.push(`Typed at one place, the latest first: ${siblings.join(", ")}.`);
  return words.join(" ");
}

/** @param {import("./authors.js").By | undefined} by */
const byWhom = (by) => (by ? ` at ${by.node} by ${by.operation}, at ${seconds(by.tick)}` : "");
