// A recorded run framed by another page: the picture, the time and the diagram, nothing that needs more room. With `#play=TICK` in its
// address it plays from there.

import { listen } from "../lib/dom.js";
import "../run/recorded-run.js";
import "../cluster/view.js";
import "../controls/lab-transport.js";
import "../diagram/space-time.js";
import "../panels/merge-panel.js";
import "../panels/growth-chart.js";
import "../panels/law-panel.js";
import "../panels/verdict-chips.js";
import "../panels/promise-line.js";
import { listenForKeys } from "../controls/lab-keyboard.js";

listen(document, "recorded-run-ready", ({ target }) => {
  const { session } = /** @type {import("../run/recorded-run.js").RecordedRun} */ (target);
  listenForKeys(document, session);
  const [, tick] = location.hash.match(/^#play=(\d+)$/) ?? [];
  // What the run's page chooses to show at first comes after this event, and would end the playing.
  if (tick !== undefined) setTimeout(() => play(session, Number(tick)));
});

/**
 * @param {Timeline} session
 * @param {number} tick
 */
function play(session, tick) {
  session.travel({ tick });
  session.setReplay(true);
}
