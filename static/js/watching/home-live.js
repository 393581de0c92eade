// The live cluster of the home page: a lab is opened, and put in the place of the recorded run.

import { find, query, windowOf } from "../lib/dom.js";
import { LOADING_FAILED } from "../lib/format.js";
import { loadStyle } from "../lib/later-style.js";
import "../run/lab-session.js";
import "../run/lab-announcer.js";
import "../run/toast-stack.js";
import "../cluster/view.js";
import "../cluster/stage.js";
import "../panels/promise-line.js";
import "../controls/lab-guide.js";
import "../controls/lab-toolbar.js";
import "../controls/node-actions.js";
import { showReplays } from "../replay/replay-shows.js";

/**
 * Open a lab in the place of the demonstration; once there is one, it stays.
 *
 * @param {Document} document
 */
export async function goLive(document) {
  const demo = query(document, "demo-cluster.demo");
  if (!demo) return;
  const page = windowOf(document);
  const form = find(document, ".pitch form", HTMLFormElement);
  const opened = await page.fetch(form.action, { method: "POST", body: new page.FormData(form) }).catch(() => null);
  const [, id] = opened?.url.match(/\/labs\/([^/]+)\/$/) ?? [];
  if (!id) {
    find(demo, "[data-caption] span").textContent = LOADING_FAILED;
    return;
  }
  const template = find(document, "template[data-live]", HTMLTemplateElement);
  const live = /** @type {HTMLElement} */ (find(template.content, "lab-session").cloneNode(true));
  await loadStyle(document, live.dataset.laterStyle ?? "");
  Object.assign(live.dataset, { socket: `/ws/labs/${id}/`, page: `/labs/${id}/` });
  find(live, "[data-lab]", HTMLAnchorElement).href = `/labs/${id}/`;
  demo.replaceWith(live);
  const { session } = /** @type {import("../run/lab-session.js").LabSession} */ (live);
  showReplays(session);
  find(live, "lab-guide button").focus();
}
