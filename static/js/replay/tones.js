// How what happens in a run sounds. Pure.

const SENT_HZ = 1200;
const LOST_HZ = 90;
export const MINOR_CHORD_HZ = [220, 261.6, 329.6];
const TICKS_A_FRAME_MAX = 3;

/** @typedef {{ hz: number, seconds: number, gain: number }} Tone */

/**
 * Return the tones of what has happened: at most three ticks, one thud, one chord. Pure.
 *
 * @param {WireEvent[]} events
 * @returns {Tone[]}
 */
export function tonesOf(events) {
  const sent = events.filter(({ kind }) => kind === "message_sent").slice(0, TICKS_A_FRAME_MAX);
  const lost = events.some(({ kind }) => kind === "message_dropped");
  const stale = events.some(({ set }) => (set ?? []).some(([path, value]) => path[0] === "operations" && value?.stale));
  return [
    ...sent.map(() => ({ hz: SENT_HZ, seconds: 0.02, gain: 0.03 })),
    ...(lost ? [{ hz: LOST_HZ, seconds: 0.12, gain: 0.14 }] : []),
    ...(stale ? MINOR_CHORD_HZ.map((hz) => ({ hz, seconds: 0.7, gain: 0.08 })) : []),
  ];
}
