// Every page.

import "../lib/theme-toggle.js";
import { wireHeaderMenu } from "../lib/header-menu.js";
import { ignoreSecondClicks } from "../lib/second-clicks.js";

ignoreSecondClicks(document);
wireHeaderMenu(document);
