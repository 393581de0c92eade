// A recorded run framed by another page: the picture, the time and the diagram, nothing that needs more room. With `#play=TICK` in its
// address it plays from there.

import "../run/recorded-run.js";
import "../cluster/view.js";
import "../controls/lab-transport.js";
import "../diagram/space-time.js";
import "../panels/merge-panel.js";
import "../panels/growth-chart.js";
import "../panels/law-panel.js";
import "../panels/verdict-chips.js";
import { listenForKeys } from "../controls/lab-keyboard.js";

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
