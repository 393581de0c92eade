// Which operations of a history are meant: by what was typed, by filters, or those whose points are placed. Pure.

import { lineOf } from "./model.js";

export const PLACED_MAX = 60;
const OFFERED_MAX = 30;

/**
 * The keys that typing finds, those that begin so first.
 *
 * @param {string[]} keys
 * @param {string} typed
 */
export function offered(keys, typed) {
  const wanted = typed.toLowerCase();
  const found = keys.filter((key) => key.toLowerCase().includes(wanted));
  const first = found.filter((key) => key.toLowerCase().startsWith(wanted));
  return [...first, ...found.filter((key) => !first.includes(key))].slice(0, OFFERED_MAX);
}

/**
 * The operations that filters leave.
 *
 * @param {import("./model.js").JudgedOperation[]} operations
 * @param {{ line: string, status: string, text: string }} filters
 */
export function filtered(operations, { line, status, text }) {
  const wanted = text.trim().toLowerCase();
  return operations.filter(
    (operation) =>
      (line === "" || lineOf(operation) === line) &&
      (status === "" || operation.status === status) &&
      (wanted === "" || `${operation.name} ${operation.said}`.toLowerCase().includes(wanted)),
  );
}

/**
 * Return the operations whose points can be placed: {part, numbers}; null if there are too many.
 *
 * @param {import("./model.js").History} history
 * @param {{ key: string, model: string }} chosen
 */
export function scopeOf(history, { key, model }) {
  const all = history.operations.map(({ number }) => number);
  if (key) {
    const ofKey = all.filter((number) => history.operation(number).key === key);
    return ofKey.length <= PLACED_MAX ? { part: "key", numbers: ofKey } : null;
  }
  if (all.length <= PLACED_MAX) return { part: "all", numbers: all };
  const clash = history.clashOf(model);
  return clash.length && clash.length <= PLACED_MAX ? { part: "clash", numbers: clash } : null;
}
