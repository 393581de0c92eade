// <operation-form>: issue an operation as a client, at a node.

import { assign, find, html, queryAll, sameLabels, setOptions, setText } from "../lib/dom.js";
import { argumentText, capitalized, operationText, shortened } from "../lib/format.js";
import { LabElement } from "../run/lab-element.js";
import { argumentOf, choicesFor, isAdministration, offerOf, partsOf, startOf } from "./offers.js";
import { nextChange, nextValue } from "./next-operation.js";

const VALUE_CHARS_SHOWN = 12;

/**
 * @typedef {Record<"client" | "node" | "key", HTMLSelectElement>
 *   & Record<"value" | "second" | "expected", HTMLInputElement>} Fields
 */

export class OperationForm extends LabElement {
  /** @type {HTMLFormElement} */
  form;
  /** @type {Fields} */
  fields;
  /** @type {boolean | undefined} */
  typed;
  /** @type {string | undefined} */
  offered;
  #edits = 0;
  #before = "";

  setUp() {
    this.form = this.find("form");
    this.fields = /** @type {Fields} */ (/** @type {unknown} */ (this.form.elements));
    this.on(this.form, "submit", (event) => this.#submit(event));
    this.on(this.form, "change", ({ target }) => this.#changed(/** @type {HTMLInputElement} */ (target).name));
    for (const field of [this.fields.value, this.fields.second]) this.on(field, "input", () => this.#typed());
    this.on(this.form, "input", () => this.view && this.#refresh());
  }

  draw() {
    const { view, session } = this;
    setOptions(this.fields.client, sameLabels(Object.keys(view.clients).filter((client) => session.may(client))));
    setOptions(this.fields.key, sameLabels(view.keys));
    setOptions(this.fields.node, sameLabels(Object.keys(view.nodes)));
    if (!this.chosen.client) session.chosen.set({ client: this.fields.client.value });
    this.#offer();
    this.#refresh();
  }

  /** @param {Chosen} now */
  choose({ client, node }) {
    if (client) this.fields.client.value = client;
    if (node) this.fields.node.value = node;
    if (this.view) this.#refresh();
  }

  #typed() {
    this.typed = true;
    this.#edits += 1;
  }

  /**
   * Issue an operation with what the form holds ("write" stands for any change). What was typed stays until it is acknowledged.
   *
   * @param {string} asked
   */
  async invoke(asked) {
    const { client, node, key } = this.fields;
    const operation = asked === "write" && !this.#offers("write") ? this.#change() : asked;
    /** @type {Record<string, string | null>} */
    const command = { client: client.value, node: node.value, operation, key: key.value };
    const edits = this.#edits;
    if (this.#takesValue(operation)) command.value = this.#argument(operation);
    if (operation === "cas") command.expected = this.fields.expected.value || null;
    const ack = await this.session.command("invoke", command);
    if (!ack || this.#edits !== edits) return;
    this.typed = false;
    this.#refresh();
  }

  get operation() {
    return find(this.form, "[name=operation]:checked", HTMLInputElement).value;
  }

  /** @param {string} operation */
  #offers(operation) {
    return this.view.protocol.actions.includes(operation);
  }

  /** The operation that changes a key: the one chosen, if it does, or what comes first. */
  #change() {
    return this.operation === "read" ? nextChange(this.view, this.fields.key.value).operation : this.operation;
  }

  /** @param {string} operation */
  #takesValue(operation) {
    return operation !== "read" && offerOf(this.view, operation)?.fields.length !== 0;
  }

  /**
   * Return the value for an operation: the fields' content, or, if they belong to another operation, what it begins with.
   *
   * @param {string} operation
   */
  #argument(operation) {
    const offer = offerOf(this.view, operation);
    if (!offer) return this.fields.value.value;
    if (operation !== this.operation) return startOf(offer) ?? "";
    return argumentOf(offer, [this.fields.value.value, this.fields.second.value]);
  }

  /** @param {Targeted<SubmitEvent>} event */
  #submit(event) {
    event.preventDefault();
    this.invoke(this.operation);
  }

  /** @param {string} name */
  #changed(name) {
    if (name === "client") this.session.chosen.set({ client: this.fields.client.value });
    const isOffered = [this.operation, this.#before].some((each) => offerOf(this.view, each));
    if (name === "key" || (name === "operation" && isOffered)) this.typed = false;
    this.#before = this.operation;
    this.#refresh();
  }

  /** The operations of this protocol, as it stands under its dials. */
  #offer() {
    const { offers, administration } = this.view.protocol;
    const names = [...offers, ...administration].map(({ name }) => name).join();
    this.find("[data-write]").hidden = offers.length > 0;
    this.find("[data-read]").hidden = !this.#offers("read");
    this.find("[data-cas]").hidden = !this.#offers("cas");
    if (this.offered !== names) {
      this.offered = names;
      this.typed = false;
      for (const label of queryAll(this, "[data-offer]")) label.remove();
      this.find("[data-read]").before(...offers.map((offer) => this.#radio(offer)));
      this.find("[data-cas]").after(...administration.map((offer) => this.#radio(offer)));
    }
    if (!this.form.querySelector("[name=operation]:checked") || !this.#offers(this.operation))
      find(this.form, "label:not([hidden]) > [name=operation]", HTMLInputElement).checked = true;
  }

  /** @param {Offer} offer */
  #radio({ name, help }) {
    const document = this.ownerDocument;
    const input = html(document, "input", { type: "radio", name: "operation", value: name });
    return html(
      document,
      "label",
      { "data-offer": name, title: help },
      input,
      html(document, "span", {}, capitalized(name)),
    );
  }

  #refresh() {
    const { key, value, client, node, expected } = this.fields;
    const { operation } = this;
    const offer = offerOf(this.view, operation);
    this.#fill(offer);
    this.find("[data-value]").hidden = !this.#takesValue(operation);
    this.find("[data-second]").hidden = (offer?.fields.length ?? 0) < 2;
    this.find("[data-expected]").hidden = operation !== "cas";
    this.find("[data-key]").hidden = isAdministration(this.view, operation);
    const open = this.view.clients[client.value]?.open;
    const shown = shortened(
      (offer ? argumentText(operation, this.#argument(operation)) : value.value) || "…",
      VALUE_CHARS_SHOWN,
    );
    /** @type {Record<string, string>} */
    const words = {
      write: `Write ${key.value} = ${shown} at ${node.value}`,
      cas: `If ${key.value} = ${shortened(expected.value || "∅", VALUE_CHARS_SHOWN)}, set ${shown} at ${node.value}`,
    };
    const other = `${capitalized(operationText({ kind: operation, key: key.value, value: this.#takesValue(operation) ? shown : null }))} at ${node.value}`;
    setText(this.find("[type=submit]"), words[operation] ?? other);
    setText(this.find(".queue-note"), open ? `queues behind ${open}` : "");
  }

  /**
   * Labels, and what to begin with until something is typed.
   *
   * @param {Offer | undefined} offer
   */
  #fill(offer) {
    const { key, value, second, node } = this.fields;
    const choices = offer ? choicesFor(this.view, offer, node.value, key.value) : [];
    setText(this.find("[data-value] span"), offer?.fields[0] ?? "Value");
    setText(this.find("[data-second] span"), offer?.fields[1] ?? "Value");
    const firsts = [...new Set(choices.map((choice) => (offer ? partsOf(offer, choice)[0] : choice)).filter(Boolean))];
    assign(value, { list: firsts.length > 0 ? "value-choices" : null });
    setOptions(
      this.find("datalist"),
      firsts.map((choice) => [choice, choice]),
    );
    if (this.typed) return;
    const [first, other = ""] = offer ? partsOf(offer, choices[0] ?? "") : [nextValue(this.view.operations, key.value)];
    // To set what is there already would take the selection from whoever is about to type over it.
    if (value.value !== first) value.value = first;
    if (offer && second.value !== other) second.value = other;
  }
}

customElements.define("operation-form", OperationForm);
