// How what a node holds under a key has grown over a run. Pure.
//
// 1. A run's events say what is inside each node whenever it changes; between two changes it stays as it is.
// 2. A message says how long what it carries is; what a node has sent adds up.
// 3. A line is a node's steps: [tick, amount] pairs, from the beginning of the run to a tick.

import { present } from "../lib/dom.js";

/** @typedef {[tick: number, state: Inside | undefined]} StateStep */

/** @typedef {{ node: string, steps: [tick: number, amount: number][] }} GrowthLine */

/** @type {Record<string, { title: string, says: (range: string, key: string) => string }>} */
export const MEASURES = {
  bytes: { title: "bytes of state", says: (range, key) => `each node holds ${range} bytes under ${key}` },
  tombstones: { title: "tombstones", says: (range, key) => `each node keeps ${range} tombstones under ${key}` },
  sent: { title: "bytes sent, all keys", says: (range) => `each node has sent ${range} bytes of states or operations` },
};

/** The steps of every node under every key, gathered from a history as it goes on. */
export class Growth {
  /** @type {Map<string, Map<string, StateStep[]>>} */
  #steps = new Map();
  /** @type {Map<string, [tick: number, sent: { sent: number }][]>} */
  #sent = new Map();
  #seq = 0;

  /** @param {import("../run/history.js").History} history */
  constructor(history) {
    this.run = history.run;
    this.#seq = history.first.seq;
    for (const [node, { inside }] of Object.entries(history.first.view?.nodes ?? {})) {
      this.#steps.set(node, new Map());
      this.#sent.set(node, []);
      for (const [key, state] of Object.entries(inside)) this.#step(node, key, 0, state);
    }
    this.catchUp(history);
  }

  /**
   * Take in what has happened since.
   *
   * @param {import("../run/history.js").History} history
   */
  catchUp(history) {
    for (const { seq, tick, kind, message, set } of history.between(this.#seq, history.lastSeq)) {
      this.#seq = seq;
      for (const [[part, node, section, key], state] of set ?? []) {
        if (part === "nodes" && section === "inside" && key !== undefined) this.#step(node, key, tick, state);
        else if (kind === "message_sent" && part === "messages" && node === message && state?.bytes)
          this.#send(tick, state);
      }
    }
    return this;
  }

  /**
   * @param {string} node
   * @param {string} key
   * @param {number} tick
   * @param {Inside | undefined} state
   */
  #step(node, key, tick, state) {
    const keys = present(this.#steps.get(node), `node ${node}`);
    const steps = keys.get(key) ?? [];
    steps.push([tick, state]);
    keys.set(key, steps);
  }

  /**
   * @param {number} tick
   * @param {Message} message
   */
  #send(tick, { source, bytes }) {
    const sent = present(this.#sent.get(source), `node ${source}`);
    sent.push([tick, { sent: (bytes ?? 0) + (sent.at(-1)?.[1].sent ?? 0) }]);
  }

  /**
   * By node the steps of a measure under a key, up to a tick.
   *
   * @param {string} key
   * @param {string} measure
   * @param {number} until
   * @returns {GrowthLine[]}
   */
  lines(key, measure, until) {
    return [...this.#steps].map(([node, keys]) => {
      /** @type {[number, Record<string, Json> | undefined][]} */
      const all = (measure === "sent" ? this.#sent.get(node) : keys.get(key)) ?? [];
      /** @type {[number, number][]} */
      const steps = all.filter(([tick]) => tick <= until).map(([tick, state]) => [tick, state?.[measure] ?? 0]);
      return { node, steps: [[0, 0], ...steps] };
    });
  }
}

/**
 * Return what a line says at a tick.
 *
 * @param {GrowthLine["steps"]} steps
 * @param {number} tick
 */
export const amountAt = (steps, tick) => steps.findLast(([at]) => at <= tick)?.[1] ?? 0;

/**
 * The most that any line says.
 *
 * @param {GrowthLine[]} lines
 */
export const most = (lines) => Math.max(0, ...lines.flatMap(({ steps }) => steps.map(([, amount]) => amount)));

const ROUND = [1, 2, 5, 10];

/**
 * A round step that divides 0 to `top` into at most `parts`.
 *
 * @param {number} top
 * @param {number} parts
 */
function roundStep(top, parts) {
  const rough = Math.max(top, 1) / parts;
  const power = 10 ** Math.floor(Math.log10(rough));
  return Math.max(1, (ROUND.find((digit) => digit * power >= rough) ?? 10) * power);
}

/**
 * Round values from 0 to `top` or just beyond.
 *
 * @param {number} top
 * @param {number} parts
 */
export function ticksTo(top, parts) {
  const step = roundStep(top, parts);
  return Array.from({ length: Math.ceil(Math.max(top, 1) / step) + 1 }, (_, i) => i * step);
}

/**
 * The path of a line's steps; `x` and `y` place a tick and an amount.
 *
 * @param {GrowthLine["steps"]} steps
 * @param {number} until
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 */
export function stepPath(steps, until, x, y) {
  const [[first, amount], ...rest] = steps;
  const drawn = rest.map(([tick, next]) => `H${x(tick)}V${y(next)}`).join("");
  return `M${x(first)} ${y(amount)}${drawn}H${x(until)}`;
}

/**
 * Places for labels that want to be at `wanted`, in order, at least `apart` from one another, none below `bottom`.
 *
 * @param {number[]} wanted
 * @param {number} apart
 * @param {number} bottom
 */
export function spread(wanted, apart, bottom) {
  const order = wanted.map((place, i) => [place, i]).sort(([a], [b]) => a - b);
  const found = [];
  let least = -Infinity;
  for (const [place, i] of order) least = (found[i] = Math.max(place, least)) + apart;
  let limit = bottom;
  for (const [, i] of order.reverse()) limit = (found[i] = Math.min(found[i], limit)) - apart;
  return found;
}

/**
 * Up to `count` moments from the beginning to `until`, evenly.
 *
 * @param {number} until
 * @param {number} count
 */
export function moments(until, count) {
  return Array.from({ length: count }, (_, i) => Math.round((until * (i + 1)) / count));
}

/**
 * All lines at a tick, in a sentence.
 *
 * @param {GrowthLine[]} lines
 * @param {string} measure
 * @param {string} key
 * @param {number} tick
 * @param {string} when
 */
export function growthSentence(lines, measure, key, tick, when) {
  const amounts = lines.map(({ steps }) => amountAt(steps, tick));
  const [low, high] = [Math.min(...amounts), Math.max(...amounts)];
  const range = low === high ? `${low}` : `${low} to ${high}`;
  return `At ${when} ${MEASURES[measure].says(range, key)}; the most so far was ${most(lines)}.`;
}
