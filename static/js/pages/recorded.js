// A page with a recorded run: a shared moment.

import "../run/recorded-run.js";
import "../views.js";
import { wireDialogs } from "../lib/dialogs.js";
import { wireGlossary } from "../lib/glossary.js";
import { listenForKeys } from "../controls/lab-keyboard.js";
import { wireRunViews } from "../controls/run-views.js";
import { wireTabs } from "../lib/tabs.js";
import { loadWhenNeeded } from "../run/lazy-elements.js";

wireDialogs(document);
wireRunViews(document);
document.addEventListener("recorded-run-ready", ({ target }) => {
  listenForKeys(document, target.session);
  wireGlossary(document);
  wireTabs(document);
  loadWhenNeeded(document, target.session);
});
