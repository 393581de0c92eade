// What a learner most likely does next. Pure.

import { capitalized, operationText } from "../lib/format.js";
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

/**
 * The step that leads on from an almost empty history, or null once the learner is on the way.
 *
 * @param {View} view
 */
export function firstStep(view) {
  const operations = Object.values(view.operations);
  const nodes = Object.keys(view.nodes);
  const clients = Object.keys(view.clients);
  const key = view.keys[0];
  const isStore = (view.invariants ?? []).length === 0;
  if (!isStore && Object.keys(view.messages).length > 0) return null;
  if (operations.length === 0) {
    const change = nextChange(view, key);
    return {
      number: 1,
      text: "Nothing has happened yet.",
      label: `${capitalized(operationText({ kind: change.operation, key, value: change.value }))} at ${nodes[0]}`,
      command: { client: clients[0], node: nodes[0], key, ...change },
    };
  }
  if (!isStore || operations.some((operation) => operation.kind === "read") || clients.length < 2) return null;
  const away = nodes[Math.floor((nodes.length * 3) / 5)];
  return {
    number: 2,
    text: `Does everyone see it yet? Ask another replica.`,
    label: `Read ${operations[0].key} at ${away} as ${clients[1]}`,
    command: { client: clients[1], node: away, operation: "read", key: operations[0].key },
  };
}
