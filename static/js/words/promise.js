// What is said of the promises of a run, in one line. Pure.

import { capitalized, valuesText } from "../lib/format.js";
import { named, operationName } from "./names.js";
import { staleReads } from "../run/stale-reads.js";
import { asked } from "../run/verdicts.js";

/**
 * @typedef {object} Promise
 * @property {"kept" | "broken" | "open"} state
 * @property {string} title Of what is broken; empty where nothing is.
 * @property {string} text
 * @property {string | null} model The model that is broken, to ask why.
 * @property {number} others How many models hold beside it.
 */

const UNDECIDED = "It is not decided yet whether one copy of the data explains every answer.";
const KEPT = "So far every answer is explained by one copy of the data.";

/** @type {Record<string, Promise["state"]>} */
const SAID = { converged: "kept", moving: "open", diverged: "broken" };

/** @type {Record<string, string>} */
const CONVERGENCE = {
  converged: "All replicas are equal",
  moving: "Replicas differ, and messages are on their way",
  diverged: "Replicas differ, and no message is on its way to fix it",
};

/**
 * Return the line for the moment that is shown.
 *
 * @param {View} view
 * @param {string} question
 * @returns {Promise}
 */
export function promiseOf(view, question) {
  const broken = view.invariants.find(({ state }) => state === "broken");
  if (broken) return { state: "broken", title: broken.title, text: broken.text, model: null, others: 0 };
  if (view.invariants.length > 0)
    return { state: "kept", title: "", text: "Everything that has to hold holds so far.", model: null, others: 0 };
  const verdicts = view.verdicts[asked(view, question)];
  if (!verdicts) return ofReplicas(view);
  const violated = Object.entries(verdicts).filter(([, { status }]) => status === "violated");
  const others = Object.values(verdicts).filter(({ status }) => status === "holds").length;
  if (violated.length === 0) {
    const [strongest] = Object.values(verdicts);
    return strongest.status === "holds"
      ? { state: "kept", title: "", text: KEPT, model: null, others }
      : { state: "open", title: "", text: UNDECIDED, model: null, others };
  }
  const [model, verdict] = violated[0];
  return { state: "broken", title: model, text: sentence(view, verdict), model, others };
}

/**
 * @param {View} view
 * @returns {Promise}
 */
function ofReplicas(view) {
  const state = SAID[view.convergence.state];
  const title = state === "broken" ? "Diverged" : "";
  return { state, title, text: `${replicasText(view)}.`, model: null, others: 0 };
}

/**
 * Return whether the replicas agree, in a sentence without its full stop. Nobody compares those that are down.
 *
 * @param {Pick<View, "nodes" | "convergence">} view
 */
export function replicasText({ nodes, convergence }) {
  const text = CONVERGENCE[convergence.state];
  const someDown = Object.values(nodes).some(({ status }) => status === "crashed");
  return someDown ? text.replace("All replicas are", "All replicas that are up are") : text;
}

/**
 * @param {View} view
 * @param {Verdict} verdict
 */
function sentence({ operations }, { operations: involved, explanation }) {
  const [stale] = staleReads(operations).filter(([id]) => involved.includes(id));
  const missed = stale && operations[stale[1].stale?.missed ?? ""];
  if (!missed) return named(explanation, operations);
  const [, read] = stale;
  const got = read.result?.length ? valuesText(read.result) : "nothing";
  return `${capitalized(read.client)} read ${got} after ${operationName(missed)} had completed.`;
}
