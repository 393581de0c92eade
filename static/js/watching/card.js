// The card of what a learner broke: a shared moment of the run, with a picture of it to send on.

import { find, html, query, windowOf } from "../lib/dom.js";

const FAILED = "The card could not be made. Check the connection and try again.";

/**
 * Share the present moment of a run, and show its card.
 *
 * @param {Document} document
 * @param {Timeline} session
 */
export async function showCard(document, session) {
  const page = windowOf(document);
  const { run, seq, tick } = session.store;
  const body = new page.FormData();
  for (const [name, value] of Object.entries({ run, seq, tick: Math.floor(tick) })) body.set(name, String(value));
  const { "x-csrftoken": token = "" } = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  const made = await page
    .fetch(`${session.path}moments/`, { method: "POST", body, headers: { "x-csrftoken": token } })
    .catch(() => null);
  const [, moment] = (made?.ok ? await made.text() : "").match(/\/moments\/([\w-]+)\//) ?? [];
  if (!moment) return session.notify("danger", FAILED);
  const address = new URL(`/moments/${moment}/`, page.location.href).href;
  const dialog = dialogOf(document);
  find(dialog, "img", HTMLImageElement).src = `/moments/${moment}/card.svg`;
  find(dialog, "[data-save]", HTMLAnchorElement).href = `/moments/${moment}/card.svg`;
  find(dialog, "[data-copy]").dataset.copy = address;
  find(dialog, "[data-copy]").textContent = "Copy the link";
  dialog.showModal();
}

/**
 * @param {Document} document
 * @returns {HTMLDialogElement}
 */
function dialogOf(document) {
  const there = query(document, "#card", HTMLDialogElement);
  if (there) return there;
  const dialog = /** @type {HTMLDialogElement} */ (
    html(
      document,
      "dialog",
      { id: "card", "aria-labelledby": "card-title" },
      html(
        document,
        "header",
        {},
        html(document, "h2", { id: "card-title" }, "What you broke"),
        html(document, "button", { type: "button", class: "icon", "data-closes": "", "aria-label": "Close" }, "×"),
      ),
      html(document, "img", {
        alt: "A card with the cluster as it stands, and what was broken",
        width: 1200,
        height: 630,
      }),
      html(
        document,
        "p",
        { class: "actions" },
        html(document, "button", { type: "button", class: "primary", "data-copy": "" }, "Copy the link"),
        html(document, "a", { class: "button", "data-save": "", download: "what-i-broke.svg" }, "Save the picture"),
      ),
    )
  );
  document.body.append(dialog);
  return dialog;
}
