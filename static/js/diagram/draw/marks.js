// Draws the events at processes: a dot for sending and receiving, a shape of its own for each other kind. In the past of the chosen
// event dots are full, in its future they are rings. One path for all of a node's dots, and one for all its shapes.

import { drawPaths, PathBag, tenth } from "./paths.js";
import { firstFrom } from "../trace.js";

/**
 * @param {number} x
 * @param {number} y
 */
const at = (x, y) => `M${tenth(x)} ${tenth(y)}`;

/**
 * A shape for each kind of event that is no message: path data around a place.
 *
 * @type {Record<string, (x: number, y: number) => string>}
 */
const SHAPES = {
  timer_fired: (x, y) => `${at(x, y - 5)}v10`,
  node_started: (x, y) => `${at(x - 3, y - 4.5)}l7.5 4.5l-7.5 4.5Z`,
  node_crashed: (x, y) => `${at(x - 4, y - 4)}l8 8m0 -8l-8 8M${tenth(x - 5.5)} ${tenth(y - 5.5)}h11v11h-11Z`,
  node_paused: (x, y) => `${at(x - 2.2, y - 5)}v10m4.4 0v-10`,
  node_resumed: (x, y) => `${at(x - 2.5, y - 4.5)}l6 4.5l-6 4.5Z`,
  node_promoted: (x, y) => `${at(x, y - 6)}l1.8 4.2l4.2 1.8l-4.2 1.8l-1.8 4.2l-1.8 -4.2l-4.2 -1.8l4.2 -1.8Z`,
};
/**
 * @param {number} x
 * @param {number} y
 */
const SETTING = (x, y) => `${at(x, y - 4)}l4 4l-4 4l-4 -4Z`;
const UNMARKED = /^operation_/;
const DOT = /^message_/;

/**
 * The identity a process is drawn in: its number among the nodes, or "client".
 *
 * @param {import("../trace.js").Trace} trace
 * @param {string} process
 */
const identityOf = (trace, process) => (trace.nodes.includes(process) ? trace.nodes.indexOf(process) + 1 : "client");

/**
 * Return whether the end of its operation's bar already stands for an event at a client.
 *
 * @param {import("../trace.js").Trace} trace
 * @param {WireEvent} event
 */
function isBarEnd({ operations }, { tick, operation }) {
  const { invoked, completed } = operations.get(operation ?? "") ?? {};
  return invoked?.tick === tick || completed?.tick === tick;
}

/**
 * Bring the marks of the events from `since` on up to date. Several at one place are drawn once.
 *
 * @param {Element} layer
 * @param {import("../scene.js").Scene} scene
 */
export function drawMarks(layer, scene) {
  const bag = new PathBag();
  for (const name of scene.layout.lines) addLine(bag, name, scene);
  drawPaths(layer, bag, scene.document);
}

/**
 * @param {import("./paths.js").PathBag} bag
 * @param {string} name
 * @param {import("../scene.js").Scene} scene
 */
function addLine(bag, name, { trace, layout, scale, cone, from, to, since }) {
  const events = trace.line(name);
  const y = layout.y.get(name) ?? 0;
  const identity = `identity-${identityOf(trace, name)}`;
  const small = layout.step < 17 || identity === "identity-client" ? " small" : "";
  let last = "";
  const client = identity === "identity-client";
  for (
    let i = Math.max(firstFrom(events, from), firstFrom(events, since ?? 0, "seq"));
    i < events.length && events[i].tick <= to;
    i += 1
  ) {
    const event = events[i];
    if (UNMARKED.test(event.kind) || (client && isBarEnd(trace, event))) continue;
    const x = scale.x(event.tick);
    const relation = cone?.relation(event) ?? "plain";
    const dot = DOT.test(event.kind);
    const mark = `${dot ? "" : event.kind} ${relation} ${tenth(x)}`;
    if (mark === last) continue;
    last = mark;
    if (!dot) bag.add(`shape ${relation} ${identity}`, (SHAPES[event.kind] ?? SETTING)(x, y));
    else bag.add(`dot ${relation}${small} ${identity}`, `${at(x, y)}h0`);
    if (dot && relation === "future") bag.add(`hollow${small}`, `${at(x, y)}h0`);
  }
}
