// What a page asks the server about the run that it shows: the address of a question, and its answer as elements.

import { html, windowOf } from "../lib/dom.js";

const FAILED = "This could not be asked. Check the connection and try again.";
const CONFLICT = 409;
const REFUSED = "There is nothing to show for this any more. Reload the page.";

/**
 * The address of a question about an element's run. A recorded run is asked beside its recording, whose address says which run it is;
 * a live one beside its page.
 *
 * @param {Element & { session: Timeline }} element
 * @param {string} name
 * @param {Record<string, string | number | boolean>} fields
 */
export function runAddress(element, name, fields) {
  const { location } = windowOf(element);
  const recording = element.closest("recorded-run")?.dataset.recording;
  const address = new URL(
    recording
      ? recording.replace("recording/", `${name}/`)
      : `${element.session.path}${name}/?run=${element.session.store.run}`,
    location.href,
  );
  for (const [field, value] of Object.entries(fields)) address.searchParams.set(field, String(value));
  return address.href;
}

/**
 * The sentence with which the server refused a question, as of a run of an earlier version; or another, if it gave none.
 *
 * @param {Response | null} answer
 * @param {string} otherwise
 */
export async function refusalWords(answer, otherwise) {
  const isSaid = answer?.status === CONFLICT && answer.headers.get("content-type")?.startsWith("text/plain");
  return isSaid ? await answer.text() : otherwise;
}

/**
 * The elements of a part of a page, or a sentence on why there are none.
 *
 * @param {Document} document
 * @param {string} address
 */
export async function fetchPart(document, address) {
  const { fetch, DOMParser } = windowOf(document);
  /** @param {string} text */
  const sorry = (text) => [html(document, "p", { role: "alert" }, text)];
  const answer = await fetch(address).catch(() => null);
  if (!answer) return sorry(FAILED);
  if (!answer.ok) return sorry(await refusalWords(answer, REFUSED));
  return [...new DOMParser().parseFromString(await answer.text(), "text/html").body.children];
}
