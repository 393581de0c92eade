// The drafts of a page: what was typed, as which client, at which replica, into which text; and their operations, sent one at a time.
//
// 1. A draft sends its next operation once its client's previous one is over, whichever draft is in the field.
// 2. What became of an operation is read off the run's events; of one that was refused or got no answer, the learner is told.
// 3. What has not been sent when the page is left is kept in the browser window, and goes on when the page comes again.

import { present } from "../lib/dom.js";
import { TextAuthors } from "./authors.js";
import { TextDraft } from "./draft.js";
import { lostWords } from "./words.js";

const UNDER_WAY = new Set(["queued", "open", "ok"]);

/** @typedef {import("./tree.js").Character} Character */

/** @typedef {{ client: string, node: string, key: string }} Address Who types, where. */

/** @typedef {Address & { draft: TextDraft, refused?: boolean }} Entry */

export class TextDrafts {
  authors = new TextAuthors();
  /** @type {Map<string, Entry>} */
  #entries = new Map();

  /**
   * `characters(node, key)`: what a replica holds; `changed()`: called when an operation got its identity.
   *
   * @param {Timeline} session
   * @param {{ characters: (node: string, key: string) => Character[], changed: () => void }} options
   */
  constructor(session, { characters, changed }) {
    this.session = session;
    this.characters = characters;
    this.changed = changed;
    this.#restore();
  }

  /**
   * The entry of a client and key in the present run, which from now on goes to this node: {draft, client, node, key}.
   *
   * @param {Address} address
   */
  of({ client, node, key }) {
    const name = this.#name(client, key);
    const entry = this.#entries.get(name) ?? { draft: new TextDraft(), client, node, key };
    entry.node = node;
    this.#entries.set(name, entry);
    return entry;
  }

  /**
   * The field of an entry has this line now.
   *
   * @param {Entry} entry
   * @param {string} text
   * @param {number} caret
   */
  type(entry, text, caret) {
    entry.refused = false;
    entry.draft.type(text, caret);
  }

  /**
   * Take in what an entry's replica holds now; gives where these places in the line have come to.
   *
   * @param {Entry} entry
   * @param {number[]} [carets]
   */
  arrive(entry, carets = []) {
    this.#settle(entry);
    return entry.draft.arrive(this.characters(entry.node, entry.key), carets);
  }

  /** Send what can be sent. */
  send() {
    for (const [name, entry] of this.#entries) {
      if (name !== this.#name(entry.client, entry.key) || entry.draft.unacknowledged === 0) continue;
      this.arrive(entry);
      this.#send(entry);
    }
  }

  /** Another run: nothing is known of its events yet. */
  forget() {
    this.authors = new TextAuthors();
  }

  /** Keep what has not been sent, for when the page comes again. */
  keep() {
    const kept = [...this.#entries]
      .filter(([, { draft }]) => draft.unacknowledged > 0)
      .map(([name, { draft, client, node, key }]) => [name, { client, node, key, draft: draft.kept() }]);
    this.#storage?.setItem(this.#place, JSON.stringify(kept));
  }

  #restore() {
    for (const [name, { draft, ...entry }] of JSON.parse(this.#storage?.getItem(this.#place) ?? "[]")) {
      this.#entries.set(name, { ...entry, draft: TextDraft.from(draft) });
    }
    this.#storage?.setItem(this.#place, "[]");
  }

  get #place() {
    return `lightcone.text ${this.session.path}`;
  }

  /** The window's session storage; null where it is not allowed. */
  get #storage() {
    try {
      return this.session.page.sessionStorage;
    } catch {
      return null;
    }
  }

  get #view() {
    return present(this.session.store.view, "run");
  }

  /**
   * @param {string} client
   * @param {string} key
   */
  #name(client, key) {
    return `${this.session.store.run} ${client} ${key}`;
  }

  /** @param {Entry} entry */
  #settle({ draft }) {
    if (!draft.flight) return;
    const operation = this.#view.operations[draft.flight];
    const typed = this.authors.of(draft.flight);
    if (typed) draft.carriedOut(typed);
    else if (operation && !UNDER_WAY.has(operation.status))
      this.session.notify("warn", lostWords(operation, draft.giveUp()));
  }

  /** @param {Entry} entry */
  async #send(entry) {
    const { draft, client, node, key } = entry;
    const { clients, nodes } = this.#view;
    const { open, queued } = clients[client];
    if (entry.refused || open || queued.length > 0 || nodes[node].status === "crashed") return;
    const [operation, value] = draft.next() ?? [];
    if (!operation) return;
    const ack = await this.session.command("invoke", { client, node, operation, key, value });
    entry.refused = !ack;
    if (ack?.operation) draft.acknowledge(ack.operation);
    else draft.putBack();
    this.changed();
  }
}
