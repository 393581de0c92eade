// A recorded run framed by another page: the picture, the time and the diagram, nothing that needs more room. With `#play=TICK` in its
// address it plays from there.

import "./recorded-run.js";
import "./cluster-view.js";
import "./lab-transport.js";
import "./space-time.js";
import "./merge-panel.js";
import "./growth-chart.js";
import "./law-panel.js";
import "./verdict-chips.js";
import { listenForKeys } from "./lab-keyboard.js";

document.addEventListener("recorded-run-ready", ({ target }) => {
  listenForKeys(document, target.session);
  const [, tick] = location.hash.match(/^#play=(\d+)$/) ?? [];
  // What the run's page chooses to show at first comes after this event, and would end the playing.
  if (tick !== undefined) setTimeout(() => play(target.session, Number(tick)));
});

function play(session, tick) {
  session.travel({ tick });
  session.setReplay(true);
}
