// Linearization points: for each operation one moment within its interval, at which it took effect. Pure.
//
// `places` is a Map operation → tick. Its order is that of the ticks; of two at one tick, the one that was put there later is later.

import { present } from "../lib/dom.js";

/**
 * An operation as its point knows it: of a run, or of a judged history, with steps for ticks.
 *
 * @typedef {object} Pointed
 * @property {string} kind
 * @property {string} status
 * @property {Moment | null} invoked
 * @property {Moment | null} completed
 */

/** @typedef {{ from: number, to: number }} Span */

/**
 * The moments at which an operation can have taken effect, as known after event `seq` at tick `now`.
 *
 * @param {Pointed} operation
 * @param {number} seq
 * @param {number} now
 * @returns {Span}
 */
export function span({ invoked, completed, status }, seq, now) {
  const known = completed && completed.seq <= seq && status !== "info";
  const from = invoked?.tick ?? 0;
  return { from, to: known ? completed.tick : Math.max(now, from) };
}

/**
 * Return whether an operation must have a point ("must"), may have one ("may": its outcome is unknown), or has none ("").
 *
 * @param {Pointed} operation
 * @param {number} seq
 * @returns {"must" | "may" | ""}
 */
export function needs({ invoked, completed, status, kind }, seq) {
  if (!invoked || invoked.seq > seq) return "";
  const ended = completed && completed.seq <= seq;
  if (ended && status === "fail") return "";
  if (ended && status === "ok") return "must";
  return kind === "read" ? "" : "may";
}

/**
 * The points of an order, each as early as its invocation and the points before it allow.
 *
 * @template Id
 * @param {Id[]} order
 * @param {Map<Id, Pointed>} operations
 * @returns {Map<Id, number>}
 */
export function greedy(order, operations) {
  /** @type {Map<Id, number>} */
  const places = new Map();
  let tick = 0;
  for (const name of order) {
    const operation = operations.get(name);
    if (!operation?.invoked) continue;
    tick = Math.max(tick, operation.invoked.tick);
    places.set(name, tick);
  }
  return places;
}

/**
 * @template Id
 * @param {Iterable<[Id, number]>} places
 * @returns {Map<Id, number>}
 */
const sorted = (places) => new Map([...places].sort(([, a], [, b]) => a - b));
/**
 * @param {number} tick
 * @param {Span} span
 */
const within = (tick, { from, to }) => Math.min(to, Math.max(from, tick));

/**
 * A point in the middle of each operation that must have one.
 *
 * @template Id
 * @param {Map<Id, Pointed & { id: Id }>} operations
 * @param {number} seq
 * @param {number} now
 */
export function middles(operations, seq, now) {
  const must = [...operations.values()].filter((operation) => needs(operation, seq) === "must");
  return sorted(must.map((operation) => [operation.id, middle(span(operation, seq, now))]));
}

/** @param {Span} span */
const middle = ({ from, to }) => (from + to) / 2;

/**
 * Points kept where operations still may have them, and given to those that have to have one by now.
 *
 * @template Id
 * @param {Map<Id, number>} places
 * @param {Map<Id, Pointed & { id: Id }>} operations
 * @param {number} seq
 * @param {number} now
 */
export function renewed(places, operations, seq, now) {
  /** @type {[Id, number][]} */
  const held = [...places].flatMap(([name, tick]) => {
    const operation = operations.get(name);
    return operation && needs(operation, seq) ? [[name, within(tick, span(operation, seq, now))]] : [];
  });
  const fresh = [...middles(operations, seq, now)].filter(([name]) => !places.has(name));
  return sorted([...held, ...fresh]);
}

/**
 * With one point moved to a tick, as far as its bar reaches.
 *
 * @template Id
 * @param {Map<Id, number>} places
 * @param {Pointed & { id: Id }} operation
 * @param {number} tick
 * @param {number} seq
 * @param {number} now
 */
export function put(places, operation, tick, seq, now) {
  const rest = [...places].filter(([name]) => name !== operation.id);
  return sorted([...rest, [operation.id, within(tick, span(operation, seq, now))]]);
}

/**
 * Without a point.
 *
 * @template Id
 * @param {Map<Id, number>} places
 * @param {Id} name
 */
export const without = (places, name) => new Map([...places].filter(([each]) => each !== name));

/**
 * With one point moved before its predecessor (`way` −1) or after its successor (1) by moving either within its bar; null if their
 * bars do not allow it.
 *
 * @template Id
 * @param {Map<Id, number>} places
 * @param {Map<Id, Pointed>} operations
 * @param {Id} name
 * @param {number} way
 * @param {number} seq
 * @param {number} now
 * @returns {Map<Id, number> | null}
 */
export function swapped(places, operations, name, way, seq, now) {
  const names = [...places.keys()];
  const at = names.indexOf(name);
  const other = names[at + way];
  if (other === undefined) return null;
  const [first, second] = way < 0 ? [name, other] : [other, name];
  const [a, b] = [first, second].map((each) => span(present(operations.get(each), String(each)), seq, now));
  if (a.from > b.to) return null;
  const low = Math.max(places.get(names[Math.min(at, at + way) - 1]) ?? a.from, a.from);
  const high = Math.min(places.get(names[Math.max(at, at + way) + 1]) ?? b.to, b.to);
  const [from, to] = [within(Math.min(low, b.to), a), within(Math.max(high, a.from), b)];
  const room = to - from;
  const firstTick = within(room > 0 ? from + room / 3 : from, a);
  const secondTick = Math.max(firstTick, within(room > 0 ? from + (2 * room) / 3 : to, b));
  const rest = [...places].filter(([each]) => each !== name && each !== other);
  return sorted([...rest, [first, firstTick], [second, within(secondTick, b)]]);
}
