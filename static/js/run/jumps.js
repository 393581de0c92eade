// Where to go next in a run: the events that one steps by. Pure.

const OPERATION = /^operation_(invoked|completed)$/;

/** @typedef {"event" | "operation" | "fault" | "violation"} JumpKind */

/** @param {SetEntry} entry */
const violates = ([path, value]) => path[0] === "verdicts" && value?.status === "violated";
/** @param {SetEntry} entry */
const isStale = ([path, value]) => path[0] === "operations" && path.length === 2 && Boolean(value?.stale);

/**
 * The kinds of events that one can step by, each with its test.
 *
 * @type {Record<JumpKind, (event: WireEvent) => boolean>}
 */
export const KINDS = {
  event: () => true,
  operation: ({ kind }) => OPERATION.test(kind),
  fault: ({ fault }) => Boolean(fault),
  violation: ({ kind, set }) =>
    kind === "operation_completed" && (set ?? []).some((entry) => violates(entry) || isStale(entry)),
};

/**
 * The next event of a kind after (`way` 1) or before (−1) event `seq`. Before the first step there is only the start itself.
 *
 * @param {import("./history.js").History} history
 * @param {number} seq
 * @param {JumpKind} kind
 * @param {number} way
 */
export function nextMoment(history, seq, kind, way) {
  const { first, lastSeq } = history;
  for (let at = seq + way; at > first.seq && at <= lastSeq; at += way) {
    const event = history.event(at);
    if (event && KINDS[kind](event)) return event;
  }
  return kind === "event" && way < 0 && seq > first.seq ? history.event(first.seq) : null;
}

/**
 * The ticks at which something of a kind happened, each once.
 *
 * @param {{ events: WireEvent[], first: { seq: number } }} history
 * @param {JumpKind} kind
 */
export function markTicks({ events, first }, kind) {
  return [...new Set(events.filter((event) => event.seq > first.seq && KINDS[kind](event)).map(({ tick }) => tick))];
}
