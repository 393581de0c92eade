// What the player of a run needs, loaded when the first one is opened.

import "../run/recorded-run.js";
import "../cluster/view.js";
import "../controls/lab-transport.js";
import "../diagram/space-time.js";
import "../panels/promise-line.js";
