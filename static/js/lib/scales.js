// The speed slider is logarithmic: each notch is the same factor. Pure.

const LOW = 100;
const HIGH = 10000;
export const STEPS = 40;

/**
 * Slider position 0…STEPS → speed in virtual ms per real second, rounded to two digits.
 *
 * @param {number} position
 */
export function speedAt(position) {
  return Number((LOW * (HIGH / LOW) ** (position / STEPS)).toPrecision(2));
}

/**
 * Speed → the nearest slider position.
 *
 * @param {number} speed
 */
export function positionOf(speed) {
  return Math.round((Math.log(speed / LOW) / Math.log(HIGH / LOW)) * STEPS);
}
