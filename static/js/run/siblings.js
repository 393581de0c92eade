// Siblings that a client has read, and what a write of that client would make of them. Pure.
//
// 1. A read that returned several versions is open to resolve until its client reads the key again.
// 2. The write that resolves them carries what its client has read, the context; so it replaces those and no others.
// 3. What a rule does: the value it makes of several, and which of them are then gone.

import { present } from "../lib/dom.js";
import { wallReading } from "../lib/format.js";
import { clockText, includes, parsed, seen } from "./version-vectors.js";

/** @typedef {import("./version-vectors.js").Clock} Clock */

/**
 * A version that a read returned: which write made it, its stamp as text, and the clock that this reads as. `wall`: what the wall clock of
 * its node read when it was written; null while that is not known.
 *
 * @typedef {{ value: string, write: string, stamp: string, clock: Clock, wall?: number | null }} WalledVersion
 */

/**
 * A read that returned several versions, and the write that resolved them, if there is one.
 *
 * @typedef {{ id: string, read: Operation, versions: WalledVersion[], written: (Operation & { id: string }) | null }} Siblings
 */

/**
 * The last read of each client and key that returned several versions with vectors: {id, read, versions, written}, the latest last.
 *
 * @param {View} view
 */
export function readSiblings(view) {
  /** @type {Map<string, Omit<Siblings, "versions">>} */
  const latest = new Map();
  for (const [id, operation] of Object.entries(view.operations)) {
    const { kind, status, client, key } = operation;
    const name = `${client} ${key}`;
    if (kind === "read" && status === "ok") {
      latest.delete(name);
      latest.set(name, { id, read: operation, written: null });
    } else if (kind === "write") {
      const read = latest.get(name);
      if (read) read.written ??= { id, ...operation };
    }
  }
  return [...latest.values()]
    .map((found) => ({ ...found, versions: /** @type {WalledVersion[]} */ (versionsOf(found.read)) }))
    .filter(({ versions }) => versions.length > 1 && versions.every(({ clock }) => clock));
}

/** @param {Operation} read */
function versionsOf({ result, returned, version }) {
  const stamps = (version ?? "").split(" ‖ ");
  return (result ?? []).map((value, i) => {
    const stamp = stamps[i] ?? "";
    return { value, write: returned?.[i] ?? "", stamp, clock: parsed(stamp) };
  });
}

/**
 * The clock of a write of this client at this node, as both stand.
 *
 * @param {View} view
 * @param {string} client
 * @param {string} node
 * @param {string} key
 */
export function clockOfWrite(view, client, node, key) {
  const { process, context } = view.clients[client];
  const { counts: past, at } = present(parsed(context[key] ?? "[]"), `clock in the context of ${client}`);
  const stored = (view.nodes[node].values[key] ?? []).map(({ version }) =>
    seen(present(parsed(version), `clock in ${version}`)),
  );
  /**
   * @param {string} writer
   * @param {Record<string, number>[]} among
   */
  const next = (writer, among) => 1 + Math.max(0, ...among.map((counts) => counts[writer] ?? 0));
  return clockText(CLOCKS[view.protocol.dials.conflict](past, stored, process, node, next, at));
}

/**
 * The clock of a write: from what its client has read, what its node has stored, its process and node, the next number of a writer among
 * some clocks, and the wall clocks at which entries counted.
 *
 * @callback ClockOf
 * @param {Record<string, number>} past
 * @param {Record<string, number>[]} stored
 * @param {string} process
 * @param {string} node
 * @param {(writer: string, among: Record<string, number>[]) => number} next
 * @param {Record<string, number>} at
 * @returns {Clock}
 */

/** @type {Record<string, ClockOf>} */
const CLOCKS = {
  siblings: (past, _stored, process, _node, next) => ({
    dot: null,
    counts: { ...past, [process]: next(process, [past]) },
  }),
  siblings_by_node: (past, stored, _process, node, next) => ({
    dot: null,
    counts: { ...past, [node]: next(node, [past, ...stored]) },
  }),
  ...Object.fromEntries(
    [2, 3, 5].map((kept) => [
      `cut_${kept}`,
      (past, _stored, process, _node, next, at) => ({
        dot: null,
        counts: latest(kept, { ...past, [process]: next(process, [past]) }, { ...at, [process]: Infinity }),
      }),
    ]),
  ),
  dotted: (past, stored, _process, node, next) => ({
    dot: { writer: node, number: next(node, [past, ...stored]) },
    counts: past,
  }),
};

/**
 * The entries of a vector that counted last, by the wall clocks at which they did.
 *
 * @param {number} kept
 * @param {Record<string, number>} counts
 * @param {Record<string, number>} at
 */
function latest(kept, counts, at) {
  const writers = Object.keys(counts).sort((a, b) => (at[b] ?? 0) - (at[a] ?? 0) || (a < b ? 1 : -1));
  return Object.fromEntries(writers.slice(0, kept).map((writer) => [writer, counts[writer]]));
}

/** @param {string} value */
const elements = (value) =>
  value
    .split(",")
    .map((element) => element.trim())
    .filter(Boolean);
/** @param {{ value: string }[]} versions */
const longest = (versions) =>
  versions.reduce((best, version) => (version.value.length > best.value.length ? version : best));

/**
 * Rules that resolve by themselves: {name, title, make(versions with their wall clock), words}.
 *
 * @type {{ name: string, title: string, make: (versions: { value: string, wall?: number | null }[]) => string, words: string }[]}
 */
export const RULES = [
  {
    name: "union",
    title: "Union",
    make: (versions) => [...new Set(versions.flatMap(({ value }) => elements(value)))].join(", "),
    words:
      "Every element of every sibling, split at commas. Nothing that was added is lost; what one of them had removed comes back.",
  },
  {
    name: "longest",
    title: "The longest",
    make: (versions) => longest(versions).value,
    words: "Says nothing about which was meant.",
  },
  {
    name: "wall",
    title: "Latest wall clock",
    make: (versions) =>
      versions.reduce((best, version) => ((version.wall ?? 0) > (best.wall ?? 0) ? version : best)).value,
    words: "As last writer wins would: right only if the nodes' clocks are.",
  },
];

/**
 * The siblings whose elements a value does not all hold.
 *
 * @template {{ value: string }} V
 * @param {string} value
 * @param {V[]} versions
 */
export function lostBy(value, versions) {
  const kept = new Set(elements(value));
  return versions.filter(
    (version) => version.value !== value && !elements(version.value).every((element) => kept.has(element)),
  );
}

/**
 * Return what the wall clock of its node read when each version was written; null while the history is not there.
 *
 * @param {WalledVersion[]} versions
 * @param {import("./history.js").History} history
 */
export function withWallClocks(versions, history) {
  return versions.map((version) => {
    const taken = history.events.find(
      (event) =>
        event.kind === "message_delivered" &&
        event.operation === version.write &&
        !history.first.view?.clients[event.process ?? ""],
    );
    const clock = taken && history.at(taken.seq).view?.nodes[taken.process ?? ""]?.clock;
    return { ...version, wall: clock ? wallReading(clock, taken.tick) : null };
  });
}

/**
 * Return what a write with this stamp made of the versions that its client had read, in a sentence.
 *
 * @param {string} stamp
 * @param {WalledVersion[]} versions
 */
export function replacedText(stamp, versions) {
  const clock = present(parsed(stamp), `clock in ${stamp}`);
  const replaced = versions.filter((version) => includes(clock, version.clock)).map((version) => version.stamp);
  if (!replaced.length) return "It includes none of them: all stay, and it stands beside them.";
  return `It includes ${replaced.join(" and ")}, which give way wherever it arrives; what was written meanwhile stays beside it.`;
}
