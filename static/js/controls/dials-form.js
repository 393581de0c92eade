// <dials-form>: protocol and dials. The form itself is rendered by the server (with its consequence sentence) and fetched with
// the current run's values; replaying with what it holds goes over the socket, as a new run.

import { find, queryAll, setText, windowOf } from "../lib/dom.js";
import { askPreview, previewText } from "../replay/preview.js";
import { LabElement } from "../run/lab-element.js";

/** @type {Record<string, (input: HTMLInputElement) => unknown>} */
const READ = {
  integer: (input) => input.valueAsNumber,
  toggle: (input) => input.checked,
  choice: (input) => input.value,
};

const PREVIEW_MS = 250;

/** @param {HTMLElement} form */
function dialsOf(form) {
  const inputs = /** @type {HTMLInputElement[]} */ (queryAll(form, "[data-kind]"));
  return Object.fromEntries(inputs.map((input) => [input.name, READ[input.dataset.kind ?? ""](input)]));
}

class DialsForm extends LabElement {
  /** @type {HTMLSelectElement} */
  picker;
  /** @type {HTMLElement} */
  body;
  /** @type {HTMLDialogElement} */
  modes;
  /** @type {string | undefined} */
  shown;
  #asking = new AbortController();

  setUp() {
    this.picker = this.find("[name=protocol]", HTMLSelectElement);
    this.body = this.find("[data-dials]");
    this.on(this.picker, "change", () => this.#load(this.picker.value, {}));
    this.on(this, "input", ({ target }) => this.#echo(target));
    this.on(this, "submit", (event) => this.#replay(event));
    this.modes = find(this.ownerDocument, "#modes", HTMLDialogElement);
    this.on(this.modes, "click", ({ target }) => this.#choose(target.dataset));
    this.follow(this.session.replays.subscribe(({ waiting }) => this.#wait(waiting > 0)));
  }

  /** @param {StoreChange} change */
  draw({ kind }) {
    if (kind !== "snapshot") return;
    const { name, dials } = this.view.protocol;
    const shown = `${name} ${JSON.stringify(dials)}`;
    if (this.shown === shown) return;
    this.shown = shown;
    this.picker.value = name;
    this.#load(name, dials);
  }

  /**
   * @param {string} name
   * @param {Record<string, unknown>} dials
   */
  #load(name, dials) {
    const option = [...this.picker.options].find(({ value }) => value === name);
    if (!option) return;
    // As a submitted form would say it: a toggle that is off is absent.
    const given = Object.entries(dials).filter(([, value]) => value !== false);
    /** @type {[string, unknown][]} */
    const asked = [["nodes", Object.keys(this.view.nodes).length], ...given];
    const query = new URLSearchParams(asked.map(([member, value]) => [member, String(value)]));
    const { htmx } = windowOf(this);
    htmx.ajax("GET", `${option.dataset.url}?${query}`, { target: this.body, swap: "innerHTML" });
  }

  /**
   * A preset chosen among the modes: shown here, to be changed or replayed.
   *
   * @param {DOMStringMap} data
   */
  #choose({ protocol, dials }) {
    if (!protocol || !dials) return;
    this.picker.value = protocol;
    this.modes.close();
    this.#load(protocol, JSON.parse(dials));
  }

  /** @param {HTMLElement} input */
  #echo(input) {
    const output = input.id && this.query(`output[for="${input.id}"]`);
    if (output) setText(output, /** @type {HTMLInputElement} */ (input).value);
    const form = input.closest("form");
    if (form) this.#preview(/** @type {HTMLFormElement} */ (form));
  }

  /**
   * Say what of this run would end otherwise, once the dials rest.
   *
   * @param {HTMLFormElement} form
   */
  #preview(form) {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const page = windowOf(this);
    page.setTimeout(async () => {
      if (signal.aborted) return;
      const found = await askPreview(this.session, this.picker.value, dialsOf(form), signal);
      const place = form.querySelector("[data-preview]");
      if (signal.aborted || !place) return;
      place.toggleAttribute("hidden", !found);
      setText(place, found ? previewText(found) : "");
      this.session.ghosts.set({ operations: found ?? [] });
    }, PREVIEW_MS);
  }

  /** @param {boolean} waits */
  #wait(waits) {
    const button = this.query("[type=submit]");
    if (button) button.setAttribute("aria-disabled", String(waits));
  }

  /** @param {Targeted<SubmitEvent>} event */
  #replay(event) {
    event.preventDefault();
    if (this.session.replays.value.waiting > 0) return;
    this.session.ghosts.set({ operations: [] });
    this.session.command("change_scenario", { protocol: this.picker.value, dials: dialsOf(event.target) });
  }
}

customElements.define("dials-form", DialsForm);
