// A page with a recorded run: a shared moment.

import "./recorded-run.js";
import "./views.js";
import { wireDialogs } from "./dialogs.js";
import { wireGlossary } from "./glossary.js";
import { listenForKeys } from "./lab-keyboard.js";
import { wireTabs } from "./tabs.js";

wireDialogs(document);
wireTabs(document);
document.addEventListener("recorded-run-ready", ({ target }) => {
  listenForKeys(document, target.session);
  wireGlossary(document);
});
