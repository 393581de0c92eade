// A page with a recorded run: a shared moment.

import "./recorded-run.js";
import "./views.js";
import "./sibling-panel.js";
import "./text-editor.js";
import { wireDialogs } from "./dialogs.js";
import { wireGlossary } from "./glossary.js";
import { listenForKeys } from "./lab-keyboard.js";
import { wireRunViews } from "./run-views.js";
import { wireTabs } from "./tabs.js";

wireDialogs(document);
wireRunViews(document);
document.addEventListener("recorded-run-ready", ({ target }) => {
  listenForKeys(document, target.session);
  wireGlossary(document);
  wireTabs(document);
});
