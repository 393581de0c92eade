// What the keyboard does in the diagram. Events are walked along a line, and from line to line; what happened at no process makes a
// line of its own, the last.

import { eventOf } from "./hits.js";
import { firstFrom } from "./trace.js";

const PAN_PX = 80;
const ZOOM = 1.4;

/**
 * The events of a line, in order; `null` stands for those at no process.
 *
 * @param {import("./trace.js").Trace} trace
 * @param {string | null} line
 */
function eventsOn(trace, line) {
  return line === null ? trace.events.filter(({ process }) => process === null) : trace.line(line);
}

/**
 * The event a step along its line.
 *
 * @param {import("./trace.js").Trace} trace
 * @param {WireEvent} event
 * @param {number} way
 */
export function along(trace, event, way) {
  const events = eventsOn(trace, event.process);
  return events[firstFrom(events, event.seq, "seq") + way] ?? event;
}

/**
 * The nearest event in time on the next line, up (−1) or down (1), that has any.
 *
 * @param {import("./trace.js").Trace} trace
 * @param {string[]} lines
 * @param {WireEvent} event
 * @param {number} way
 */
export function across(trace, lines, event, way) {
  /** @type {(string | null)[]} */
  const all = [...lines, null];
  for (let at = all.indexOf(event.process) + way; at >= 0 && at < all.length; at += way) {
    const events = eventsOn(trace, all[at]);
    if (events.length === 0) continue;
    const after = Math.min(events.length - 1, firstFrom(events, event.tick));
    const before = Math.max(0, after - 1);
    return Math.abs(events[before].tick - event.tick) < Math.abs(events[after].tick - event.tick)
      ? events[before]
      : events[after];
  }
  return event;
}

/**
 * The other end of the message that an event is about.
 *
 * @param {import("./trace.js").Trace} trace
 * @param {WireEvent} event
 */
export function otherEnd(trace, event) {
  const message = trace.message(event.message);
  if (!message) return event;
  return eventOf(message) === event ? (message.sent ?? event) : eventOf(message);
}

/**
 * The event at which walking begins: the last at the shown moment on the first line that has one.
 *
 * @param {import("./space-time.js").SpaceTime} diagram
 */
function firstOf(diagram) {
  const { trace, session } = diagram;
  for (const line of diagram.lines) {
    const events = trace.line(line);
    if (events.length > 0) return events[Math.max(0, firstFrom(events, session.store.seq + 1, "seq") - 1)];
  }
  return trace.events[0];
}

/**
 * @param {import("./trace.js").Trace} trace
 * @param {WireEvent} event
 * @param {boolean} last
 */
const end = (trace, event, last) => eventsOn(trace, event.process).at(last ? -1 : 0) ?? event;

/** @typedef {import("./space-time.js").SpaceTime} SpaceTime */

/** @typedef {(diagram: SpaceTime, event: WireEvent) => WireEvent} Step */

/** @type {Record<string, Step>} */
const WALK = {
  ArrowLeft: (diagram, event) => along(diagram.trace, event, -1),
  ArrowRight: (diagram, event) => along(diagram.trace, event, 1),
  ArrowUp: (diagram, event) => across(diagram.trace, diagram.lines, event, -1),
  ArrowDown: (diagram, event) => across(diagram.trace, diagram.lines, event, 1),
  Enter: (diagram, event) => otherEnd(diagram.trace, event),
  Home: (diagram, event) => end(diagram.trace, event, false),
  End: (diagram, event) => end(diagram.trace, event, true),
};

/** @type {Record<string, (diagram: SpaceTime) => void>} */
const ACT = {
  "+": (diagram) => diagram.zoom(ZOOM),
  "=": (diagram) => diagram.zoom(ZOOM),
  "-": (diagram) => diagram.zoom(1 / ZOOM),
  0: (diagram) => diagram.fit(),
  t: (diagram) => diagram.travelToChosen(),
  T: (diagram) => diagram.travelToChosen(),
  Escape: (diagram) => diagram.pick({ event: null, message: null, operation: null }),
};

/** @type {Record<string, number>} */
const PAN = { ArrowLeft: -PAN_PX, ArrowRight: PAN_PX };

/**
 * Do what a pressed key means, if it means anything: then nobody else does something with it.
 *
 * @param {import("./space-time.js").SpaceTime} diagram
 * @param {Targeted<KeyboardEvent>} event
 */
export function press(diagram, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { key, shiftKey } = event;
  const fold = event.target.closest("[data-fold]");
  if (fold && (key === "Enter" || key === " ")) diagram.unfold(Number(fold.dataset.fold));
  else if (shiftKey && PAN[key]) diagram.pan(PAN[key]);
  else if (WALK[key]) walk(diagram, WALK[key]);
  else if (ACT[key]) ACT[key](diagram);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * @param {import("./space-time.js").SpaceTime} diagram
 * @param {Step} step
 */
function walk(diagram, step) {
  if (diagram.trace.events.length === 0) return;
  const event = diagram.trace.event(diagram.chosen.event);
  const next = event ? step(diagram, event) : firstOf(diagram);
  diagram.pick({ event: next.seq, message: next.message, operation: next.operation });
}
