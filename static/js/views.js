// The views of a run: what any page with a session shows of it at first. The others: `run/lazy-elements.js`.

import "./cluster/view.js";
import "./cluster/stage.js";
import "./controls/node-actions.js";
import "./controls/lab-transport.js";
import "./panels/stale-callout.js";
import "./panels/promise-line.js";
import "./controls/lab-instruments.js";
import "./run/lab-announcer.js";
