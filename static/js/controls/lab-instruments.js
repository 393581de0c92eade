// <lab-instruments>: the folded instruments of a lab, each with what it stands at, to unfold with a press.

import { setText } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";

const DIALS_CHARS_MAX = 26;
const NAME_CHARS_MAX = 3;

/**
 * Return the dials of a protocol in one short line: "N 5 · R 1 · W 1".
 *
 * @param {Record<string, unknown>} dials
 */
export function dialsText(dials) {
  const shown = Object.entries(dials).filter(([, value]) => value !== false && value !== null && value !== "");
  const words = shown.map(([name, value]) => {
    const title = name.replaceAll("_", " ");
    if (value === true) return title;
    return name.length <= NAME_CHARS_MAX ? `${name} ${value}` : `${value}`.replaceAll("_", " ");
  });
  let line = "";
  for (const word of words) {
    const longer = line ? `${line} · ${word}` : word;
    if (longer.length > DIALS_CHARS_MAX) break;
    line = longer;
  }
  return line;
}

class LabInstruments extends LabElement {
  draw() {
    const { protocol, faults } = this.view;
    this.#say("protocol", protocol.title);
    this.#say("dials", dialsText(protocol.dials));
    this.#say("faults", faults.length === 0 ? "none" : `${faults.length} in force`);
    this.#say("events", String(this.session.store.seq));
  }

  /**
   * @param {string} what
   * @param {string} words
   */
  #say(what, words) {
    const place = this.query(`[data-says=${what}]`);
    if (place) setText(place, words);
  }
}

customElements.define("lab-instruments", LabInstruments);
