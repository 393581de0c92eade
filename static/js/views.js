// The views of a run: what any page with a session shows of it at first. The others: `run/lazy-elements.js`.

import "./cluster/view.js";
import "./cluster/stage.js";
import "./controls/node-actions.js";
import "./panels/node-inspector.js";
import "./controls/lab-transport.js";
import "./diagram/space-time.js";
import "./panels/event-log.js";
import "./panels/stale-callout.js";
import "./panels/verdict-lattice.js";
import "./panels/verdict-reason.js";
import "./run/lab-announcer.js";
