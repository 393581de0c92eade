// A judged history as the page has it, and what of it is in view: operations on the lines of their sessions, in order of events. Pure.
//
// 1. Time is the order of events: each distinct moment of a start or an end is one step. Long quiet stretches take no room so.
// 2. A session that goes on after an unknown outcome is a new one (`3·2`); it stays on its client's line, and the seam is noted.
// 3. An operation of unknown outcome has no end. Its bar is drawn up to the next one on its line, and open there.

import { present } from "../lib/dom.js";
import { shortened } from "../lib/format.js";

const LIFE = /·\d+$/;
// So many steps apart, the operations of a clash are looked at alone at first.
const FAR_STEPS = 240;

/**
 * An operation of a judged history.
 *
 * @typedef {object} JudgedOperation
 * @property {number} number
 * @property {string} name
 * @property {string} process
 * @property {string} key
 * @property {string} action
 * @property {string} said What it did.
 * @property {string} status
 * @property {number} line In the file.
 * @property {number} start
 * @property {number | null} end
 */

/** @typedef {{ source: number, target: number, kind: string, words: string }} JudgedEdge */

/**
 * What the judge says of a model.
 *
 * @typedef {object} JudgedVerdict
 * @property {VerdictStatus} verdict
 * @property {string} explanation
 * @property {number[]} operations
 * @property {JudgedEdge[]} edges
 * @property {number[]} witness
 */

/** @typedef {{ at: number, until: number | null, text: string }} JudgedFault */

/** @typedef {{ from: number, to: number, text: string, row: number }} FaultBar */

/** @typedef {{ operation: JudgedOperation, line: number, from: number, to: number, open: boolean }} Bar In steps. */

/** @typedef {{ name: string, bars: Bar[], seams: number[] }} Line */

export class History {
  /** @param {{ models: Record<string, JudgedVerdict>, history: { operations: JudgedOperation[], faults: JudgedFault[] }, data: string }} result */
  constructor({ models, history, data }) {
    this.models = models;
    this.data = data;
    this.operations = history.operations;
    this.faults = history.faults;
    this.byNumber = new Map(this.operations.map((operation) => [operation.number, operation]));
    this.byName = new Map(this.operations.map((operation) => [operation.name, operation]));
    this.keys = [...new Set(this.operations.map(({ key }) => key))].sort(naturally);
  }

  /**
   * The operations that a model's verdict is about, as numbers.
   *
   * @param {string} model
   * @returns {number[]}
   */
  clashOf(model) {
    const verdict = this.models[model];
    return verdict?.verdict === "violated" ? verdict.operations : [];
  }

  /**
   * An operation by its number.
   *
   * @param {number} number
   */
  operation(number) {
    return present(this.byNumber.get(number), `operation ${number}`);
  }

  /**
   * An operation's name and what it did.
   *
   * @param {number} number
   */
  told(number, charsMax = 120) {
    const { name, said } = this.operation(number);
    return `${name} (${shortened(said, charsMax)})`;
  }
}

/**
 * @param {string} a
 * @param {string} b
 */
const naturally = (a, b) => a.localeCompare(b, "en", { numeric: true });

/**
 * A session's line: its client, whatever life it is in.
 *
 * @param {{ process: string }} operation
 */
export const lineOf = ({ process }) => process.replace(LIFE, "");

export class View {
  /**
   * Return what is in view: all, or the operations of one key, or those in `only`.
   *
   * @param {History} history
   * @param {{ key?: string, only?: Set<number> | null }} [options]
   */
  constructor(history, { key = "", only = null } = {}) {
    const chosen = history.operations.filter((operation) =>
      only ? only.has(operation.number) : key === "" || operation.key === key,
    );
    this.count = chosen.length;
    this.hidden = history.operations.length - chosen.length;
    this.times = distinct(chosen.flatMap(({ start, end }) => (end === null ? [start] : [start, end])));
    this.length = this.times.length;
    /** @type {Line[]} */
    this.lines = linesOf(chosen, this);
    /** @type {Map<number, Bar>} */
    this.bars = new Map(this.lines.flatMap(({ bars }) => bars.map((bar) => [bar.operation.number, bar])));
    this.faults = history.faults.map((fault) => this.#fault(fault));
    this.faultRows = stack(this.faults);
  }

  /**
   * Return how many steps lie before a moment; between two steps if it is none.
   *
   * @param {number} time
   */
  step(time) {
    const at = lowerBound(this.times, time);
    return this.times[at] === time ? at : at - 0.5;
  }

  /** @param {JudgedFault} fault */
  #fault({ at, until, text }) {
    const from = Math.max(-0.5, this.step(at));
    const to = until === null || until === undefined ? this.length : Math.min(this.length, this.step(until));
    return { from, to: Math.max(to, from + 0.5), text, row: 0 };
  }

  /**
   * From where to where some operations reach, in steps; null if none is in view.
   *
   * @param {number[]} numbers
   */
  reach(numbers) {
    const bars = numbers.flatMap((number) => this.bars.get(number) ?? []);
    if (bars.length === 0) return null;
    return {
      from: Math.min(...bars.map(({ from }) => from)),
      to: Math.max(...bars.map(({ from, to, open }) => (open ? from + 1 : to))),
    };
  }
}

/**
 * Return whether a clash lies so far apart that it is looked at alone at first.
 *
 * @param {History} history
 * @param {number[]} numbers
 */
export function isFar(history, numbers) {
  const reach = new View(history).reach(numbers);
  return reach !== null && reach.to - reach.from > FAR_STEPS;
}

/** @param {number[]} times */
const distinct = (times) => [...new Set(times)].sort((a, b) => a - b);

/**
 * The first place in a sorted array at which `wanted` or more stands.
 *
 * @template T
 * @param {T[]} sorted
 * @param {number} wanted
 * @param {(value: T) => number} [of]
 */
export function lowerBound(sorted, wanted, of = Number) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(sorted[middle]) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * A line a client, each with its bars in order. Numbered clients stand in order of their numbers, others as they begin.
 *
 * @param {JudgedOperation[]} operations
 * @param {View} view
 */
function linesOf(operations, view) {
  /** @type {Map<string, JudgedOperation[]>} */
  const lines = new Map();
  for (const operation of operations) {
    const name = lineOf(operation);
    if (!lines.has(name)) lines.set(name, []);
    lines.get(name)?.push(operation);
  }
  const numbered = [...lines.keys()].every((name) => /\d/.test(name));
  /** @param {JudgedOperation[]} members */
  const begin = (members) => members.reduce((first, { start }) => Math.min(first, start), Infinity);
  const sorted = [...lines].sort(([a, own], [b, other]) => (numbered ? naturally(a, b) : begin(own) - begin(other)));
  return sorted.map(([name, members], index) => lineWith(name, members, index, view));
}

/**
 * @param {string} name
 * @param {JudgedOperation[]} members
 * @param {number} index
 * @param {View} view
 */
function lineWith(name, members, index, view) {
  const ordered = members.sort((a, b) => a.start - b.start || a.number - b.number);
  const bars = ordered.map((operation) => barOf(operation, index, view));
  /** @type {number[]} */
  const seams = [];
  bars.forEach((bar, i) => {
    const next = bars[i + 1];
    if (bar.open) bar.to = Math.max(bar.from + 0.5, next ? next.from - 0.25 : view.length);
    if (next && next.operation.process !== bar.operation.process) seams.push(next.from - 0.125);
  });
  return { name, bars, seams };
}

/**
 * @param {JudgedOperation} operation
 * @param {number} line
 * @param {View} view
 */
function barOf(operation, line, view) {
  const open = operation.end === null || operation.status === "info";
  const from = view.step(operation.start);
  return { operation, line, from, to: open ? from : view.step(operation.end ?? operation.start), open };
}

/**
 * Give each fault a row such that none overlap; returns how many rows there are.
 *
 * @param {FaultBar[]} faults
 */
function stack(faults) {
  /** @type {number[]} */
  const ends = [];
  for (const fault of faults) {
    let row = ends.findIndex((end) => end <= fault.from);
    if (row < 0) row = ends.length;
    ends[row] = fault.to;
    fault.row = row;
  }
  return ends.length;
}
