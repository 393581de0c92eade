// The lesson's part of a step page.

import "../lesson/order-reasons.js";
import "../lesson/panel.js";
