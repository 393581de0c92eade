// A run to watch, in place: links and forms marked `data-watch` open a player over the page, and closing it leads back to where one was.

import { find, html, listen, query, windowOf } from "../lib/dom.js";

const FAILED = "This run could not be opened. Check the connection and try again.";

/**
 * Wire what opens the player on a page.
 *
 * @param {Document} document
 */
export function wirePlayer(document) {
  listen(document, "click", (event) => {
    const link = event.target.closest("a[data-watch]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    watch(document, link.dataset.watch || link.getAttribute("href") || "");
  });
  listen(document, "submit", async (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("form[data-watch]")) return;
    event.preventDefault();
    const { fetch, FormData } = windowOf(document);
    const made = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
    const [, id] = made?.url.match(/\/labs\/([^/]+)\/$/) ?? [];
    if (id) watch(document, `/runs/${id}/`);
    else playerOf(document).querySelector("[data-loading]")?.replaceChildren(FAILED);
  });
}

/**
 * Show a run's player over the page.
 *
 * @param {Document} document
 * @param {string} address
 */
async function watch(document, address) {
  const dialog = playerOf(document);
  const body = find(dialog, ".player-place");
  body.replaceChildren(html(document, "p", { role: "status" }, "Loading the run…"));
  if (!dialog.open) dialog.showModal();
  const page = windowOf(document);
  const [answer] = await Promise.all([
    page.fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null),
    import("./player-parts.js"),
  ]);
  if (!answer?.ok) return void body.replaceChildren(html(document, "p", { role: "alert" }, FAILED));
  const parsed = new page.DOMParser().parseFromString(await answer.text(), "text/html");
  body.replaceChildren(...parsed.body.children);
}

/**
 * @param {Document} document
 * @returns {HTMLDialogElement}
 */
function playerOf(document) {
  const there = query(document, "#player", HTMLDialogElement);
  if (there) return there;
  const close = html(
    document,
    "button",
    { type: "button", class: "icon", "aria-label": "Close, back to where you were" },
    "×",
  );
  const dialog = /** @type {HTMLDialogElement} */ (
    html(
      document,
      "dialog",
      { id: "player", "aria-label": "A run to watch" },
      close,
      html(document, "div", { class: "player-place" }),
    )
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => find(dialog, ".player-place").replaceChildren());
  document.body.append(dialog);
  return dialog;
}
