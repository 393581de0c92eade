import assert from "node:assert/strict";
import { test } from "node:test";

import { FrameTurns } from "../../../static/js/lib/frame-turns.js";

/** A window whose frames come when told to. */
function screen() {
  const asked = [];
  return { requestAnimationFrame: (work) => asked.push(work), frame: () => asked.splice(0).forEach((work) => work()) };
}

test("each frame has one piece of work, in the order in which they were asked for", () => {
  const page = screen();
  const turns = new FrameTurns(page);
  const done = [];
  for (const name of ["sight", "tiles", "counts"]) turns.ask(name, () => done.push(name));
  assert.deepEqual(done, []);
  page.frame();
  assert.deepEqual(done, ["sight"]);
  page.frame();
  page.frame();
  assert.deepEqual(done, ["sight", "tiles", "counts"]);
});

test("what is asked for again before its turn is done once, and what asks for itself again waits behind the others", () => {
  const page = screen();
  const turns = new FrameTurns(page);
  const done = [];
  const tiles = () => {
    if (done.push("tiles") < 3) turns.ask("tiles", tiles);
  };
  turns.ask("tiles", tiles);
  turns.ask("tiles", tiles);
  turns.ask("sight", () => done.push("sight"));
  for (let i = 0; i < 4; i += 1) page.frame();
  assert.deepEqual(done, ["tiles", "sight", "tiles"]);
});
