// <operation-form>: issue an operation as a client, at a node.

import { setOptions, setText } from "./dom.js";
import { shortened } from "./format.js";
import { LabElement } from "./lab-element.js";
import { nextValue } from "./next-operation.js";

const VALUE_CHARS_SHOWN = 12;

class OperationForm extends LabElement {
  setUp() {
    this.form = this.find("form");
    this.fields = this.form.elements;
    this.on(this.form, "submit", (event) => this.#submit(event));
    this.on(this.form, "change", ({ target }) => this.#changed(target.name));
    this.on(this.fields.value, "input", () => (this.typed = true));
    this.on(this.form, "input", () => this.view && this.#refresh());
  }

  draw() {
    const { view, session } = this;
    const named = (names) => names.map((name) => [name, name]);
    setOptions(this.fields.client, named(Object.keys(view.clients).filter((client) => session.may(client))));
    setOptions(this.fields.key, named(view.keys));
    setOptions(this.fields.node, named(Object.keys(view.nodes)));
    if (!this.chosen.client) session.chosen.set({ client: this.fields.client.value });
    this.#refresh();
  }

  choose({ client, node }) {
    if (client) this.fields.client.value = client;
    if (node) this.fields.node.value = node;
    if (this.view) this.#refresh();
  }

  /** Issue a read or write with what the form holds. What was typed stays until it is acknowledged. */
  async invoke(operation) {
    const { client, node, key, value } = this.fields;
    const command = { client: client.value, node: node.value, operation, key: key.value };
    if (operation !== "read") command.value = value.value;
    if (operation === "cas") command.expected = this.fields.expected.value || null;
    const ack = await this.session.command("invoke", command);
    if (!ack || value.value !== command.value) return;
    this.typed = false;
    this.#refresh();
  }

  get operation() {
    return this.form.querySelector("[name=operation]:checked").value;
  }

  #submit(event) {
    event.preventDefault();
    this.invoke(this.operation);
  }

  #changed(name) {
    if (name === "client") this.session.chosen.set({ client: this.fields.client.value });
    if (name === "key") this.typed = false;
    this.#refresh();
  }

  #refresh() {
    const { key, value, client, node, expected } = this.fields;
    this.find("[data-cas]").hidden = !this.view.protocol.actions.includes("cas");
    if (this.find("[data-cas]").hidden && this.operation === "cas") this.form.querySelector("[value=write]").checked = true;
    const { operation } = this;
    const shown = shortened(value.value, VALUE_CHARS_SHOWN);
    if (!this.typed) value.value = nextValue(this.view.operations, key.value);
    this.find("[data-value]").hidden = operation === "read";
    this.find("[data-expected]").hidden = operation !== "cas";
    const open = this.view.clients[client.value]?.open;
    const words = {
      write: `Write ${key.value} = ${shown} at ${node.value}`,
      read: `Read ${key.value} at ${node.value}`,
      cas: `If ${key.value} = ${shortened(expected.value || "∅", VALUE_CHARS_SHOWN)}, set ${shown} at ${node.value}`,
    };
    setText(this.find("[type=submit]"), words[operation]);
    setText(this.find(".queue-note"), open ? `queues behind ${open}` : "");
  }
}

customElements.define("operation-form", OperationForm);
