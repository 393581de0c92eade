// <text-editor>: where every key holds a text, the operation form gives way to a line that one types into, as a client at a replica.
//
// The field shows what that replica holds and what has been typed here, the draft (text-draft.js), of which operations are made
// (text-drafts.js). Whatever arrives meanwhile goes to its place, and the caret stays behind the character that it stood behind.

import {
  assign,
  find,
  first,
  html,
  keyed,
  last,
  present,
  sameLabels,
  setOptions,
  setText,
  windowOf,
} from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";
import { TextDrafts } from "./drafts.js";
import { holdsText } from "./holds-text.js";
import { byReplica, charactersOf, textOf } from "./tree.js";
import { stateWords } from "./words.js";
import "./tree-view.js";

/** @type {TextRun[]} */
const NO_RUNS = [];

/** @type {("client" | "node" | "key")[]} */
const CHOICES = ["client", "node", "key"];

/** @typedef {import("./tree.js").Character} Character */

/** @typedef {Record<"client" | "node" | "key", HTMLSelectElement> & { line: HTMLInputElement }} Fields */

class TextEditor extends LabElement {
  /** @type {TextDrafts} */
  drafts;
  /** @type {Fields} */
  fields;
  /**
   * What each row shows.
   *
   * @type {WeakMap<Element, Character[]>}
   */
  #rows = new WeakMap();
  /** @type {string} */
  invited;
  /** @type {Record<string, string>} */
  #nodes = {};
  #composing = false;
  #behind = false;
  /** @type {WeakMap<TextRun[], Character[]>} */
  #read = new WeakMap();

  setUp() {
    this.drafts = new TextDrafts(this.session, {
      characters: (node, key) => this.#characters(node, key),
      changed: () => this.view && this.draw(),
    });
    this.session.page.customElements.upgrade(this.find("text-tree"));
    this.drafts.authors.read(this.session.history.events);
    this.fields = {
      client: this.find("[name=client]", HTMLSelectElement),
      node: this.find("[name=node]", HTMLSelectElement),
      key: this.find("[name=key]", HTMLSelectElement),
      line: this.find("[name=line]", HTMLInputElement),
    };
    const { line } = this.fields;
    this.on(line, "compositionstart", () => (this.#composing = true));
    this.on(line, "compositionend", () => {
      this.#composing = false;
      this.#typed();
    });
    this.on(line, "input", () => this.#composing || this.#typed());
    for (const name of CHOICES) this.on(this.fields[name], "change", () => this.#bind(name));
    this.on(this.find("[data-act=play]"), "click", () => this.session.command("play", {}));
    if (this.dataset.share) this.on(this.find("[data-act=invite]"), "click", () => this.#invite());
    this.on(this.session.page, "pagehide", () => this.drafts.keep());
    this.follow(this.session.connection.subscribe(() => this.view && this.draw()));
    this.follow(this.session.history.subscribe(({ kind, events }) => this.#learn(kind, events)));
  }

  draw() {
    const on = holdsText(this.view);
    const card = present(this.closest("[data-text]"), "card around the text");
    card.hidden = !on;
    const form = this.ownerDocument.querySelector("operation-form");
    if (form) present(form.closest("section"), "card around the form").hidden = on;
    if (!on) return;
    this.#choices();
    this.#show();
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    if (this.view && holdsText(this.view) && now.client !== before.client) this.draw();
  }

  // Who types, where

  #choices() {
    const { client, node, key } = this.fields;
    const { view, session } = this;
    const mine = Object.keys(view.clients).filter((name) => session.may(name));
    setOptions(client, sameLabels(mine));
    setOptions(node, sameLabels(Object.keys(view.nodes)));
    setOptions(key, sameLabels(view.keys));
    const chosen = this.chosen.client ?? "";
    if (mine.includes(chosen)) client.value = chosen;
    node.value = this.#nodeOf(client.value);
    this.find("[data-client]").hidden = mine.length === 0;
    this.find("[data-key]").hidden = view.keys.length < 2;
  }

  /**
   * Each client types at a replica of its own, as long as there are enough, unless another was chosen.
   *
   * @param {string} client
   */
  #nodeOf(client) {
    const nodes = Object.keys(this.view.nodes);
    const own = nodes[Math.max(0, Object.keys(this.view.clients).indexOf(client)) % nodes.length];
    return nodes.includes(this.#nodes[client]) ? this.#nodes[client] : own;
  }

  /** @param {string} changed */
  #bind(changed) {
    const { client, node } = this.fields;
    if (changed === "node") this.#nodes[client.value] = node.value;
    if (changed === "client") this.session.chosen.set({ client: client.value });
    this.draw();
  }

  #invite() {
    const document = this.ownerDocument;
    const target = find(document, "#share-body");
    windowOf(document).htmx.ajax("GET", `${this.dataset.share}?grant=${encodeURIComponent(this.invited)}`, {
      target,
      swap: "outerHTML",
    });
  }

  // The line

  get #draft() {
    const { client, node, key } = this.fields;
    return this.drafts.of({ client: client.value, node: node.value, key: key.value });
  }

  /**
   * A node's characters: the same as before while its state is the same.
   *
   * @param {string} node
   * @param {string} [key]
   */
  #characters(node, key = this.fields.key.value) {
    const runs = this.view.nodes[node].inside[key]?.runs ?? NO_RUNS;
    const known = this.#read.get(runs) ?? charactersOf(runs);
    this.#read.set(runs, known);
    return known;
  }

  #show() {
    const { line, node, client } = this.fields;
    const { store, connection, history } = this.session;
    const characters = this.#characters(node.value);
    const mayType = Boolean(client.value) && !store.past;
    line.readOnly = !mayType || Boolean(this.view.ended);
    if (!mayType) setValue(line, textOf(characters));
    this.#behind = history.lastSeq < store.head.seq;
    if (mayType && !this.#composing && !this.#behind) this.#arrive();
    const { status } = this.view.nodes[node.value];
    setText(
      this.find("#text-state"),
      stateWords({
        past: store.past,
        mayType,
        ended: this.view.ended,
        connected: connection.value.name === "live",
        status,
        playing: store.playing,
        waiting: mayType ? this.#draft.draft.unacknowledged : 0,
        length: Array.from(line.value).length,
        node: node.value,
      }),
    );
    setText(this.find("[data-title]"), `The line at ${node.value}`);
    this.find("[data-act=play]").hidden = store.playing || store.past || !this.session.may();
    this.#replicas(characters);
    this.#offerInvitation();
    this.find("text-tree").show(characters, {
      key: this.fields.key.value,
      identities: Object.keys(this.view.nodes),
      authors: this.drafts.authors,
    });
  }

  #arrive() {
    const { line } = this.fields;
    const { draft } = this.#draft;
    const focused = this.ownerDocument.activeElement === line;
    const carets = [line.selectionStart, line.selectionEnd].map(
      (place) => Array.from(line.value.slice(0, place ?? 0)).length,
    );
    const [start, end] = this.drafts.arrive(this.#draft, carets).map(
      (place) =>
        draft.cells
          .slice(0, place)
          .map(({ character }) => character)
          .join("").length,
    );
    if (line.value !== draft.text) {
      const { selectionDirection } = line;
      setValue(line, draft.text);
      if (focused) line.setSelectionRange(start, end, selectionDirection ?? undefined);
    }
    this.drafts.send();
  }

  #typed() {
    const { line } = this.fields;
    if (line.readOnly) return;
    this.drafts.type(this.#draft, line.value, Array.from(line.value.slice(0, line.selectionEnd ?? 0)).length);
    this.#show();
  }

  /**
   * @param {string} kind
   * @param {WireEvent[]} events
   */
  #learn(kind, events) {
    if (kind === "reset") this.drafts.forget();
    this.drafts.authors.read(events);
    if (this.#behind && events.length > 0) this.draw();
  }

  // The line elsewhere

  /** @param {Character[]} own */
  #replicas(own) {
    const document = this.ownerDocument;
    const nodes = Object.keys(this.view.nodes);
    const at = this.fields.node.value;
    /** @type {[string, Character[]][]} */
    const rows = nodes.map((name) => [name, name === at ? own : this.#characters(name)]);
    /**
     * @param {unknown} _
     * @param {string} name
     */
    const create = (_, name) =>
      html(
        document,
        "li",
        {},
        html(document, "b", { "data-identity": nodes.indexOf(name) + 1 }, name),
        html(document, "span", { class: "text-runs" }),
      );
    keyed(this.find(".text-replicas"), rows, create, (row, characters, name) => {
      assign(row, { "aria-current": name === at ? "true" : null });
      if (this.#rows.get(row) === characters) return;
      this.#rows.set(row, characters);
      this.#runs(
        last(row),
        characters.filter(({ deleted }) => !deleted),
        nodes,
      );
    });
  }

  /**
   * @param {Element} parent
   * @param {import("./tree.js").Character[]} characters
   * @param {string[]} nodes
   */
  #runs(parent, characters, nodes) {
    const document = this.ownerDocument;
    /** @type {[string, [string, string]][]} */
    const entries = byReplica(characters).map(([replica, typed]) => [typed[0].id, [replica, textOf(typed)]]);
    const create = () => html(document, "span", { class: "text-run" }, html(document, "span"), html(document, "small"));
    keyed(parent, entries, create, (run, [replica, text]) => {
      assign(run, { "data-identity": nodes.indexOf(replica) + 1 });
      setText(first(run), text);
      setText(last(run), replica);
    });
    assign(parent, { "data-empty": entries.length === 0 });
  }

  #offerInvitation() {
    if (!this.dataset.share) return;
    const clients = Object.keys(this.view.clients);
    this.invited = clients[(clients.indexOf(this.fields.client.value) + 1) % clients.length];
    setText(
      this.find("[data-act=invite]"),
      `Invite somebody to type at ${this.#nodeOf(this.invited)} as ${this.invited}`,
    );
  }
}

/**
 * @param {HTMLInputElement} line
 * @param {string} text
 */
function setValue(line, text) {
  if (line.value !== text) line.value = text;
}

customElements.define("text-editor", TextEditor);
