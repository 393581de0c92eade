// <lab-announcer>: what happens, for those who do not see it, at most a sentence every few seconds; a stale read and a broken
// model at once.

import { query, windowOf } from "../lib/dom.js";
import { LabElement } from "./lab-element.js";
import { operationText, resultText } from "../lib/format.js";
import { asked, newlyBroken } from "./verdicts.js";

const PAUSE_MS = 2500;
const SENTENCES_MAX = 3;
const TOLD = /^(operation_completed|run_ended)$/;

/**
 * Return whether an event is told. Faults of single messages are not: there may be hundreds.
 *
 * @param {WireEvent} event
 */
const isTold = ({ kind, fault, message }) => TOLD.test(kind) || (fault && message === null);

/** @param {string} text */
const urgent = (text) => /^(Stale|Violated)/.test(text);

class LabAnnouncer extends LabElement {
  /** @type {string[]} */
  #waiting = [];
  /** @type {number | undefined} */
  #timer;
  /** @type {Page} */
  page;

  setUp() {
    this.page = windowOf(this);
    this.follow(() => this.page.clearTimeout(this.#timer));
  }

  /**
   * @override
   * @param {StoreChange} change
   */
  draw({ events }) {
    const told = events.filter(isTold).map((event) => this.#sentence(event));
    const broken = newlyBroken(events, asked(this.view, this.chosen.question));
    if (broken.length > 0) told.push(`Violated: ${broken.map((model) => this.#title(model)).join(", ")}`);
    if (told.length === 0) return;
    this.#waiting.push(...told);
    this.#timer ??= this.page.setTimeout(() => this.#tell(), this.#waiting.some(urgent) ? 100 : PAUSE_MS);
  }

  /** @param {string} model */
  #title(model) {
    return query(this.ownerDocument, `[data-model="${model}"]`)?.dataset.title ?? model;
  }

  /** @param {WireEvent} event */
  #sentence({ operation, text }) {
    const found = operation === null ? null : this.view.operations[operation];
    if (!found?.stale) return text;
    return `Stale read. ${found.client} ${operationText(found)} at ${found.node} ${resultText(found)}. ${found.stale.text}`;
  }

  #tell() {
    this.#timer = undefined;
    const texts = this.#waiting.splice(0);
    const first = texts.filter(urgent);
    const shown = [...first, ...texts.filter((text) => !first.includes(text)).slice(-SENTENCES_MAX)];
    const more = texts.length - shown.length;
    const sentences = shown.map((text) => text.replace(/[.!?]*$/, "."));
    this.textContent = [...sentences, ...(more > 0 ? [`And ${more} more.`] : [])].join(" ");
  }
}

customElements.define("lab-announcer", LabAnnouncer);
