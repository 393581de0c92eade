// <growth-chart>: what the nodes' metadata costs, over the virtual time of the run: bytes of state, or tombstones. Lines, and the same as a
// table. Charts side by side in a comparison share one scale.

import { html, keyed, queryAll, setAttribute, setOptions, setText, windowOf } from "../lib/dom.js";
import { drawGrowth, makeChart } from "./draw-growth.js";
import { seconds, shortSeconds } from "../lib/format.js";
import { Growth, MEASURES, amountAt, growthSentence, moments, most } from "./growth.js";
import { LabElement } from "../run/lab-element.js";
import { offerTab } from "../lib/tabs.js";

const COLUMNS = 6;
const WIDTH_LEAST = 260;

/** @typedef {import("./growth.js").GrowthLine} GrowthLine */

export class GrowthChart extends LabElement {
  /** @type {SVGSVGElement} */
  root;
  /** @type {ReturnType<typeof makeChart>} */
  layers;
  /** @type {Growth | null} */
  #growth = null;
  most = 0;
  /** @type {Record<string, string> | undefined} */
  picked;

  setUp() {
    const document = this.ownerDocument;
    this.root = this.find("svg", SVGSVGElement);
    this.layers = makeChart(document, this.root);
    setOptions(
      this.choice("measure"),
      Object.entries(MEASURES).map(([name, { title }]) => [name, title]),
    );
    this.on(this, "change", () => this.#redrawAll());
    this.on(document, "tab-shown", () => this.view && this.draw());
    const sizes = new (windowOf(document).ResizeObserver)(() => this.view && this.draw());
    sizes.observe(this.find(".chart"));
    this.follow(() => sizes.disconnect());
  }

  draw() {
    offerTab(this, Boolean(this.view.protocol.type));
    const { history } = this.session.store;
    if (!this.view.protocol.type || !this.checkVisibility() || !history.complete) return;
    this.#growth = this.#growth?.run === history.run ? this.#growth.catchUp(history) : new Growth(history);
    setOptions(
      this.choice("key"),
      this.view.keys.map((key) => [key, key]),
    );
    this.#takeChoice();
    this.#show();
  }

  /** Take over what was chosen in a chart beside this one, whose run may have been there earlier. */
  #takeChoice() {
    this.picked ??= this.#peers.find(({ picked }) => picked)?.picked;
    for (const [name, value] of Object.entries(this.picked ?? {})) this.choice(name).value = value;
  }

  /**
   * The list that a key or a measure is chosen from.
   *
   * @param {string} name
   */
  choice(name) {
    return this.find(`[name=${name}]`, HTMLSelectElement);
  }

  /** @returns {GrowthChart[]} */
  get #peers() {
    const comparison = this.closest("compare-runs");
    return comparison ? queryAll(comparison, "growth-chart") : [this];
  }

  /** The charts beside this one follow its choice and its scale. */
  #redrawAll() {
    const picked = Object.fromEntries(["key", "measure"].map((name) => [name, this.choice(name).value]));
    for (const peer of this.#peers) {
      peer.picked = picked;
      if (peer.view) peer.draw();
    }
  }

  #show() {
    const { store } = this.session;
    const [key, measure] = ["key", "measure"].map((name) => this.choice(name).value);
    const until = Math.max(store.head.tick, store.tick);
    const lines = this.#growth?.lines(key, measure, until) ?? [];
    const before = this.most;
    this.most = most(lines);
    const { clientWidth, clientHeight } = this.find(".chart");
    const [width, height] = [Math.max(WIDTH_LEAST, clientWidth), clientHeight];
    const top = Math.max(...this.#peers.map((peer) => peer.most));
    const sentence = growthSentence(lines, measure, key, store.tick, seconds(store.tick));
    for (const [name, value] of Object.entries({
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      "aria-label": `By node, over time: ${MEASURES[measure].title}. ${sentence}`,
    }))
      setAttribute(this.root, name, value);
    drawGrowth(this.layers, {
      document: this.ownerDocument,
      lines,
      top,
      until,
      tick: Math.min(store.tick, until),
      width,
      height,
    });
    setText(this.find(".said"), sentence);
    this.#table(lines, until);
    if (this.most > before && this.#peers.length > 1)
      for (const peer of this.#peers) if (peer !== this && peer.most < this.most && peer.view) peer.draw();
  }

  /**
   * @param {GrowthLine[]} lines
   * @param {number} until
   */
  #table(lines, until) {
    const document = this.ownerDocument;
    const at = moments(until, COLUMNS);
    /**
     * @param {HTMLElement} row
     * @param {(string | number)[]} texts
     */
    const cells = (row, texts) =>
      keyed(
        row,
        texts.map((text, i) => [i, text]),
        (_, i) =>
          html(document, i === 0 || row.closest("thead") ? "th" : "td", {
            scope: row.closest("thead") ? "col" : i === 0 ? "row" : null,
          }),
        (cell, text) => setText(cell, text),
      );
    cells(this.find("thead tr"), ["Node", ...at.map(shortSeconds)]);
    keyed(
      this.find("tbody"),
      lines.map((line) => [line.node, line]),
      () => html(document, "tr"),
      (row, { node, steps }) => cells(row, [node, ...at.map((tick) => amountAt(steps, tick))]),
    );
  }
}

customElements.define("growth-chart", GrowthChart);
