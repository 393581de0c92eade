// Which reads missed a write that had finished before they began, and where they were served. Pure.

/**
 * The stale reads among operations, in the order they were given.
 *
 * @param {Record<string, Operation>} operations
 */
export const staleReads = (operations) => Object.entries(operations).filter(([, operation]) => operation.stale);

/**
 * The nodes whose latest finished read is stale.
 *
 * @param {Record<string, Operation>} operations
 */
export function staleNodes(operations) {
  const latest = new Map();
  for (const operation of Object.values(operations)) {
    if (operation.kind === "read" && operation.status === "ok") latest.set(operation.node, Boolean(operation.stale));
  }
  return new Set([...latest].filter(([, stale]) => stale).map(([node]) => node));
}
