// Every page.

import "../lib/theme-toggle.js";
import { ignoreSecondClicks } from "../lib/second-clicks.js";

ignoreSecondClicks(document);
