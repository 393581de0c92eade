// What a learner most likely does next. Pure.

import { startOf } from "./offers.js";

/**
 * One more than the highest whole number written to a key so far, as text; "1" at first.
 *
 * @param {Record<string, Operation>} operations
 * @param {string} key
 */
export function nextValue(operations, key) {
  const written = Object.values(operations)
    .filter(
      (operation) => operation.kind !== "read" && operation.key === key && /^\d{1,12}$/.test(operation.value ?? ""),
    )
    .map((operation) => Number(operation.value));
  return String(Math.max(0, ...written) + 1);
}

/**
 * Return what a client most likely does next under a key: an operation that changes it, with its value.
 *
 * @param {View} view
 * @param {string} key
 */
export function nextChange(view, key) {
  const [offer] = view.protocol?.offers ?? [];
  if (!offer) return { operation: "write", value: nextValue(view.operations, key) };
  return { operation: offer.name, value: startOf(offer) };
}
