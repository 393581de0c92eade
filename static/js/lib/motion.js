// How far along its way a message is at a virtual time. Pure.
//
// An anchor is a message's known place: `fraction` of the way at `tick`, to arrive at `arrives`. A message given another time of
// arrival goes on from where it is instead of jumping.

const STANDS = [0.14, 0.5, 0.86];

/**
 * @typedef {{ fraction: number, tick: number, arrives: number }} Anchor
 *
 * @typedef {{ arrives_tick: number, sent_tick?: number, dies_tick?: number | null }} Way The times of a message.
 */

/**
 * The anchor of a message at `tick`, going on from an earlier anchor if there is one.
 *
 * @param {Way} message
 * @param {Anchor} [earlier]
 * @param {number} [tick] Needed with an earlier anchor.
 * @returns {Anchor}
 */
export function anchor(message, earlier, tick = 0) {
  if (!earlier) return { fraction: 0, tick: message.sent_tick ?? 0, arrives: message.arrives_tick };
  if (earlier.arrives === message.arrives_tick) return earlier;
  const from = Math.max(earlier.tick, Math.min(tick, message.arrives_tick));
  return { fraction: fractionAt(earlier, message, tick), tick: from, arrives: message.arrives_tick };
}

/**
 * The share of the way behind it, 0 to 1; a dying message stops where it dies.
 *
 * @param {Anchor} known
 * @param {{ dies_tick?: number | null }} message
 * @param {number} tick
 */
export function fractionAt(known, message, tick) {
  const until =
    message.dies_tick === null || message.dies_tick === undefined ? tick : Math.min(tick, message.dies_tick);
  const left = known.arrives - known.tick;
  if (left <= 0) return 1;
  const gone = Math.min(1, Math.max(0, (until - known.tick) / left));
  return known.fraction + (1 - known.fraction) * gone;
}

/**
 * For those who asked for less motion: start, middle or end of the way.
 *
 * @param {number} fraction
 */
export const standing = (fraction) => STANDS[Math.min(2, Math.floor(fraction * 3))];
