// What "this moment" is, when its form is sent: the run, event and tick shown, and what is chosen.

import { listen } from "../lib/dom.js";

/**
 * Fill in the form of the share panel just before htmx sends it. `moment()` gives its fields.
 *
 * @param {Document} document
 * @param {() => Record<string, unknown>} moment
 */
export function fillMoment(document, moment) {
  listen(document, "htmx:configRequest", ({ target, detail }) => {
    if (target.matches("[data-share-moment]")) Object.assign(detail.parameters, moment());
  });
}

/**
 * The moment that a lab page shows.
 *
 * @param {Timeline} session
 */
export function momentOf({ store, chosen }) {
  const { event, model, question } = chosen.value;
  return {
    run: store.run,
    seq: store.seq,
    tick: Math.floor(store.tick),
    event: event ?? "",
    model: model ?? "",
    question: model ? question : "",
  };
}

/**
 * The moment that a comparison shows: every run at one tick.
 *
 * @param {import("../controls/compare-runs.js").CompareRuns} comparison
 */
export function comparisonOf({ session, dataset }) {
  const seq = Math.max(...session.sessions.map(({ store }) => store.seq));
  return {
    run: "",
    seq,
    tick: Math.floor(session.store.tick),
    event: "",
    model: "",
    question: "",
    columns: dataset.columns,
  };
}
