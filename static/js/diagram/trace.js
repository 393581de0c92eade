// A run as a space-time diagram shows it, built event by event from what travels (docs/protocol.md). Pure.
//
// 1. Each event that happened at a process, and so has a clock, joins the line of that process.
// 2. A message begins at the event that sent it; its details travel with that event. It ends where it was delivered or lost, and
//    `share` says how much of its way it had behind it then. A duplicate sets out later, from the same event.
// 3. An operation has its interval, and what is known of it last.
// 4. Faults are intervals: see faults.js. What else happens at no process stands on the line of faults.

import { Conditions } from "./conditions.js";
import { Faults } from "./faults.js";
import { anchor, fractionAt } from "../lib/motion.js";

/**
 * An operation with the events of its interval. Until the server has said more, only its client is known.
 *
 * @typedef {{ id: string, client: string, queued: WireEvent | null, invoked: WireEvent | null, completed: WireEvent | null } & Operation}
 *   TracedOperation
 */

/**
 * A message with where it has been. `share` says how much of its way it had behind it when it ended.
 *
 * @typedef {object} TracedDetails
 * @property {string} id
 * @property {WireEvent | null} sent
 * @property {WireEvent | null} copied
 * @property {number} start
 * @property {WireEvent | null} waiting
 * @property {WireEvent | null} ended
 * @property {number | null} share
 * @property {{ event: WireEvent, share: number }[]} places
 * @property {import("../lib/motion.js").Anchor} known
 *
 * @typedef {Message & TracedDetails} TracedMessage
 */

const UNKNOWN = { queued: null, invoked: null, completed: null };

const IDENTITY = /^(.+?)>(.+?)#\d+:([^+]*)/;

/**
 * Return the parts of a message's identity: source, target and kind.
 *
 * @param {string} id
 */
function named(id) {
  const [, source, target, kind] = IDENTITY.exec(id) ?? [null, "", "", id];
  return { source, target, kind, category: "request", label: "", operation: null };
}

/**
 * Return the details that an event sets of a message or an operation.
 *
 * @param {WireEvent} event
 * @param {string} part
 * @param {string | null} name
 */
function setIn({ set }, part, name) {
  return set?.findLast(([path, value]) => path[0] === part && path[1] === name && path.length === 2 && value)?.[1];
}

export class Trace {
  /** @param {Partial<View> | null} view */
  constructor(view) {
    const { processes = [], nodes = {}, messages = {}, operations = {} } = view ?? {};
    this.processes = processes;
    this.clients = processes.filter((name) => !(name in nodes));
    this.nodes = processes.filter((name) => name in nodes);
    this.place = new Map(processes.map((name, i) => [name, i]));
    /** @type {Map<string, WireEvent[]>} */
    this.lines = new Map(processes.map((name) => [name, []]));
    /** @type {WireEvent[]} */
    this.events = [];
    /** @type {Map<string, TracedMessage>} */
    this.messages = new Map();
    /** @type {TracedMessage[]} */
    this.sent = [];
    /** @type {Map<string, TracedOperation>} */
    this.operations = new Map();
    /** @type {TracedOperation[]} */
    this.issued = [];
    /** @type {WireEvent[]} */
    this.beside = [];
    this.faults = new Faults();
    this.conditions = new Conditions(view);
    this.early = { messages, operations };
  }

  /**
   * The message with this identity.
   *
   * @param {string | null | undefined} id
   */
  message(id) {
    return this.messages.get(id ?? "");
  }

  /**
   * The operation with this identity.
   *
   * @param {string | null | undefined} id
   */
  operation(id) {
    return this.operations.get(id ?? "");
  }

  /**
   * The events of a process, in order.
   *
   * @param {string} process
   * @returns {WireEvent[]}
   */
  line(process) {
    return this.lines.get(process) ?? [];
  }

  get head() {
    return this.events.at(-1)?.seq ?? 0;
  }

  /**
   * The event with this sequence number.
   *
   * @param {number | null | undefined} seq
   */
  event(seq) {
    return seq === null || seq === undefined ? undefined : this.events[seq - (this.events[0]?.seq ?? 0)];
  }

  /**
   * Take in the events that come next.
   *
   * @param {WireEvent[]} events
   */
  append(events) {
    for (const event of events) this.#take(event);
  }

  /** @param {WireEvent} event */
  #take(event) {
    this.events.push(event);
    if (event.process !== null) this.lines.get(event.process)?.push(event);
    STEPS[event.kind]?.(this, event);
    if (event.operation !== null && event.message === null) this.#operation(event);
    if (event.process === null && event.message === null && event.operation === null) this.beside.push(event);
    this.faults.take(event);
    this.conditions.take(event);
  }

  /** @param {WireEvent} event */
  #operation(event) {
    const { kind } = event;
    const id = event.operation ?? "";
    const known =
      this.operations.get(id) ??
      this.#issue(/** @type {TracedOperation} */ ({ id, client: id.split("#")[0], ...UNKNOWN }));
    Object.assign(known, setIn(event, "operations", id) ?? {});
    if (kind === "operation_queued") known.queued = event;
    if (kind === "operation_invoked") known.invoked = event;
    if (kind === "operation_completed") known.completed = event;
  }

  /** @param {TracedOperation} operation */
  #issue(operation) {
    this.operations.set(operation.id, operation);
    this.issued.push(operation);
    return operation;
  }

  /**
   * Begin a message at the event that sent it; a copy sets out at `copied`.
   *
   * @param {WireEvent} event
   * @param {WireEvent | null} sent
   * @param {WireEvent | null} [copied]
   */
  begin(event, sent, copied = null) {
    const id = event.message ?? "";
    const details = setIn(event, "messages", id) ?? this.early.messages[id] ?? {};
    const start = event.tick;
    const arrives = details.arrives_tick ?? start;
    /** @type {TracedMessage} */
    const message = {
      ...named(id),
      ...details,
      id,
      sent,
      copied,
      start,
      waiting: null,
      ended: null,
      share: null,
      places: [],
      known: anchor({ sent_tick: start, arrives_tick: arrives }),
    };
    this.messages.set(id, message);
    this.sent.push(message);
    if (copied) message.places.push({ event, share: 0 });
  }

  /**
   * Note how far a message had come when something happened to it on the way.
   *
   * @param {WireEvent} event
   */
  reach(event) {
    const message = this.message(event.message);
    if (!message) return null;
    const share = message.waiting ? 1 : fractionAt(message.known, { dies_tick: null }, event.tick);
    message.places.push({ event, share });
    return { message, share };
  }

  /**
   * The end of a message: delivered, or lost.
   *
   * @param {WireEvent} event
   * @param {TracedMessage} message
   * @param {number} share
   */
  end(event, message, share) {
    Object.assign(message, { ended: event, share });
  }
}

/** @type {Record<string, (trace: Trace, event: WireEvent) => void>} */
const STEPS = {
  message_sent: (trace, event) => trace.begin(event, event),
  /**
   * @param {Trace} trace
   * @param {WireEvent} event
   */
  message_duplicated(trace, event) {
    const original = trace.message(event.message?.replace(/\+\d+$/, ""));
    trace.begin(event, original?.sent ?? null, event);
  },
  /**
   * @param {Trace} trace
   * @param {WireEvent} event
   */
  message_delivered(trace, event) {
    const message = trace.message(event.message);
    if (message) trace.end(event, message, 1);
  },
  /**
   * @param {Trace} trace
   * @param {WireEvent} event
   */
  message_dropped(trace, event) {
    const reached = trace.reach(event);
    if (reached) trace.end(event, reached.message, reached.share);
  },
  /**
   * @param {Trace} trace
   * @param {WireEvent} event
   */
  message_waiting(trace, event) {
    const reached = trace.reach(event);
    if (reached) Object.assign(reached.message, { waiting: event });
    const place = reached?.message.places.at(-1);
    if (place) place.share = 1;
  },
  /**
   * @param {Trace} trace
   * @param {WireEvent} event
   */
  message_delayed(trace, event) {
    const reached = trace.reach(event);
    const arrives = setIn(event, "messages", event.message)?.arrives_tick;
    if (!reached || arrives === undefined) return;
    reached.message.known = anchor({ arrives_tick: arrives, dies_tick: null }, reached.message.known, event.tick);
    reached.message.dies_tick = null;
  },
};

/**
 * Return how far a message has come at a tick: on its way, or where it ended.
 *
 * @param {TracedMessage} message
 * @param {number} tick
 */
export function shareAt(message, tick) {
  if (message.ended) return message.share;
  if (message.waiting) return 1;
  return fractionAt(message.known, { dies_tick: message.dies_tick ?? null }, tick);
}

/**
 * Return whether a message was lost.
 *
 * @param {TracedMessage} message
 */
export const isLost = (message) => message.ended?.kind === "message_dropped";

/**
 * Where an event stands: on a line, or a share of the way between two lines; with the faults if both are null.
 *
 * @typedef {{ tick: number, line: string | null, source?: undefined, target?: undefined, share?: undefined }
 *   | { tick: number, line?: undefined, source: string, target: string, share: number }} Standing
 */

/**
 * Return where an event stands.
 *
 * @param {Trace} trace
 * @param {WireEvent} event
 * @returns {Standing}
 */
export function standing(trace, event) {
  const { tick, process, kind } = event;
  if (process !== null) return { tick, line: process };
  const message = trace.message(event.message);
  const place = message?.places.find((known) => known.event === event);
  if (message && place) return { tick, source: message.source, target: message.target, share: place.share };
  if (kind === "operation_queued") return { tick, line: trace.operation(event.operation)?.client ?? null };
  return { tick, line: null };
}

/**
 * The first index in a list of events, ordered by `member`, at which it is at least `value`.
 *
 * @param {WireEvent[]} events
 * @param {number} value
 * @param {"tick" | "seq"} [member]
 */
export function firstFrom(events, value, member = "tick") {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle][member] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
