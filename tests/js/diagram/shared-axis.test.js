import assert from "node:assert/strict";
import { test } from "node:test";
import { SharedAxis } from "../../../static/js/diagram/window.js";

/** @param {number[]} ticks */
const diagramOf = (ticks) => ({
  trace: { events: ticks.map((tick) => ({ tick })) },
  /** @param {SharedAxis} axis */
  join(axis) {
    this.axis = axis;
    axis.stretch.resize(1000);
  },
  fit() {
    this.axis?.stretch.fit(this.axis.until);
  },
  /** @type {SharedAxis | null} */
  axis: null,
});

test("diagrams side by side show the same stretch of time, up to the last tick of any", () => {
  const diagrams = [diagramOf([0, 3500]), diagramOf([10, 4500])];
  const axis = new SharedAxis(/** @type {any} */ (diagrams), 4500);
  assert.ok(diagrams.every((diagram) => diagram.axis === axis));
  assert.ok(axis.stretch.scale.x(4500) <= 1000 && axis.stretch.scale.x(4500) > 900);
});

test("only what is quiet in all of them is folded", () => {
  const diagrams = [diagramOf([0, 5000]), diagramOf([2500, 5000])];
  const axis = new SharedAxis(/** @type {any} */ (diagrams), 5000);
  axis.stretch.fold(true, axis.ticks);
  assert.deepEqual(axis.ticks, [0, 2500, 5000, 5000]);
  assert.ok(axis.stretch.scale.folds.every(({ from, to }) => to <= 2500 || from >= 2500));
});
