// <space-time>: the run as a space-time diagram. A line per client and node, time to the right, messages as arrows; choosing an event
// lights its light cone. It follows the session's history, the shown moment and what is chosen; it keeps to itself only what stretch
// of the run it shows and how.
//
// Everything at rest is drawn once for a stretch wider than the window, and moved; the rest in each animation frame.

import { DiagramHeader } from "./header.js";
import { choiceOf, hitAt, inSight } from "./hits.js";
import { press } from "./keys.js";
import { drawTable } from "./later-parts.js";
import { GUTTER, orderedLines } from "./layout.js";
import { drawMoving, makePicture } from "./draw/picture.js";
import { LinesMenu } from "./draw/lines.js";
import { DiagramPointer } from "./pointer.js";
import { reachOf } from "./reach.js";
import { runPicture, SaveMenu } from "./save.js";
import { sceneOf } from "./scene.js";
import { drawSentence } from "./sentence.js";
import { StillPicture } from "./still.js";
import { DiagramTip } from "./tip.js";
import { DiagramWindow } from "./window.js";
import { assign, windowOf } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";
import { Trace } from "./trace.js";
import { chosenVerdict } from "../run/verdicts.js";

const SLOW_MS = 250;
const REVEALED_TICKS = 40;

/** @typedef {import("./event-table.js").EventTable} EventTable */
/** @typedef {import("./order-panel.js").OrderPanel} OrderPanel */
/** @typedef {import("./hits.js").Hover} Hover */
/** @typedef {import("./scene.js").Scene} Scene */

export class SpaceTime extends LabElement {
  /** @type {HTMLElement} */
  viewport;
  /** @type {ReturnType<typeof makePicture>} */
  picture;
  /** @type {DiagramHeader} */
  header;
  /** @type {DiagramTip} */
  tip;
  /** @type {DiagramPointer} */
  pointer;
  /** @type {EventTable | null} */
  table = null;
  /** @type {LinesMenu} */
  linesMenu;
  /** @type {SaveMenu<SpaceTime>} */
  saveMenu;
  /** @type {OrderPanel | null} */
  orderPanel = null;
  /** @type {Size | undefined} */
  size;
  /** @type {Scene | undefined} */
  scene;
  stretch = new DiagramWindow();
  trace = new Trace(null);
  /** @type {Hover | null} */
  hover = null;
  /** @type {Set<string>} */
  hiddenLines = new Set();
  /** @type {string[] | null} */
  order = null;
  /** @type {OrderPanel["points"]} */
  points = null;
  /** @type {StillPicture} */
  #still;
  /** @type {import("./window.js").SharedAxis | null} Time as other diagrams show it, too. */
  #axis = null;
  /** @type {Set<string>} The operations that ended otherwise in another diagram. */
  differing = new Set();
  #slowAt = -SLOW_MS;
  #slowDue = true;
  #opened = false;

  setUp() {
    const { ownerDocument: document } = this;
    this.viewport = this.find(".viewport");
    this.picture = makePicture(document);
    this.#still = new StillPicture(this.picture);
    const { root } = this.picture;
    assign(root, {
      tabindex: 0,
      role: "application",
      "aria-label": "Space-time diagram",
      "aria-description": this.find(".instructions").textContent.trim(),
    });
    this.viewport.prepend(root);
    this.header = new DiagramHeader(this);
    this.tip = new DiagramTip(this);
    this.pointer = new DiagramPointer(this, root);
    this.linesMenu = new LinesMenu(this);
    this.saveMenu = new SaveMenu(/** @type {SpaceTime} */ (this), runPicture);
    this.on(root, "keydown", (event) => press(this, event));
    const sizes = new (windowOf(document).ResizeObserver)(() => this.#resize());
    sizes.observe(this.viewport);
    this.follow(() => sizes.disconnect());
    const host = this.closest("lab-session, recorded-run");
    if (host) this.on(host, "reveal-verdict", () => this.revealVerdict());
    this.follow(this.session.replay.subscribe(({ playing }) => playing && this.followNow(true)));
    this.follow(this.session.history.subscribe((change) => this.#learn(change)));
    this.follow(this.session.frames.add((nowMs) => this.#frame(nowMs)));
    if (this.session.history.complete) this.#learn({ kind: "reset", events: this.session.history.events });
    this.#resize();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.picture.root.remove();
  }

  // What it follows

  /** @param {HistoryChange} change */
  #learn({ kind, events }) {
    if (kind === "reset") {
      this.trace = new Trace(this.session.history.first.view);
      this.stretch.reset();
      this.#opened = false;
    }
    this.trace.append(events);
    this.dataset.complete = String(this.session.history.complete);
    this.dataset.events = String(this.trace.events.length);
    const refolded = this.stretch.note(this.ticks());
    if (kind === "reset" || refolded) this.changed();
    else this.draw();
  }

  draw() {
    this.#slowDue = true;
    this.#wake();
  }

  drawHead() {
    this.draw();
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    this.changed();
    if (now.event === before.event) return;
    const event = this.trace.event(now.event);
    if (event && this.scene && !inSight(event, sceneOf(this))) this.stretch.ensure(event.tick);
    if (this.dataset.view === "table") this.table?.turnToChosen();
    drawSentence(this, "polite");
  }

  /** The ticks of all events on the axis, in order. */
  ticks() {
    return this.#axis?.ticks ?? this.trace.events.map(({ tick }) => tick);
  }

  /** @param {import("./window.js").SharedAxis} axis Whose stretch of time to show from now on. */
  join(axis) {
    this.#axis = axis;
    this.stretch = axis.stretch;
    this.#opened = true;
    this.#resize();
  }

  /** The stretch of time that is shown was moved: draw it, here and wherever else it is shown. */
  #moved() {
    for (const diagram of this.#axis?.diagrams ?? [this]) diagram.changed();
  }

  get lines() {
    return orderedLines(this.trace, this.order, this.hiddenLines);
  }

  /** Something other than the passing of time changed: draw everything. */
  changed() {
    this.#still.forget();
    this.#slowDue = true;
    this.#wake();
  }

  #wake() {
    this.session.frames.wake();
  }

  #resize() {
    const { clientWidth, clientHeight } = this.viewport;
    if (clientWidth < GUTTER + 20 || clientHeight === 0) return;
    this.size = { width: clientWidth - GUTTER, height: clientHeight };
    this.stretch.resize(this.size.width);
    this.changed();
  }

  // Drawing

  /** @param {number} nowMs */
  #frame(nowMs) {
    if (!this.size || !this.view) return false;
    if (!this.#opened && this.trace.events.length > 0) this.#open();
    this.stretch.keep(this.session.now(nowMs), this.session.store.past);
    const scene = sceneOf(this, nowMs);
    this.scene = scene;
    const still = this.#still.place(scene);
    const moving = drawMoving(this.picture, scene, still);
    this.header.show(scene, { silent: still.silent + moving.silent, dense: still.dense, overlap: moving.overlap });
    if (this.#slowDue && nowMs - this.#slowAt > SLOW_MS) this.#slow(nowMs);
    return this.#slowDue || this.session.moving(nowMs);
  }

  /** @param {number} nowMs */
  #slow(nowMs) {
    this.#slowAt = nowMs;
    this.#slowDue = false;
    drawSentence(this, "off");
    this.orderPanel?.refresh();
    if (this.dataset.view === "table") this.table?.draw();
  }

  /** A recorded run opens at what was chosen in it, or as a whole. */
  #open() {
    this.#opened = true;
    if (!this.session.recorded) return;
    const event = this.trace.event(this.chosen.event);
    if (event) this.stretch.ensure(event.tick);
    if (!this.revealVerdict() && !event) this.fit();
  }

  // What the learner does

  /** @param {Partial<Chosen>} changes What to choose, in every view of the page. */
  pick(changes) {
    this.session.chosen.set(changes);
  }

  /** @param {number} px */
  pan(px) {
    this.stretch.pan(px);
    for (const { session } of this.#axis?.diagrams ?? [this]) session.frames.wake();
  }

  /**
   * Zoom about a place; by default the chosen event, or the middle.
   *
   * @param {number} factor
   * @param {number} [x]
   */
  zoom(factor, x) {
    const event = this.trace.event(this.chosen.event);
    const at =
      x ??
      (event && this.scene && inSight(event, this.scene) ? this.stretch.scale.x(event.tick) : this.stretch.width / 2);
    this.stretch.zoom(factor, at, this.session.now());
    this.#moved();
  }

  fit() {
    if (!this.size) return;
    this.stretch.fit(this.#axis?.until ?? sceneOf(this).present);
    this.#moved();
  }

  /** @param {boolean} following Whether the diagram goes along with time. */
  followNow(following) {
    this.stretch.following = following;
    this.#moved();
  }

  /** @param {boolean} folding Whether quiet stretches are folded. */
  fold(folding) {
    this.stretch.fold(folding, this.ticks());
    this.#moved();
  }

  /** @param {number} from */
  unfold(from) {
    this.stretch.unfold(from);
    this.#moved();
  }

  /** @param {{ hidden: Set<string>, order: string[] | null }} lines The lines to hide, and the order of the others. */
  arrange({ hidden, order }) {
    Object.assign(this, { hiddenLines: hidden, order });
    this.#moved();
  }

  /** @param {boolean} table Whether the table is shown in place of the diagram. */
  showTable(table) {
    this.dataset.view = table ? "table" : "diagram";
    this.find(".table-view").hidden = !table;
    this.viewport.hidden = table;
    if (table) drawTable(this);
    this.changed();
  }

  /** Bring the operations of the chosen verdict into sight, and the message that came late. False if there are none. */
  revealVerdict() {
    const verdict = this.view && chosenVerdict(this.view, this.chosen);
    if (!verdict?.operations.length) return false;
    this.reveal(verdict.operations, verdict.cause?.message);
    return true;
  }

  /**
   * Bring operations into sight, and a message, as large as there is room: what lies between them in quiet is `folded`.
   *
   * @param {string[]} names
   * @param {string | null | undefined} [id] Of the message.
   * @param {{ folded?: boolean }} [options]
   */
  reveal(names, id, { folded = true } = {}) {
    this.showTable(false);
    const reach = this.size && reachOf(this.trace, names, id, sceneOf(this).present);
    if (!reach) return;
    const hidden = [...this.hiddenLines].filter((name) => !reach.lines.includes(name));
    this.stretch.fold(folded, this.ticks());
    this.stretch.reveal(reach.from - REVEALED_TICKS, reach.to + REVEALED_TICKS);
    this.arrange({ hidden: new Set(hidden), order: this.order });
  }

  /** @param {Point} point Where the diagram was pressed: choose what is there, or travel to that moment. */
  pressAt({ x, y }) {
    const hit = this.scene ? hitAt(this.scene, x, y) : null;
    if (hit) this.session.chosen.set(choiceOf(hit, this.chosen));
    else this.travelTo(x);
  }

  /** @param {number} x The place whose moment is to be shown. */
  travelTo(x) {
    this.session.travel({ tick: Math.max(0, Math.round(this.stretch.scale.tick(x))) });
  }

  travelToChosen() {
    if (this.chosen.event !== null) this.session.travel({ seq: this.chosen.event });
  }

  /**
   * The pointer is on something, or on nothing (null).
   *
   * @param {Hover | null} hover
   * @param {Point} [place]
   */
  hoverAt(hover, place = { x: 0, y: 0 }) {
    this.hover = hover;
    this.tip.show(hover, place);
    this.#wake();
  }
}

customElements.define("space-time", SpaceTime);
