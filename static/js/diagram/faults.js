// The faults of a run as intervals: from the event that set one to the event that took it away. Pure.
//
// What is wrong at a moment is read off the network and the nodes; after each event that touched them it is compared with before.
// What the scenario itself set up from the start is no fault.

import { signedTicks } from "../lib/format.js";

const perCent = (perMille) => `${perMille / 10} %`;
const latencyText = ({ distribution, low_ticks, high_ticks }) =>
  distribution === "constant" ? `${low_ticks} ms` : `${low_ticks}–${high_ticks} ms`;

const SETTINGS = [
  ["latency", (link) => latencyText(link.latency)],
  ["loss", (link) => perCent(link.loss_per_mille)],
  ["duplication", (link) => perCent(link.duplication_per_mille)],
];

const NODE_FAULTS = [
  ["crash", ({ status }) => status === "crashed" && "crashed"],
  ["pause", ({ status }) => status === "paused" && "paused"],
  ["slow", ({ processing_ticks: ticks }) => ticks > 0 && `slow ${ticks} ms`],
  ["skew", ({ clock }) => Boolean(clock?.skew_ticks) && `clock ${signedTicks(clock.skew_ticks)}`],
  ["drift", ({ clock }) => Boolean(clock?.drift_per_mille) && `clock drifts ${clock.drift_per_mille} ‰`],
];

/** Settings of links that differ from those that the run began with. */
function settings(network, first) {
  const found = [];
  for (const [name, text] of SETTINGS) {
    if (text(network.default) !== text(first.default))
      found.push({ key: name, kind: name, label: `${name} ${text(network.default)}` });
    for (const [link, own] of Object.entries(network.links)) {
      if (text(own) === text(first.links[link] ?? first.default)) continue;
      found.push({ key: `${name} ${link}`, kind: name, label: `${link.replace(">", "→")} ${name} ${text(own)}` });
    }
  }
  return found;
}

/** What is wrong now: [{key, kind, label}]. A fault of the same key and label goes on. */
export function wrong(network, nodes, first) {
  const found = [];
  if (network?.partition) {
    const label = `partition ${network.partition.map((group) => group.join(" ")).join(" | ")}`;
    found.push({ key: "partition", kind: "partition", label });
  }
  for (const [source, target] of network?.cuts ?? [])
    found.push({ key: `cut ${source} ${target}`, kind: "cut", label: `cut ${source}→${target}` });
  for (const [name, node] of Object.entries(nodes)) {
    for (const [kind, text] of NODE_FAULTS) {
      const words = text(node);
      if (words) found.push({ key: `${kind} ${name}`, kind, node: name, label: `${name} ${words}` });
    }
  }
  return network?.default ? [...found, ...settings(network, first)] : found;
}

export class Faults {
  #network;
  #first;
  #nodes;
  #open = new Map();

  constructor(view) {
    this.intervals = [];
    this.#network = this.#first = view?.network ?? null;
    this.#nodes = view?.nodes ?? {};
  }

  /** Take in an event. */
  take(event) {
    let touched = false;
    for (const [path, value] of event.set ?? []) touched = this.#apply(path, value) || touched;
    if (touched) this.#compare(event);
  }

  #apply([part, name, member], value) {
    if (part === "network") this.#network = value;
    else if (part === "nodes" && (member === "status" || member === "processing_ticks" || member === "clock")) {
      this.#nodes = { ...this.#nodes, [name]: { ...this.#nodes[name], [member]: value } };
    } else return false;
    return true;
  }

  #compare(event) {
    const now = new Map(wrong(this.#network, this.#nodes, this.#first).map((fault) => [fault.key, fault]));
    for (const [key, interval] of this.#open) {
      if (now.get(key)?.label === interval.label) continue;
      interval.ended = event;
      this.#open.delete(key);
    }
    for (const [key, fault] of now) {
      if (this.#open.has(key)) continue;
      const interval = { ...fault, set: event, ended: null };
      this.#open.set(key, interval);
      this.intervals.push(interval);
    }
  }
}

/** A row for each interval such that none overlap in a row; the number of rows comes as `rows`. */
export function stacked(intervals) {
  const ends = [];
  const placed = intervals.map((interval) => {
    let row = ends.findIndex((end) => end <= interval.set.tick);
    if (row < 0) row = ends.length;
    ends[row] = interval.ended?.tick ?? Infinity;
    return { interval, row };
  });
  return { placed, rows: ends.length };
}
