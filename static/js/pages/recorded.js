// A page with a recorded run: a shared moment.

import { listen } from "../lib/dom.js";
import "../run/recorded-run.js";
import "../views.js";
import { wireDialogs } from "../lib/dialogs.js";
import { wireGlossary } from "../lib/glossary.js";
import { listenForKeys } from "../controls/lab-keyboard.js";
import { wireInstruments } from "../controls/instruments.js";
import { wireRunViews } from "../controls/run-views.js";
import { wireTabs } from "../lib/tabs.js";
import { loadWhenNeeded } from "../run/lazy-elements.js";

wireDialogs(document);
wireRunViews(document);
listen(document, "recorded-run-ready", ({ target }) => {
  const { session } = /** @type {import("../run/recorded-run.js").RecordedRun} */ (target);
  listenForKeys(document, session);
  wireGlossary(document);
  wireTabs(document);
  wireInstruments(document);
  loadWhenNeeded(document, session);
});
