// What stands still of the diagram: drawn for a stretch wider than the window, and moved while that stretch is of use.

import { drawStill, shiftStill } from "./draw/picture.js";
import { wider } from "./scene.js";

// So many events are drawn in every frame before they join what stands still.
const FRESH_EVENTS = 150;

/** @typedef {import("./draw/picture.js").Picture} Picture */
/** @typedef {import("./scene.js").Scene} Scene */

/**
 * What stands still, and of which stretch it was drawn.
 *
 * @typedef {ReturnType<typeof drawStill> & Pick<Scene["scale"], "perTick" | "start" | "folds"> & { height: number }} Still
 */

/**
 * @param {Still} still
 * @param {Scene} scene
 */
const fits = (still, { trace, scale, layout, width }) =>
  trace.head - still.head < FRESH_EVENTS &&
  still.perTick === scale.perTick &&
  still.folds === scale.folds &&
  Math.abs(still.start - scale.start) < width / 2 &&
  still.height === layout.height;

export class StillPicture {
  /** @type {Still | null} */
  #still = null;

  /** @param {Picture} picture */
  constructor(picture) {
    this.picture = picture;
  }

  /** Draw everything anew the next time. */
  forget() {
    this.#still = null;
  }

  /**
   * Put what stands still in its place for a scene; draw it only if what is there does not serve. Returns what was drawn.
   *
   * @param {Scene} scene
   * @returns {Still}
   */
  place(scene) {
    const known = this.#still;
    const still = known && fits(known, scene) ? known : this.#draw(scene);
    shiftStill(this.picture, still.start - scene.scale.start);
    return still;
  }

  /** @param {Scene} scene */
  #draw(scene) {
    const { perTick, start, folds } = scene.scale;
    const still = { ...drawStill(this.picture, wider(scene)), perTick, start, folds, height: scene.layout.height };
    this.#still = still;
    return still;
  }
}
