// After a replay under other settings the page plays the new run up to the operation that came out otherwise, instead of showing its end.

import { operationName } from "../words/names.js";
import { resultText } from "../lib/format.js";

const SECONDS = 2;

/**
 * Return the first operation that ended in one view otherwise than in another, reads before changes; null if there is none. One that
 * has no end yet counts. Pure.
 *
 * @param {Record<string, Operation>} before
 * @param {Record<string, Operation>} after
 */
export function otherwise(before, after) {
  const differing = Object.keys(after).filter(
    (id) => before[id]?.completed_tick != null && said(before[id]) !== said(after[id]),
  );
  return differing.find((id) => after[id].kind === "read") ?? differing[0] ?? null;
}

/** @param {Operation} operation */
const said = ({ status, result, stale }) => JSON.stringify([status, result, Boolean(stale)]);

/** @param {Operation} operation */
function ending(operation) {
  if (operation.status === "ok") return operation.kind === "read" ? resultText(operation) : "completed";
  return operation.completed_tick === null ? "still waits for an answer" : "got no answer";
}

/**
 * Follow a session: when its run gives way to a replay of it, play that.
 *
 * @param {Timeline} session
 */
export function showReplays(session) {
  let run = session.store.run;
  /** @type {Record<string, Operation>} */
  let operations = {};
  /** @type {string | null} */
  let due = null;
  let playing = false;
  const play = () => {
    const view = session.store.headView;
    if (!due || !view || !session.history.complete || session.history.lastSeq < session.store.head.seq) return;
    const id = due;
    const operation = view.operations[id];
    const was = ending(operations[id]);
    due = null;
    session.playUpTo(operation.completed_tick ?? session.store.head.tick, SECONDS);
    session.chosen.set({ operation: id, node: operation.node });
    session.notify("plain", `This time ${operationName(operation)} ${ending(operation)}. Before: ${was}.`);
    playing = true;
  };
  session.replay.subscribe((replay) => {
    if (!playing || replay.playing) return;
    playing = false;
    session.goLive();
  });
  session.store.subscribe(({ kind }) => {
    const { store } = session;
    if (!store.headView) return;
    const made = store.lab?.runs.find(({ number }) => number === store.run);
    if (kind === "snapshot" && store.run !== run && made?.parent === run && !made.forked) {
      const before = operations;
      due = otherwise(before, store.headView.operations);
      run = store.run;
      return play();
    }
    if (due) return;
    run = store.run;
    operations = store.headView.operations;
  });
  session.history.subscribe(play);
}
