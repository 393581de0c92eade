// Several recorded runs on one clock. It is a timeline of its own, over the events of all of them in the order of their ticks; wherever it
// goes, each run shows what it had come to by then.

import { Timeline } from "./timeline.js";

/** The events of several histories by tick, renumbered, each with the last event of every run at that point: `places`. */
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
  role = { kind: "watcher", client: null };
  recorded = true;

  /** `sessions`: recorded sessions, all at their end. */
  constructor(page, sessions) {
    super(page);
    this.sessions = sessions;
    const events = merged(sessions.map(({ history }) => history));
    const tick = Math.max(...sessions.map(({ store }) => store.head.tick));
    const start = {
      run: 1,
      seq: 0,
      tick: 0,
      playing: false,
      speed_per_mille: sessions[0].store.speed,
      role: this.role,
      lab: null,
      view: { ended: null },
      log: [],
    };
    this.store.replace(start);
    this.history.start({ ...start, events: events.map(({ set, ...event }) => ({ ...event, set: KEPT(set) })) });
    this.store.apply({ ...start, seq: events.length, tick, events: this.history.events });
    this.clock.jump({ ...start, tick }, page.performance.now());
    this.store.subscribe(() => this.#lead());
  }

  /** What is chosen by stepping is chosen in the run that it belongs to. */
  jump(kind, way) {
    const jumped = super.jump(kind, way);
    const event = this.history.event(this.chosen.value.event);
    if (jumped && event)
      this.sessions[event.run].chosen.set({ event: event.places[event.run], operation: event.operation ?? null });
    return jumped;
  }

  /** Play at another speed. */
  setSpeed(perMille) {
    this.store.setSpeed(perMille);
  }

  #lead() {
    const { past, seq, tick } = this.store;
    const places = this.history.event(seq)?.places;
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

/** Of what an event changed, only what tells whether it violated something. */
const KEPT = (set) => (set ?? []).filter(([[part]]) => part === "verdicts" || part === "operations");
