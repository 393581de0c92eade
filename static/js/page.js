// Every page.

import "./theme-toggle.js";
import { ignoreSecondClicks } from "./second-clicks.js";

ignoreSecondClicks(document);
