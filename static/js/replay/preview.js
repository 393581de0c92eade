// Which operations of this run would end otherwise under other settings: asked of the server, which replays it.

import { capitalized } from "../lib/format.js";

/** @typedef {{ operation: string, client: string, node: string, action: string, was: string, would: string }} Otherwise */

const SAID_MAX = 2;

/**
 * Return what would end otherwise; null if that cannot be known.
 *
 * @param {Timeline} session
 * @param {string} protocol
 * @param {Record<string, unknown>} dials
 * @param {AbortSignal} [signal]
 * @returns {Promise<Otherwise[] | null>}
 */
export async function askPreview(session, protocol, dials, signal) {
  const fields = { run: String(session.store.run), protocol, dials: JSON.stringify(dials) };
  const asking = session.page.fetch(`${session.path}preview/?${new URLSearchParams(fields)}`, { signal });
  const answer = await asking.catch(() => null);
  return answer?.ok ? (await answer.json()).operations : null;
}

/**
 * Return it in a sentence. Pure.
 *
 * @param {Otherwise[]} operations
 */
export function previewText(operations) {
  if (operations.length === 0) return "Preview: every operation of this run would end as it did.";
  const told = operations.slice(0, SAID_MAX).map(({ client, action, would }) => {
    const what = `${capitalized(client)}'s ${action}`;
    return would === "no answer" || would === "still waits"
      ? `${what} would get no answer`
      : `${what} would return ${would}`;
  });
  const more = operations.length - told.length;
  return `Preview: ${told.join("; ")}${more > 0 ? `; and ${more} more` : ""}.`;
}
