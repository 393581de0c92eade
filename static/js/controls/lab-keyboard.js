// The lab's keys. One table; nothing happens while the learner types in a field or a dialog is open.

import { find, listen, query } from "../lib/dom.js";

/**
 * What keys act on.
 *
 * @typedef {object} Lab
 * @property {Document} document
 * @property {Timeline} session
 * @property {import("./lab-transport.js").LabTransport | null} transport
 * @property {import("./operation-form.js").OperationForm | null} operations
 */

/** @type {Record<string, string>} */
const TOOLS = { v: "select", c: "cut", o: "one_way", k: "crash" };

/** @type {Record<string, (lab: Lab) => unknown>} */
const KEYS = {
  " ": ({ transport }) => transport?.toggle(),
  ".": ({ transport }) => transport?.stepOn(),
  ",": ({ transport }) => transport?.stepBack(),
  n: ({ session }) => session.goLive(),
  f: ({ session }) => session.fork(),
  w: ({ operations }) => operations?.invoke("write"),
  r: ({ operations }) => operations?.invoke("read"),
  h: ({ session }) => session.command("heal"),
  a: ({ session }) => nextClient(session),
  g: ({ document }) => query(document, "lab-guide button:not([hidden])")?.click(),
  i: ({ document }) => query(document, "[data-act=instruments]")?.click(),
  p: ({ document }) => document.querySelector("[data-act=projector]")?.click(),
  "/": ({ document }) => document.querySelector("event-log input")?.focus(),
  "?": ({ document }) => find(document, "#keys", HTMLDialogElement).showModal(),
};

const OWNER_ONLY = new Set(["h", "f"]);

/** @param {Timeline} session */
function nextClient(session) {
  const clients = Object.keys(session.store.view?.clients ?? {}).filter((client) => session.may(client));
  session.chosen.set({ client: clients[(clients.indexOf(session.chosen.value.client ?? "") + 1) % clients.length] });
}

/**
 * Return what a key does in this lab, or undefined.
 *
 * @param {string} key
 * @param {Lab} lab
 */
function actionFor(key, lab) {
  const { session } = lab;
  const node = Object.keys(session.store.view?.nodes ?? {})[Number(key) - 1];
  if (node) return () => session.chosen.set({ node });
  if (TOOLS[key]) return session.may() ? () => session.chosen.set({ tool: TOOLS[key] }) : undefined;
  if (OWNER_ONLY.has(key) && !session.may()) return undefined;
  if ((key === "w" || key === "r") && !lab.operations) return undefined;
  return KEYS[key];
}

const TYPING = "input:not([type=range], [type=radio], [type=checkbox]), select, textarea, dialog, [popover]";

/**
 * Listen for the lab's keys on the document.
 *
 * @param {Document} document
 * @param {Timeline} session
 */
export function listenForKeys(document, session) {
  const lab = {
    document,
    session,
    transport: query(document, "lab-transport"),
    operations: document.querySelector("operation-form"),
  };
  listen(document, "keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING))
      return;
    if (event.key === " " && event.target.closest("button, a, summary, [role=button], input")) return;
    if (!session.store.view) return;
    const act = actionFor(event.key, lab);
    if (!act) return;
    event.preventDefault();
    act(lab);
  });
}
