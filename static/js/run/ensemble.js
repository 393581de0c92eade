// Several recorded runs on one clock. It is a timeline of its own, over the events of all of them in the order of their ticks; wherever it
// goes, each run shows what it had come to by then.

import { Timeline } from "./timeline.js";

/**
 * @typedef {import("./recorded-session.js").RecordedSession} RecordedSession
 *
 * @typedef {WireEvent & { run: number, places: number[] }} MergedEvent
 */

/**
 * The events of several histories by tick, renumbered, each with the last event of every run at that point: `places`.
 *
 * @param {{ first: { seq: number }, events: WireEvent[] }[]} histories
 * @returns {MergedEvent[]}
 */
export function merged(histories) {
  const places = histories.map(({ first }) => first.seq);
  const all = histories.flatMap(({ events, first }, run) =>
    events.filter(({ seq }) => seq > first.seq).map((event) => ({ event, run })),
  );
  all.sort((one, other) => one.event.tick - other.event.tick || one.run - other.run || one.event.seq - other.event.seq);
  return all.map(({ event, run }, i) => {
    places[run] = event.seq;
    return { ...event, seq: i + 1, run, places: [...places] };
  });
}

export class Ensemble extends Timeline {
  recorded = true;

  /**
   * @param {Page} page
   * @param {RecordedSession[]} sessions All at their end.
   */
  constructor(page, sessions) {
    super(page);
    this.sessions = sessions;
    const events = merged(sessions.map(({ history }) => history));
    const tick = Math.max(...sessions.map(({ store }) => store.head.tick));
    /** @type {Snapshot} */
    const start = {
      run: 1,
      seq: 0,
      tick: 0,
      playing: false,
      speed_per_mille: sessions[0].store.speed,
      role: this.role,
      lab: null,
      view: /** @type {View} */ ({ ended: null }),
      log: [],
    };
    this.store.replace(start);
    this.history.start({ ...start, events: events.map(({ set, ...event }) => ({ ...event, set: KEPT(set) })) });
    this.store.apply({ ...start, seq: events.length, tick, events: this.history.events });
    this.clock.jump({ ...start, tick }, page.performance.now());
    this.store.subscribe(() => this.#lead());
  }

  /**
   * @param {number | null} seq
   * @returns {MergedEvent | undefined}
   */
  #event(seq) {
    return seq === null ? undefined : /** @type {MergedEvent | undefined} */ (this.history.event(seq));
  }

  /**
   * Step, and choose the event that was reached in the run that it belongs to.
   *
   * @override
   * @param {import("./jumps.js").JumpKind} kind
   * @param {number} way
   */
  jump(kind, way) {
    const jumped = super.jump(kind, way);
    const event = this.#event(this.chosen.value.event);
    if (jumped && event)
      this.sessions[event.run].chosen.set({ event: event.places[event.run], operation: event.operation ?? null });
    return jumped;
  }

  #lead() {
    const { past, seq, tick } = this.store;
    const places = this.#event(seq)?.places;
    for (const [run, session] of this.sessions.entries()) {
      if (!past) session.goLive();
      else
        session.travel({
          seq: places?.[run] ?? session.history.first.seq,
          tick: Math.min(tick, session.store.head.tick),
        });
    }
  }
}

/**
 * Return the changes of an event that show whether it violated something.
 *
 * @param {SetEntry[] | undefined} set
 */
const KEPT = (set) => (set ?? []).filter(([[part]]) => part === "verdicts" || part === "operations");
