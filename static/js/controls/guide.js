// The guide of a lab: what has been done of its path, and what to do next. It follows what really happened in the run, and ends where
// the learner leaves the path. Pure.
//
// 1. Every path is a list of steps, each with a test on the run; a step counts as done when those before it are.
// 2. The first step that is not done is the next one, with the command that does it.
// 3. In the past, in an ended run and off the path the guide says so, and offers the way back.

import { capitalized, operationText, resultText, seconds } from "../lib/format.js";
import { nextChange } from "./next-operation.js";

/**
 * @typedef {object} GuideAction
 * @property {string} label
 * @property {string} type Of the command, or what the page does: "now", "modes".
 * @property {Record<string, unknown>} [members]
 */

/**
 * @typedef {object} Guide
 * @property {{ text: string, state: "done" | "next" | "later" }[]} steps
 * @property {string} said What there is to say beside the steps; may be empty.
 * @property {GuideAction | null} action
 */

/**
 * What the guide is told.
 *
 * @typedef {object} Situation
 * @property {View} view
 * @property {number} tick The moment that is shown.
 * @property {boolean} past Whether that is an earlier moment than the present.
 * @property {boolean} playing Whether that is played again.
 * @property {boolean} replayed Whether this run is an earlier one with other dials.
 */

/** @typedef {{ text: string, done: boolean, action: GuideAction | null }} Deed */

/** @typedef {(situation: Situation, facts: Facts) => Deed[] | null} Path */

const OPERATIONS_MAX = 12;

/** @type {Record<string, Path>} */
const PATHS = { partition: partitionPath, merge: mergePath, start: startPath };

/**
 * Return what the guide says now; null if it has nothing to say.
 *
 * @param {string} path
 * @param {Situation} situation
 * @returns {Guide | null}
 */
export function guideFor(path, situation) {
  const { view, past, playing, tick } = situation;
  if (past && playing)
    return aside("Playing this run again: watch what comes out.", { label: "Back to now", type: "now" });
  if (past) return aside(`You are looking at ${seconds(tick)}, the past.`, { label: "Back to now", type: "now" });
  if (view.ended) return aside(view.ended, null);
  const deeds = (PATHS[path] ?? startPath)(situation, factsOf(view));
  if (!deeds) return null;
  const next = deeds.findIndex(({ done }) => !done);
  return {
    steps: deeds.map(({ text }, i) => ({
      text,
      state: next === -1 || i < next ? "done" : i === next ? "next" : "later",
    })),
    said: "",
    action: next === -1 ? null : deeds[next].action,
  };
}

/**
 * @param {string} said
 * @param {GuideAction | null} action
 * @returns {Guide}
 */
const aside = (said, action) => ({ steps: [], said, action });

/**
 * What a run has come to, as far as a path asks.
 *
 * @typedef {object} Facts
 * @property {Operation[]} changes In the order of their invocations.
 * @property {Operation[]} reads
 * @property {string[][] | null} sides The sides of a cut, the larger first.
 * @property {number} cutTick
 * @property {boolean} astray Whether there are faults that no path has.
 */

/**
 * @param {View} view
 * @returns {Facts}
 */
function factsOf({ operations, network, faults }) {
  const all = Object.values(operations);
  return {
    changes: all.filter(({ kind }) => kind !== "read"),
    reads: all.filter(({ kind }) => kind === "read"),
    sides: network.partition ? [...network.partition].sort((a, b) => b.length - a.length) : null,
    cutTick: network.partition_since_tick ?? Number.POSITIVE_INFINITY,
    astray: faults.some(({ kind }) => kind !== "partition") || all.length > OPERATIONS_MAX,
  };
}

/**
 * The nodes of a cluster parted in two: most of them, and the others.
 *
 * @param {View} view
 */
function halves({ nodes }) {
  const names = Object.keys(nodes);
  const larger = Math.floor(names.length / 2) + 1;
  return [names.slice(0, larger), names.slice(larger)];
}

/** @param {Operation} operation */
const isOver = ({ completed_tick }) => completed_tick !== null;

/**
 * @param {View} view
 * @param {string} client
 * @param {string} node
 */
function change(view, client, node) {
  const key = view.keys[0];
  const { operation, value } = nextChange(view, key);
  const words = capitalized(operationText({ kind: operation, key, value }));
  const members = { client, node, key, operation, ...(value === undefined ? {} : { value }) };
  return { label: `${words} at ${node}`, type: "invoke", members };
}

/**
 * Cut the smaller side off.
 *
 * @param {View} view
 */
function cut(view) {
  const groups = halves(view);
  return { label: `Cut ${listed(groups[1])} off`, type: "partition", members: { groups } };
}

/** @param {string[]} names */
const listed = (names) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;

/**
 * Write, cut, write on one side, read on the other; then the same under settings that keep the promise.
 *
 * @type {Path}
 */
function partitionPath(situation, { changes, reads, sides, cutTick, astray }) {
  const { view, replayed } = situation;
  const [alice, bob = alice] = Object.keys(view.clients);
  const stale = reads.some((read) => read.stale);
  if (astray || (changes.length > 0 && !sides && (stale || changes.length > 2))) return null;
  const [larger, smaller] = sides ?? halves(view);
  const first = Object.keys(view.nodes)[0];
  const at = larger.includes(first) ? first : larger[0];
  const later = changes.filter(({ invoked_tick }) => (invoked_tick ?? 0) >= cutTick);
  const written = later.find(({ node }) => larger.includes(node));
  const away = reads.filter(
    ({ node, invoked_tick }) =>
      smaller.includes(node) &&
      written !== undefined &&
      (replayed || (invoked_tick ?? 0) > (written.completed_tick ?? Number.POSITIVE_INFINITY)),
  );
  const read = away.at(-1);
  const node = smaller[0];
  const second = change(view, alice, at);
  const value = written?.value ?? second.members.value;
  const key = view.keys[0];
  return [
    {
      text: `Write ${key} = ${changes[0]?.value ?? second.members.value} at ${changes[0]?.node ?? at}`,
      done: changes.some(isOver),
      action: changes.length > 0 ? null : second,
    },
    { text: `Cut ${listed(smaller)} off`, done: sides !== null, action: cut(view) },
    {
      text: written ? `Write ${key} = ${value} on the larger side` : "Write again on the larger side",
      done: written !== undefined && isOver(written),
      action: written ? null : second,
    },
    {
      text: read && !isOver(read) ? "Read on the smaller side: waiting for an answer" : "Read on the smaller side",
      done: read !== undefined && isOver(read),
      action:
        read && !isOver(read)
          ? null
          : {
              label: `Read ${key} at ${node} as ${bob}`,
              type: "invoke",
              members: { client: bob, node, key, operation: "read" },
            },
    },
    lastStep(situation, read),
  ];
}

/**
 * The end of the path: the same run where the promise is kept, or what came of that.
 *
 * @param {Situation} situation
 * @param {Operation | undefined} read
 * @returns {Deed}
 */
function lastStep({ view, replayed }, read) {
  const dials = curing(view);
  if (replayed && read && isOver(read) && !read.stale) return { text: outcome(read), done: true, action: null };
  if (dials) {
    const { R, W } = dials;
    return {
      text: "Can it still happen?",
      done: false,
      action: {
        label: `Replay with R = W = ${R}`,
        type: "change_scenario",
        members: { protocol: view.protocol.name, dials: { ...view.protocol.dials, R, W } },
      },
    };
  }
  if (read && isOver(read) && !read.stale) return { text: outcome(read), done: true, action: null };
  return {
    text: "Replay it under another protocol: can it still happen?",
    done: false,
    action: { label: "Choose another protocol", type: "modes" },
  };
}

/** @param {Operation} read */
function outcome(read) {
  const who = capitalized(read.client);
  return read.status === "ok"
    ? `${who}'s read ${resultText(read)}: it missed nothing`
    : `${who}'s read got no answer: ${read.node} reaches too few replicas to know the newest value`;
}

/**
 * The dials under which every read meets every write, if the protocol has them and they are set otherwise.
 *
 * @param {View} view
 * @returns {{ R: number, W: number } | null}
 */
export function curing({ protocol }) {
  const { N, R, W } = protocol.dials;
  if (![N, R, W].every(Number.isInteger) || R + W > N) return null;
  const majority = Math.floor(N / 2) + 1;
  return { R: majority, W: majority };
}

/**
 * Change, cut, change on the other side, heal: are all replicas equal, with both changes in them?
 *
 * @type {Path}
 */
function mergePath({ view }, { changes, sides, cutTick, astray }) {
  if (astray) return null;
  const [alice, bob = alice] = Object.keys(view.clients);
  const [larger, smaller] = sides ?? halves(view);
  const here = changes.find(({ node }) => larger.includes(node));
  const there = changes.find(({ node }) => smaller.includes(node));
  const healed = there !== undefined && !sides;
  const first = change(view, alice, larger[0]);
  const second = change(view, bob, smaller[0]);
  return [
    { text: `${first.label.replace(/ at .*/, "")}, at ${larger[0]}`, done: here !== undefined, action: first },
    { text: `Cut ${listed(smaller)} off`, done: sides !== null || healed, action: cut(view) },
    {
      text: `Change it at ${smaller[0]}, too`,
      done: there !== undefined && (healed || (there.invoked_tick ?? 0) >= cutTick),
      action: second,
    },
    { text: "Heal: do both changes arrive everywhere?", done: healed, action: { label: "Heal", type: "heal" } },
    {
      text: "All replicas are equal, and nothing was lost",
      done: healed && view.convergence.state === "converged",
      action: null,
    },
  ];
}

/**
 * Only the first thing to do: the lab's text says the rest.
 *
 * @type {Path}
 */
function startPath({ view }, { changes, reads }) {
  const isStore = view.invariants.length === 0;
  if (changes.length + reads.length > 0 || (!isStore && Object.keys(view.messages).length > 0)) return null;
  const [client] = Object.keys(view.clients);
  const [node] = Object.keys(view.nodes);
  if (!client || view.keys.length === 0) return null;
  const action = change(view, client, node);
  return [{ text: action.label, done: false, action }];
}
