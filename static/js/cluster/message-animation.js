// What is remembered of messages between two frames, so that their motion is continuous, and those that have just ended.
//
// A message that left the view is drawn until the shown time has reached its end: a delivered one finishes its way, a dropped one
// falls. Both go by the run's time: they stand still with it, and at ten times the speed they are gone ten times as fast.

import { anchor, fractionAt } from "../lib/motion.js";

export const FALL_TICKS = 400;
const FALLING_MAX = 24;
const LAST_LANE = 1;
const RECALLED_EVENTS_MAX = 4000;

/** @typedef {import("../lib/motion.js").Anchor} Anchor */

/**
 * A message that left the view and is still drawn, and the tick of its end.
 *
 * @typedef {{ message: Message, dropped: boolean, ended: number }} Leaving
 */

export class MessageAnimation {
  /** @type {Map<string, Anchor>} */
  anchors = new Map();
  /** @type {Map<string, Leaving>} */
  leaving = new Map();
  /**
   * Which lane of its way each message keeps to.
   *
   * @type {Map<string, { way: string, label: string, lane: number }>}
   */
  lanes = new Map();
  /**
   * The way of each message, and for which ends it was found.
   *
   * @type {Map<string, { ends: string, path: [Point, Point] }>}
   */
  ways = new Map();
  /**
   * The messages that are drawn without their labels, for want of room.
   *
   * @type {Set<string>}
   */
  small = new Set();

  /** Forget everything: another run. */
  clear() {
    for (const known of [this.anchors, this.leaving, this.lanes, this.ways, this.small]) known.clear();
  }

  /**
   * Keep drawing for a while the messages that these events took away.
   *
   * @param {Record<string, Message>} before
   * @param {WireEvent[]} events
   */
  depart(before, events) {
    for (const { kind, message, tick: ended } of events) {
      const gone = message === null ? undefined : before[message];
      if (message === null || !gone || (kind !== "message_delivered" && kind !== "message_dropped")) continue;
      this.leaving.set(message, { message: gone, dropped: kind === "message_dropped", ended });
    }
    const fallen = [...this.leaving].filter(([, { dropped }]) => dropped);
    for (const [id] of fallen.slice(0, -FALLING_MAX)) this.leaving.delete(id);
  }

  /**
   * Draw the messages that had just been lost at a moment of the past.
   *
   * @param {import("../run/history.js").History} history
   * @param {number} seq
   * @param {number} tick
   */
  recall(history, seq, tick) {
    /** @type {Map<string, number>} */
    const lost = new Map();
    for (let at = seq; at > seq - RECALLED_EVENTS_MAX; at -= 1) {
      const event = history.event(at);
      if (!event || (event.tick <= tick - FALL_TICKS && lost.size === 0)) return;
      if (
        event.kind === "message_dropped" &&
        event.message &&
        event.tick > tick - FALL_TICKS &&
        lost.size < FALLING_MAX
      )
        lost.set(event.message, event.tick);
      for (const [path, value] of event.set ?? []) {
        const ended = lost.get(path[1]);
        if (path[0] !== "messages" || path.length !== 2 || !value || ended === undefined) continue;
        this.leaving.set(path[1], { message: value, dropped: true, ended });
        lost.delete(path[1]);
      }
    }
  }

  /**
   * The fraction of the way that a message has behind it.
   *
   * @param {string} id
   * @param {Message} message
   * @param {number} tick
   */
  fraction(id, message, tick) {
    const known = anchor(message, this.anchors.get(id), tick);
    this.anchors.set(id, known);
    return fractionAt(known, message, tick);
  }

  /**
   * Return which lane of its way a message keeps to: that of messages that say the same, or the first that is free, or the last.
   *
   * @param {string} id
   * @param {Message} message
   */
  lane(id, { source, target, label }) {
    const known = this.lanes.get(id);
    if (known) return known.lane;
    const way = `${source}>${target}`;
    const others = [...this.lanes.values()].filter((other) => other.way === way);
    const alike = others.find((other) => other.label === label);
    const taken = new Set(others.map(({ lane }) => lane));
    const lane = alike?.lane ?? (taken.has(0) ? LAST_LANE : 0);
    this.lanes.set(id, { way, label, lane });
    return lane;
  }

  /**
   * Let go of what has ended, and of what is remembered of it.
   *
   * @param {Record<string, Message>} messages
   * @param {number} tick
   */
  settle(messages, tick) {
    for (const [id, { dropped, ended }] of this.leaving) {
      const over = dropped ? tick - ended > FALL_TICKS : tick >= ended - 1;
      if (over || id in messages) this.leaving.delete(id);
    }
    for (const known of [this.anchors, this.lanes, this.ways])
      for (const id of known.keys()) if (!(id in messages) && !this.leaving.has(id)) known.delete(id);
  }
}
