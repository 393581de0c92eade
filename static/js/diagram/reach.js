// From where to where operations and a message of a run reach. Pure.

/**
 * The ticks between which operations lie, and a message; `lines`: those that they are drawn on. Null if none of the
 * operations has begun and there is no such message.
 *
 * @param {import("./trace.js").Trace} trace
 * @param {string[]} names
 * @param {string | null | undefined} id Of the message.
 * @param {number} present Where that ends which has not ended.
 */
export function reachOf(trace, names, id, present) {
  const operations = names.flatMap((name) => {
    const { invoked, completed, client } = trace.operation(name) ?? {};
    return invoked ? [{ from: invoked.tick, to: completed?.tick ?? present, lines: [client ?? ""] }] : [];
  });
  const message = trace.message(id);
  const parts = message
    ? [
        ...operations,
        { from: message.start, to: message.ended?.tick ?? present, lines: [message.source, message.target] },
      ]
    : operations;
  if (parts.length === 0) return null;
  return {
    from: Math.min(...parts.map(({ from }) => from)),
    to: Math.max(...parts.map(({ to }) => to)),
    lines: parts.flatMap(({ lines }) => lines),
  };
}
