// The lesson's part of a step page.

import "../lesson/panel.js";
