// A run that was recorded: it can be looked at, moment by moment, and played again. Nothing can be done to it.

import { Timeline } from "./timeline.js";

const SPEED_PER_MILLE = 250;

export class RecordedSession extends Timeline {
  recorded = true;

  /**
   * Take in a recording (docs/protocol.md); its end is the present.
   *
   * @param {Page} page
   * @param {Recording} recording
   * @param {{ speed?: number }} [options]
   */
  constructor(page, recording, { speed = SPEED_PER_MILLE } = {}) {
    super(page);
    const { run, seq, view, log, events, until } = recording;
    const first = {
      run,
      seq,
      tick: 0,
      playing: false,
      speed_per_mille: speed,
      role: this.role,
      lab: { title: recording.title ?? "", runs: [], current: run },
      view,
      log,
    };
    this.store.replace(first);
    this.history.start(recording);
    this.store.apply({ run, seq: until.seq, tick: until.tick, playing: false, speed_per_mille: speed, events });
    this.clock.jump({ ...first, tick: until.tick }, page.performance.now());
  }
}
