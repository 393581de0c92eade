import assert from "node:assert/strict";
import { test } from "node:test";
import { DiagramWindow } from "../../../static/js/diagram/window.js";
import { axisMarks, FOLD_PX, quietStretches, stepOf, TimeScale } from "../../../static/js/lib/time-scale.js";

const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);
const folded = new TimeScale({
  perTick: 0.5,
  start: 10,
  folds: [
    { from: 100, to: 900 },
    { from: 1000, to: 3000 },
  ],
});

test("a place and its moment belong together, also within and after folds", () => {
  for (const tick of [0, 50, 100, 400, 900, 950, 1000, 2500, 3000, 3100]) close(folded.tick(folded.x(tick)), tick);
});

test("a fold is as wide as any other, however long it is", () => {
  close(folded.x(900) - folded.x(100), FOLD_PX);
  close(folded.x(3000) - folded.x(1000), FOLD_PX);
  close(folded.x(3100) - folded.x(3000), 50);
});

test("zooming keeps the moment under the pointer where it is", () => {
  const zoomed = folded.zoomed(3, 40);
  close(zoomed.x(folded.tick(40)), 40);
  close(zoomed.perTick, 1.5);
});

test("what is fitted fills the width", () => {
  const scale = folded.fitted(0, 3100, 500);
  close(scale.x(0), 0);
  close(scale.x(3100), 500);
});

test("only long stretches without events are folded, with room at both ends", () => {
  assert.deepEqual(quietStretches([0, 100, 1000, 1200]), [{ from: 140, to: 960 }]);
});

test("axis marks are round, far enough apart, and never in a fold", () => {
  assert.equal(stepOf(0.1, 80), 1000);
  assert.equal(stepOf(2, 80), 50);
  const marks = axisMarks(new TimeScale({ perTick: 0.1, folds: [{ from: 1500, to: 60_500 }] }), 0, 63_000);
  assert.deepEqual(
    marks.map(({ label }) => label),
    ["0 s", "1", "61", "62", "63"],
  );
});

function windowOf(width = 1000) {
  const shown = new DiagramWindow();
  shown.resize(width);
  return shown;
}

test("going along keeps the present near the right edge; panning ends that", () => {
  const shown = windowOf();
  shown.keep(10_000);
  assert.ok(shown.scale.x(10_000) > 900 && shown.scale.x(10_000) < 1000);
  shown.pan(-200);
  const { start } = shown.scale;
  shown.keep(20_000);
  assert.deepEqual([shown.following, shown.scale.start], [false, start]);
});

test("an earlier moment that is shown comes into sight, and moves nothing if it is there already", () => {
  const shown = windowOf();
  shown.keep(10_000);
  const { start } = shown.scale;
  shown.keep(9_500, true);
  assert.equal(shown.scale.start, start);
  shown.keep(100, true);
  close(shown.scale.x(100), 500);
});

test("fit shows the whole run, even one of hours", () => {
  for (const until of [8000, 6_016_000, 40_000_000]) {
    const shown = windowOf();
    shown.fit(until);
    assert.ok(shown.scale.x(0) >= 0 && shown.scale.x(until) <= 1000 && shown.scale.x(until) > 900);
  }
});

test("revealing shows all of a stretch, as large as there is room, but not larger than is of use", () => {
  const shown = windowOf();
  shown.reveal(0, 30_000);
  assert.ok(shown.scale.x(0) >= 0 && shown.scale.x(30_000) <= 1000);
  assert.ok(shown.scale.x(30_000) - shown.scale.x(0) > 700);
  shown.reveal(5000, 5002);
  assert.ok(shown.scale.x(5000) > 400 && shown.scale.x(5002) < 600);
  assert.equal(shown.scale.perTick, 1.5);
});

test("quiet stretches fold when asked, and open one by one", () => {
  const shown = windowOf();
  const ticks = [0, 1000, 3000];
  shown.fold(true, ticks);
  assert.equal(shown.scale.folds.length, 2);
  shown.unfold(shown.scale.folds[0].from);
  assert.deepEqual(
    shown.scale.folds.map(({ from }) => from),
    [1040],
  );
  shown.fold(false, ticks);
  assert.equal(shown.scale.folds.length, 0);
});
