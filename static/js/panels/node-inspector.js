// <node-inspector>: the chosen node from within. What is durable, what a crash would take, its timers and its clock; rows that the
// last event at the node changed are marked, and that event is named.

import { assign, first, html, keyed, last, setText } from "../lib/dom.js";
import { durableBeside, insideRows } from "./inside.js";
import {
  initialOf,
  seconds,
  signedTicks,
  stateText,
  valuesText,
  namedVector,
  wallOffset,
  wallReading,
} from "../lib/format.js";
import { LabElement } from "../run/lab-element.js";

const SLOW_MS = 100;

/** @typedef {import("./inside.js").Row} Row */

class NodeInspector extends LabElement {
  #at = 0;

  setUp() {
    this.follow(this.session.frames.add((nowMs) => this.#time(nowMs)));
    this.on(this.find("[data-act=close]"), "click", () => this.session.chosen.set({ node: null }));
    this.on(
      this.find(".choose"),
      "click",
      ({ target }) => target.dataset.choose && this.session.chosen.set({ node: target.dataset.choose }),
    );
  }

  draw() {
    this.#chooser();
    const name = this.chosen.node ?? "";
    const node = this.view.nodes[name];
    this.find(".nothing").hidden = Boolean(node);
    this.find(".something").hidden = !node;
    if (!node) return;
    this.#head(name, node);
    const mark = this.session.store.marks[name];
    this.find("[data-inside]").hidden = Object.keys(node.inside ?? {}).length === 0;
    for (const [section, entries] of Object.entries(this.#sections(node))) this.#section(section, entries, mark);
    this.#context();
    this.find(".last").hidden = !mark;
    setText(this.find(".last"), mark ? `Last change, at ${seconds(mark.tick)}: ${mark.text}` : "");
    this.#clock(this.session.now());
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    if (this.view && (now.node !== before.node || now.client !== before.client)) this.draw();
  }

  #chooser() {
    const document = this.ownerDocument;
    const names = Object.keys(this.view.nodes);
    keyed(
      this.find(".choose"),
      names.map((name, i) => [name, i + 1]),
      (identity, name) =>
        html(document, "button", { type: "button", "data-choose": name, "data-identity": identity }, name),
      (button, _, name) => assign(button, { "aria-pressed": String(name === this.chosen.node) }),
    );
  }

  /**
   * @param {string} name
   * @param {NodeState} node
   */
  #head(name, node) {
    setText(this.find("h3"), name);
    setText(this.find(".status"), node.role ? `${node.status} · ${node.role}` : node.status);
    assign(this.find(".status"), { "data-status": node.status });
    assign(this.find("h3"), { "data-identity": Object.keys(this.view.nodes).indexOf(name) + 1 });
    setText(this.find("[data-field=vector]"), namedVector(node.vector, this.view.processes));
  }

  /**
   * @param {NodeState} node
   * @returns {Record<string, Row[]>}
   */
  #sections(node) {
    const { keys } = this.view;
    /** @param {string} key */
    const versions = (key) => (node.values[key] ?? []).map(({ version }) => version).join(" ∥ ");
    return {
      inside: insideRows(node.inside),
      values: keys.map((key) => [key, valuesText(node.values[key], initialOf(this.view)), versions(key)]),
      durable: durableBeside(node).map(([name, value]) => [name, stateText(value), ""]),
      volatile: Object.entries(node.volatile).map(([name, value]) => [name, stateText(value), ""]),
      timers: Object.entries(node.timers).map(([name, tick]) => [name, seconds(tick), ""]),
    };
  }

  /** Draw what the chosen client's session carries, if the protocol has a session context. */
  #context() {
    const context = Object.entries(this.view.clients[this.chosen.client ?? ""]?.context ?? {});
    this.find("[data-session]").hidden = context.length === 0;
    setText(this.find("[data-field=client]"), this.chosen.client ?? "");
    this.#section(
      "context",
      context.map(([name, value]) => [name, stateText(value), ""]),
      null,
    );
  }

  /**
   * @param {string} section
   * @param {Row[]} entries
   * @param {Mark | null | undefined} mark
   */
  #section(section, entries, mark) {
    const document = this.ownerDocument;
    const list = this.find(`[data-section=${section}]`);
    const create = () =>
      html(
        document,
        "div",
        { class: "row" },
        html(document, "dt"),
        html(document, "dd", {}, html(document, "span"), html(document, "small")),
      );
    keyed(
      list,
      entries.map((entry) => [entry[0], entry]),
      create,
      (row, [name, value, extra, differs]) => {
        setText(first(row), name);
        setText(first(last(row)), value);
        setText(last(last(row)), extra);
        assign(row, {
          "data-differs": differs ?? false,
          "data-changed": mark?.rows.has(`${section}.${name}`) ?? false,
        });
      },
    );
    list.dataset.empty = String(entries.length === 0);
  }

  /** @param {number} nowMs */
  #time(nowMs) {
    if (!this.view || nowMs - this.#at < SLOW_MS) return this.session.moving(nowMs);
    this.#at = nowMs;
    this.#clock(this.session.now(nowMs));
    return this.session.moving(nowMs);
  }

  /** @param {number} tick */
  #clock(tick) {
    const node = this.view.nodes[this.chosen.node ?? ""];
    if (!node) return;
    const offset = wallOffset(node.clock, tick);
    setText(this.find("[data-field=wall]"), seconds(wallReading(node.clock, tick)));
    setText(this.find("[data-field=offset]"), offset === 0 ? "true" : `${signedTicks(offset)} off`);
  }
}

customElements.define("node-inspector", NodeInspector);
