// Version vectors as the store writes them: plain "[alice:1 bob:2]", dotted "(n1:3)[n1:2 n2:1]", and cut, with the wall clock of each entry,
// "[alice:1@250 bob:2@400]". Pure.

/**
 * A version's clock: what it counts of each writer, and its dot, if it has one.
 *
 * @typedef {{ dot: { writer: string, number: number } | null, counts: Record<string, number> }} Clock
 */

const DOT_AND_PAST = /^(?:\((.+):(\d+)\))?\[(.*)\]$/;

const ENTRY = /^(.*):(\d+)(?:@(-?\d+))?$/;

/**
 * {dot: {writer, number} | null, counts, at} of a version's clock, `at` of a cut one when each entry counted; null for another stamp.
 *
 * @param {string} text
 */
export function parsed(text) {
  const [, writer, number, entries] = DOT_AND_PAST.exec(text) ?? [];
  if (entries === undefined) return null;
  const read = entries
    .split(" ")
    .filter(Boolean)
    .map((entry) => (ENTRY.exec(entry) ?? []).slice(1));
  const at = Object.fromEntries(
    read.filter(([, , ticks]) => ticks !== undefined).map(([name, , ticks]) => [name, Number(ticks)]),
  );
  return {
    dot: writer ? { writer, number: Number(number) } : null,
    counts: Object.fromEntries(read.map(([name, counted]) => [name, Number(counted)])),
    at,
  };
}

/**
 * The same as text again.
 *
 * @param {Clock} clock
 */
export function clockText({ dot, counts }) {
  const entries = Object.keys(counts)
    .filter((writer) => counts[writer] > 0)
    .sort()
    .map((writer) => `${writer}:${counts[writer]}`);
  return `${dot ? `(${dot.writer}:${dot.number})` : ""}[${entries.join(" ")}]`;
}

/**
 * @param {Clock} clock
 * @param {string} writer
 */
const count = (clock, writer) => clock.counts[writer] ?? 0;

/**
 * Everything that a version counts: its past, and what came before its dot at the same writer.
 *
 * @param {Clock} clock
 */
export function seen({ dot, counts }) {
  return dot ? { ...counts, [dot.writer]: Math.max(counts[dot.writer] ?? 0, dot.number) } : counts;
}

/**
 * Return whether a version has another in its past, or is the same.
 *
 * @param {Clock} newer
 * @param {Clock} older
 */
export function includes(newer, older) {
  if (older.dot) return count(newer, older.dot.writer) >= older.dot.number || clockText(newer) === clockText(older);
  return Object.keys(older.counts).every((writer) => count(newer, writer) >= count(older, writer));
}

/**
 * Why neither of two versions includes the other, entry by entry, in words.
 *
 * @param {Clock} left
 * @param {Clock} right
 */
export function concurrency(left, right) {
  return [whyNot(left, right), whyNot(right, left)].join(", and ");
}

/**
 * @param {Clock} newer
 * @param {Clock} older
 */
function whyNot(newer, older) {
  const { writer, number } = older.dot ?? firstBeyond(newer, older);
  return `${clockText(newer)} counts ${writer}:${count(newer, writer)}, less than ${older.dot ? `the dot ${writer}:${number}` : `the ${number}`} of ${clockText(older)}`;
}

/**
 * @param {Clock} newer
 * @param {Clock} older
 */
function firstBeyond(newer, older) {
  const names = Object.keys(older.counts).sort();
  const writer = names.find((name) => count(newer, name) < count(older, name)) ?? "";
  return { writer, number: count(older, writer) };
}

/**
 * Every writer that any of them counts.
 *
 * @param {Clock[]} clocks
 */
export const writersOf = (clocks) => [...new Set(clocks.flatMap((clock) => Object.keys(seen(clock))))].sort();

/**
 * Return what each entry of a clock reads: its count, and the dot beside it.
 *
 * @param {Clock} clock
 * @param {string} writer
 */
export function entryText(clock, writer) {
  const past = String(count(clock, writer));
  return clock.dot?.writer === writer ? `${past}, dot ${clock.dot.number}` : past;
}
