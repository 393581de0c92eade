// The judge's page: what is pasted stays in this tab until it is judged or taken out, whatever happens to the page meanwhile.

import { wireDrop } from "../history/drop-file.js";
import { find, listen, present } from "../lib/dom.js";

const NAME = "lightcone.judge.draft";
const PASTED_WHOLE_CHARS = 50_000;
const LOST =
  "The server no longer knows this job: it may have restarted. Judge the history again; your text is still here.";

const draft = find(document, "[data-draft]", HTMLTextAreaElement);
const result = find(document, "#result");

/**
 * Keep a text in this tab, or return the one that is kept. The browser may refuse both.
 *
 * @param {string} [text]
 */
function kept(text) {
  try {
    if (text === undefined) return sessionStorage.getItem(NAME) ?? "";
    sessionStorage.setItem(NAME, text);
  } catch {
    // Then the text is only in its field.
  }
  return "";
}

/**
 * A long text is set at once: browsers insert what is pasted line by line, which takes them minutes for 20,000 lines.
 *
 * @param {ClipboardEvent} event
 */
function paste(event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (text.length < PASTED_WHOLE_CHARS) return;
  event.preventDefault();
  const { selectionStart: from, selectionEnd: to, value } = draft;
  draft.value = value.slice(0, from) + text + value.slice(to);
  kept(draft.value);
}

if (draft.value === "") draft.value = kept();
draft.addEventListener("paste", paste);
draft.addEventListener("input", () => kept(draft.value));
listen(present(draft.form, "form around the draft"), "change", ({ target }) => {
  if (target instanceof HTMLInputElement && target.files?.length) draft.value = kept("");
});

wireDrop(present(draft.form, "form around the draft"));

// What was judged has a page of its own now.
listen(document, "htmx:beforeOnLoad", ({ detail }) => detail.xhr.getResponseHeader("HX-Redirect") && kept(""));

listen(document, "htmx:responseError", ({ detail }) => {
  if (!result.contains(detail.elt)) return;
  const note = document.createElement("p");
  Object.assign(note, { className: "job-note", textContent: LOST });
  note.dataset.tone = "danger";
  note.setAttribute("role", "alert");
  result.replaceChildren(note);
});
