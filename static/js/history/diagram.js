// <history-diagram>: a judged history as lines of sessions with their operations as bars. Bars are painted on a canvas, only those in
// sight; what has a meaning of its own (names, clash, edges, points) stands above it as SVG.

import { SaveMenu } from "../diagram/save.js";
import { find, setText, windowOf } from "../lib/dom.js";
import { paint, paletteOf, prepared } from "./draw/canvas.js";
import { HistoryHeader } from "./header.js";
import { pressed } from "./keys.js";
import { layoutOf, lineY, linesInSight, scrolledTo } from "./draw/layout.js";
import { densityOf, marksOf } from "./draw/marks.js";
import { isFar, View } from "./model.js";
import { drawOverlay, makeOverlay } from "./draw/overlay.js";
import { drawOverview, OVERVIEW_PX } from "./overview.js";
import { HistoryPointer } from "./pointer.js";
import { HistoryWindow } from "./window.js";
import { pointsOf } from "./witness.js";
import { operationSentence, viewSentence } from "./words.js";
import { JudgedElement } from "./judged-element.js";

const GUTTER_MIN = 44;
const GUTTER_NEMESIS = 62;
const GUTTER_MAX = 86;
const NAME_CHAR_PX = 7;
// From so many pixels a step on, bars can be read: then an edge is moved to, and not zoomed to.
const READABLE_PX = 14;
const COLUMNS = 200;
// A history of fewer steps has no need of the strip that shows where one is.
const OVERVIEW_STEPS_MIN = 40;
/** @typedef {HistoryDiagram["scene"]} Scene */

export class HistoryDiagram extends JudgedElement {
  /** @type {HTMLElement} */
  viewport;
  /** @type {HTMLCanvasElement} */
  canvas;
  /** @type {HTMLCanvasElement} */
  overviewCanvas;
  /** @type {HTMLElement} */
  spacer;
  /** @type {ReturnType<typeof makeOverlay>} */
  overlay;
  /** @type {HistoryPointer} */
  pointer;
  /** @type {SaveMenu<HistoryDiagram>} */
  saving;
  /** @type {HistoryHeader} */
  header;
  /** @type {ReturnType<typeof paletteOf>} */
  palette;
  /** @type {View} */
  view;
  /** @type {number[]} */
  density;
  /** @type {number} */
  gutter;
  /** @type {number} */
  width;
  /** @type {number} */
  height;
  /** @type {ReturnType<typeof layoutOf>} */
  layout;
  window = new HistoryWindow();
  #due = false;
  #opened = false;
  /** @type {{ order: number[], view: View, places: Map<number, number> } | null} */
  #placed = null;
  #merged = false;

  setUp() {
    this.viewport = this.find(".viewport");
    this.canvas = this.find(".ground canvas", HTMLCanvasElement);
    this.overviewCanvas = this.find(".overview", HTMLCanvasElement);
    this.spacer = this.ownerDocument.createElement("div");
    this.viewport.append(this.spacer);
    this.overlay = makeOverlay(this.find(".overlay", SVGSVGElement));
    this.pointer = new HistoryPointer(this);
    this.saving = new SaveMenu(/** @type {HistoryDiagram} */ (this), historyPicture);
    this.header = new HistoryHeader(this);
    this.on(this.viewport, "scroll", () => this.changed());
    this.on(this.viewport, "keydown", (event) => this.#key(event));
    this.follow(this.host.points.subscribe(() => this.changed()));
    this.follow(this.host.lit.subscribe(() => this.changed()));
    this.#watch();
  }

  #watch() {
    const page = windowOf(this);
    const resized = new page.ResizeObserver(() => this.#resize());
    const themed = new page.MutationObserver(() => this.#retheme());
    const dark = page.matchMedia("(prefers-color-scheme: dark)");
    resized.observe(this.viewport);
    themed.observe(this.ownerDocument.documentElement, { attributeFilter: ["data-theme", "data-projector"] });
    this.on(dark, "change", () => this.#retheme());
    this.follow(() => resized.disconnect());
    this.follow(() => themed.disconnect());
    this.ownerDocument.fonts?.ready.then(() => this.changed());
    this.palette = paletteOf(this);
  }

  #retheme() {
    this.palette = paletteOf(this);
    this.changed();
  }

  get hand() {
    return find(this.host, "hand-order");
  }

  get clash() {
    return this.history.clashOf(this.chosen.model);
  }

  // What is chosen

  /**
   * @param {import("./judged-history.js").Looked} now
   * @param {Partial<import("./judged-history.js").Looked>} before
   */
  choose(now, before) {
    if (now.model !== before.model && !("only" in before)) this.#openOn(now);
    if (!this.view || now.key !== before.key || now.only !== before.only || (now.only && now.model !== before.model))
      this.#look();
    if (this.#opened && now.model !== before.model && this.clash.length) this.revealClash();
    if (now.edge !== before.edge && now.edge !== null) this.revealEdge(now.edge);
    if (now.operation !== before.operation && now.operation !== null) this.reveal([now.operation], { move: true });
    this.header.show();
    this.#say();
    this.changed();
  }

  /**
   * A clash that lies far apart is looked at alone at first.
   *
   * @param {import("./judged-history.js").Looked} chosen
   */
  #openOn({ key, edge }) {
    if (key === "" && edge === null && isFar(this.history, this.clash)) this.pick({ only: true });
  }

  /** Take another part of the history into view. */
  #look() {
    const { key, only } = this.chosen;
    const clash = only && this.clash.length ? new Set(this.clash) : null;
    this.view = new View(this.history, { key, only: clash });
    this.density = densityOf(this.view, COLUMNS);
    const names = this.view.lines.map(({ name }) => name.length);
    const least = this.view.faultRows ? GUTTER_NEMESIS : GUTTER_MIN;
    this.gutter = Math.min(GUTTER_MAX, Math.max(least, Math.max(...names, 0) * NAME_CHAR_PX + 22));
    this.#resize();
    if (this.#opened) this.fit();
  }

  #resize() {
    if (!this.view) return;
    this.width = Math.max(1, this.viewport.clientWidth - this.gutter);
    this.height = this.viewport.clientHeight;
    if (this.height === 0) return;
    this.layout = layoutOf({ lines: this.view.lines.length, faultRows: this.view.faultRows, height: this.height });
    this.spacer.style.height = `${Math.max(0, this.layout.total - this.height)}px`;
    this.window = this.window.resized(this.width, this.view.length);
    if (!this.#opened) this.#open();
    this.changed();
  }

  /** At first: zoomed to the clash, or all in sight. */
  #open() {
    this.#opened = true;
    if (this.chosen.edge !== null) this.revealEdge(this.chosen.edge);
    else if (this.chosen.operation !== null) this.reveal([this.chosen.operation]);
    else this.revealClash();
  }

  #say() {
    const operation = this.chosen.operation === null ? null : this.history.operation(this.chosen.operation);
    setText(this.find(".sentence"), operation ? operationSentence(operation) : viewSentence(this.view, this.#merged));
  }

  // Drawing

  /** Draw again before the next frame. */
  changed() {
    if (this.#due || !this.view) return;
    this.#due = true;
    windowOf(this).requestAnimationFrame(() => {
      this.#due = false;
      if (this.isConnected && this.layout && this.dataset.view !== "table") this.draw();
    });
  }

  /** What is in sight now. */
  get scene() {
    const { view, window, layout, width, height, gutter, chosen } = this;
    const scrolled = this.viewport.scrollTop;
    const sight = linesInSight(layout, view.lines.length, scrolled, height);
    const edges = this.history.models[chosen.model]?.edges ?? [];
    const chosenEdge = chosen.edge === null ? undefined : edges[chosen.edge];
    /** @param {number} line */
    const at = (line) => lineY(layout, line, scrolled);
    return {
      view,
      window,
      layout,
      width,
      height,
      gutter,
      chosen,
      edges,
      scrolled,
      ...sight,
      clash: this.clash,
      lit: this.host.lit.value,
      edgeEnds: new Set(chosenEdge ? [chosenEdge.source, chosenEdge.target] : []),
      points: this.#points(),
      lineY: at,
      lines: view.lines.slice(sight.first, sight.last).map(({ name }, i) => ({ name, y: at(sight.first + i) })),
    };
  }

  /** The points that are shown: placed by hand, or those of a witness. */
  #points() {
    const { value } = this.host.points;
    const { places } = value;
    if (places === null) return null;
    if (!Array.isArray(places)) return { ...value, places };
    let placed = this.#placed;
    if (placed?.order !== places || placed.view !== this.view) {
      placed = { order: places, view: this.view, places: pointsOf(places, this.view, value.model === "linearizable") };
      this.#placed = placed;
    }
    return { ...value, places: placed.places };
  }

  draw() {
    const { scene } = this;
    const { view, window, layout, width, height } = scene;
    const marks = marksOf(view, window, layout, scene);
    const context = prepared(this.canvas, width, height);
    this.canvas.style.left = `${this.gutter}px`;
    paint(context, marks, { width, height, layout, lines: scene.lines.map(({ y }) => y), palette: this.palette });
    drawOverlay(this.overlay, { ...scene, obstacles: marks.bars });
    this.overviewCanvas.hidden = view.length < OVERVIEW_STEPS_MIN;
    drawOverview(prepared(this.overviewCanvas, this.viewport.clientWidth, OVERVIEW_PX), {
      ...scene,
      density: this.density,
      palette: this.palette,
    });
    this.dataset.drawn = String(view.count);
    if (this.#merged !== marks.runs.length > 0) {
      this.#merged = marks.runs.length > 0;
      this.#say();
    }
  }

  // What the reader does

  /** @param {Targeted<KeyboardEvent>} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !pressed(this, event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} px */
  pan(px) {
    this.window = this.window.panned(px);
    this.changed();
  }

  /**
   * @param {number} factor
   * @param {number} [x]
   */
  zoom(factor, x = this.width / 2) {
    this.window = this.window.zoomed(factor, x);
    this.changed();
  }

  fit() {
    this.window = this.window.fitted();
    this.changed();
  }

  /** Bring the operations of the clash into sight, as large as there is room; without a clash, everything. */
  revealClash() {
    if (this.clash.length) this.reveal(this.clash);
    else this.fit();
  }

  /** @param {number} index */
  revealEdge(index) {
    const edge = this.history.models[this.chosen.model]?.edges[index];
    if (edge) this.reveal([edge.source, edge.target], { move: this.window.perStep >= READABLE_PX });
  }

  /**
   * Bring operations into sight; with `move`, at the size that is shown.
   *
   * @param {number[]} numbers
   * @param {{ move?: boolean }} [options]
   */
  reveal(numbers, { move = false } = {}) {
    const reach = this.layout && this.view.reach(numbers);
    if (!reach) return;
    this.showTable(false);
    this.window = move ? this.window.ensured(reach.from, reach.to) : this.window.revealed(reach.from, reach.to);
    const lines = numbers.map((number) => this.view.bars.get(number)?.line).filter((line) => line !== undefined);
    this.viewport.scrollTop = scrolledTo(
      this.layout,
      Math.min(...lines),
      Math.max(...lines),
      this.viewport.scrollTop,
      this.height,
    );
    this.changed();
  }

  /**
   * Show the table in place of the diagram, or the diagram again.
   *
   * @param {boolean} table
   */
  showTable(table) {
    if ((this.dataset.view === "table") === table) return;
    this.dataset.view = table ? "table" : "diagram";
    this.find(".diagram-view").hidden = table;
    this.find("history-table").hidden = !table;
    if (table) this.find("history-table").draw();
    this.header.show();
    this.changed();
  }
}

/**
 * The picture of a history's diagram, as much of it as is in sight.
 *
 * @param {HistoryDiagram} diagram
 * @param {DOMStringMap} asked
 */
async function historyPicture(diagram, { save = "svg" }) {
  const [{ historySvg }, { pictureBlob }] = await Promise.all([
    import("./draw/picture.js"),
    import("../diagram/export.js"),
  ]);
  const blob = await pictureBlob(diagram.ownerDocument, await historySvg(diagram), save);
  return { blob, name: `lightcone-history.${save}` };
}

customElements.define("history-diagram", HistoryDiagram);
