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
    if (operation === "write") command.value = value.value;
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
    const { key, value, client, node } = this.fields;
    const writes = this.operation === "write";
    if (!this.typed) value.value = nextValue(this.view.operations, key.value);
    this.find("[data-value]").hidden = !writes;
    const open = this.view.clients[client.value]?.open;
    setText(this.find("[type=submit]"), writes ? `Write ${key.value} = ${shortened(value.value, VALUE_CHARS_SHOWN)} at ${node.value}` : `Read ${key.value} at ${node.value}`);
    setText(this.find(".queue-note"), open ? `queues behind ${open}` : "");
  }
}

customElements.define("operation-form", OperationForm);
