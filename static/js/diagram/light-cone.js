// The events that could have influenced an event, and those it could influence: its light cone, from ground-truth vector clocks. Pure.
//
// An event is in the past of another if the other's clock has come at least as far in the event's process as the event's own clock.
// The clocks along one line only grow, so on each line the past is a beginning and the future an end: two searches a line.

import { present } from "../lib/dom.js";
import { vectorText } from "../lib/format.js";
import { firstFrom } from "./trace.js";

/** @typedef {import("./trace.js").Trace} Trace */

/** @typedef {WireEvent & { process: string, clock: number[] }} ClockedEvent An event at a process. */

/**
 * @param {Trace} trace
 * @param {string} process
 */
const placeOf = (trace, process) => present(trace.place.get(process), `process ${process}`);

/**
 * @param {Trace} trace
 * @param {WireEvent} event
 * @returns {event is ClockedEvent}
 */
const isPlaced = (trace, event) => event.clock !== null && event.process !== null && trace.place.has(event.process);

/**
 * The relation of event `other` to event `event`: "self", "past", "future" or "concurrent".
 *
 * @param {Trace} trace
 * @param {ClockedEvent} event
 * @param {ClockedEvent} other
 */
function relate(trace, event, other) {
  if (event.seq === other.seq) return "self";
  const [mine, theirs] = [placeOf(trace, event.process), placeOf(trace, other.process)];
  if (event.clock[theirs] >= other.clock[theirs]) return "past";
  return other.clock[mine] >= event.clock[mine] ? "future" : "concurrent";
}

/**
 * Return how many events at the beginning of a list satisfy `holds`. After the first that does not, none may.
 *
 * @param {ClockedEvent[]} events
 * @param {(event: ClockedEvent) => boolean} holds
 */
function countWhile(events, holds) {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(events[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class LightCone {
  /**
   * Of an event that has a clock. `lines`: a process → how many of its events are past, and the index of the first future one.
   *
   * @param {Trace} trace
   * @param {ClockedEvent} event
   */
  constructor(trace, event) {
    this.trace = trace;
    this.event = event;
    const mine = placeOf(trace, event.process);
    /** @type {Map<string, { past: number, future: number }>} */
    this.lines = new Map(
      [...trace.lines].map(([process, line]) => {
        const events = /** @type {ClockedEvent[]} */ (line);
        const theirs = placeOf(trace, process);
        const known = countWhile(events, ({ clock }) => event.clock[theirs] >= clock[theirs]);
        const future = countWhile(events, ({ clock }) => clock[mine] < event.clock[mine]);
        const own = process === event.process;
        return [process, { past: own ? known - 1 : known, future: own ? future + 1 : future }];
      }),
    );
  }

  /**
   * "self", "past", "future", "concurrent"; null for what happened at no process.
   *
   * @param {WireEvent} other
   */
  relation(other) {
    return isPlaced(this.trace, other) ? relate(this.trace, this.event, other) : null;
  }

  /**
   * A message is past if its delivery is, future if its sending is and it was not lost; the rest is concurrent.
   *
   * @param {Pick<import("./trace.js").TracedMessage, "sent" | "ended">} message
   */
  messageRelation({ sent, ended }) {
    const delivered = ended?.kind === "message_delivered" ? this.relation(ended) : null;
    if (delivered === "past" || delivered === "self") return "past";
    const from = sent ? this.relation(sent) : null;
    return (from === "future" || from === "self") && (delivered || !ended) ? "future" : "concurrent";
  }

  /**
   * Return how many events up to and including `seq` are past, future and concurrent.
   *
   * @param {number} seq
   */
  counts(seq) {
    const found = { past: 0, future: 0, concurrent: 0 };
    for (const [process, { past, future }] of this.lines) {
      const events = this.#line(process);
      const there = firstFrom(events, seq + 1, "seq");
      const [known, later] = [Math.min(past, there), Math.max(0, there - future)];
      found.past += known;
      found.future += later;
      found.concurrent += there - known - later - (process === this.event.process && there > past ? 1 : 0);
    }
    return found;
  }

  /** @param {string} process */
  #line(process) {
    return this.trace.lines.get(process) ?? [];
  }

  /**
   * The processes that up to event `seq` cannot know of it.
   *
   * @param {number} seq
   */
  unaware(seq) {
    /** @param {[process: string, reach: { future: number }]} line */
    const knows = ([process, { future }]) =>
      process === this.event.process || (this.#line(process)[future]?.seq ?? Infinity) <= seq;
    return [...this.lines].filter((line) => !knows(line)).map(([process]) => process);
  }
}

/**
 * The light cone of the event with this sequence number; null if there is none, or if it happened at no process.
 *
 * @param {Trace} trace
 * @param {number | null} seq
 */
export function lightCone(trace, seq) {
  const event = trace.event(seq);
  return event && isPlaced(trace, event) ? new LightCone(trace, event) : null;
}

/** @param {string[]} names */
const listed = (names) =>
  names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : (names[0] ?? "");
/** @param {number} count */
const events = (count) => `${count} ${count === 1 ? "event" : "events"}`;

/** @type {Record<string, string>} */
const NOWHERE = {
  message_dropped: "A lost message is an event at no node: no node can know about it, so it has no light cone.",
  message_waiting: "It waited there. No node had handled it yet, so this moment has no light cone.",
  message_delayed: "This happened inside the network, not at a node, so no node's past includes it.",
  message_duplicated: "This happened inside the network, not at a node, so no node's past includes it.",
  operation_queued:
    "The operation was still queued: no node had done anything for it yet, so this moment has no light cone.",
};

/**
 * Return the sentences on a chosen event, with the run known up to event `seq`: [what happened, its light cone].
 *
 * @param {import("./trace.js").Trace} trace
 * @param {WireEvent} event
 * @param {number} seq
 */
export function coneSentences(trace, event, seq) {
  const what = `${event.text} at ${(event.tick / 1000).toFixed(3)} s.`;
  const cone = lightCone(trace, event.seq);
  if (!cone) return [what, NOWHERE[event.kind] ?? "This happened at no node, so it has no light cone."];
  const upTo = Math.max(seq, event.seq);
  const { past, future, concurrent } = cone.counts(upTo);
  const unaware = cone.unaware(upTo);
  const numbers = `${events(past)} in its past, ${future} in its future, ${concurrent} concurrent.`;
  return [`${what} Clock ${vectorText(event.clock)}.`, `${numbers} ${ignorance(trace, event, unaware)}`];
}

/**
 * @param {import("./trace.js").Trace} trace
 * @param {WireEvent} event
 * @param {string[]} unaware
 */
function ignorance(trace, { process }, unaware) {
  if (unaware.length === 0) return "Every process can know about it by now.";
  if (unaware.length === trace.processes.length - 1) return `Nobody but ${process} can know about it yet.`;
  return `${listed(unaware)} cannot know about it yet.`;
}
