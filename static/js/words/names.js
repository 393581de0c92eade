// What operations are called where a person reads: "Alice's write of 2" instead of "alice#2". Pure.

import { argumentText, capitalized } from "../lib/format.js";

/**
 * Return what an operation is called in the middle of a sentence.
 *
 * @param {Operation} operation
 */
export function operationName({ client, kind, key, value }) {
  const who = `${capitalized(client)}'s`;
  if (kind === "read") return `${who} read of ${key}`;
  if (kind === "write") return `${who} write of ${value}`;
  const argument = value === null || value === undefined ? "" : ` ${argumentText(kind, value)}`;
  return `${who} ${kind}${argument}`;
}

/**
 * Return a sentence with the names of operations in place of their identities.
 *
 * @param {string} text
 * @param {Record<string, Operation>} operations
 */
export function named(text, operations) {
  return text.replace(/(?<![\w#·])[\w-]+#\d+(?![\w·:])/g, (id) =>
    operations[id] ? operationName(operations[id]) : id,
  );
}
