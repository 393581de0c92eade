import assert from "node:assert/strict";
import { test } from "node:test";
import { AHEAD_MS_MAX, VirtualClock } from "../../../static/js/lib/virtual-clock.js";

const at = (tick, speed = 1000, playing = true) => ({ tick, playing, speed_per_mille: speed });

test("time goes on between frames at the run's speed", () => {
  const clock = new VirtualClock();
  clock.jump(at(1000, 500), 0);
  assert.ok(Math.abs(clock.read(100) - 1050) < 1);
});

test("frames 250 ms apart do not make it stutter", () => {
  const clock = new VirtualClock();
  clock.jump(at(0), 0);
  for (let now = 16, before = 0; now < 3000; now += 16) {
    if (now % 256 === 0) clock.sync(at(now), now);
    const tick = clock.read(now);
    assert.ok(tick - before > 12 && tick - before < 20, `${tick - before} ticks in 16 ms`);
    before = tick;
  }
});

test("without news it stops 450 ms ahead", () => {
  const clock = new VirtualClock();
  clock.jump(at(1000), 0);
  for (let now = 0; now <= 3000; now += 16) clock.read(now);
  assert.equal(AHEAD_MS_MAX, 450);
  assert.ok(clock.read(3000) <= 1000 + AHEAD_MS_MAX);
});

test("it never goes back, whatever the frames say", () => {
  const clock = new VirtualClock();
  clock.jump(at(0), 0);
  let before = 0;
  for (let now = 0; now < 2000; now += 16) {
    if (now % 48 === 0) clock.sync(at(now - ((now * 7) % 90)), now);
    const tick = clock.read(now);
    assert.ok(tick >= before, `${tick} after ${before}`);
    before = tick;
  }
});

test("it follows frames that come late without falling behind", () => {
  const clock = new VirtualClock();
  clock.jump(at(0), 0);
  for (let now = 0; now < 3000; now += 16) {
    if (now % 64 === 0) clock.sync(at(now), now);
    clock.read(now);
  }
  assert.ok(Math.abs(clock.read(3000) - 3000) < 30);
});

test("a step while paused is slewed over, so that motion can be seen", () => {
  const clock = new VirtualClock();
  clock.jump(at(100, 250, false), 0);
  clock.sync(at(160, 250, false), 10);
  const soon = clock.read(40);
  assert.ok(soon > 100 && soon < 140, String(soon));
  for (let now = 40; now < 1500; now += 16) clock.read(now);
  assert.ok(clock.read(1500) > 159);
  assert.equal(clock.moving(1500), false);
});

test("a wide gap is jumped", () => {
  const clock = new VirtualClock();
  clock.jump(at(0), 0);
  clock.sync(at(60000), 16);
  assert.ok(clock.read(32) >= 60000);
});
