// <space-time>: the run as a space-time diagram. A line per client and node, time to the right, messages as arrows; choosing an event
// lights its light cone. It follows the session's history, the shown moment and what is chosen; it keeps to itself only what stretch
// of the run it shows and how.
//
// Everything at rest is drawn once for a stretch wider than the window, and moved; the rest in each animation frame.

import { DiagramHeader } from "./diagram-header.js";
import { choiceOf, hitAt, inSight } from "./diagram-hits.js";
import { press } from "./diagram-keys.js";
import { GUTTER, layoutOf, orderedLines } from "./diagram-layout.js";
import { drawMoving, drawStill, makePicture, shiftStill } from "./diagram-picture.js";
import { DiagramPointer } from "./diagram-pointer.js";
import { DiagramTip } from "./diagram-tip.js";
import { DiagramWindow } from "./diagram-window.js";
import { assign, setText } from "./dom.js";
import { faultRows } from "./draw-diagram-faults.js";
import { LabElement } from "./lab-element.js";
import { coneSentences, lightCone } from "./light-cone.js";
import { Trace } from "./trace.js";
import { chosenVerdict } from "./verdicts.js";

const INVITATION = "Choose an event: its light cone shows what it can have known of, and what can know of it.";
const TICK_MS = 250;

class SpaceTime extends LabElement {
  stretch = new DiagramWindow();
  trace = new Trace(null);
  hover = null;
  hiddenLines = new Set();
  order = null;
  points = null;
  #still = null;
  #saidAt = 0;

  setUp() {
    const { ownerDocument: document } = this;
    const page = document.defaultView;
    this.viewport = this.find(".viewport");
    this.picture = makePicture(document);
    const { root } = this.picture;
    assign(root, { tabindex: 0, role: "application", "aria-label": "Space-time diagram", "aria-describedby": this.find(".instructions").id });
    this.viewport.prepend(root);
    this.header = new DiagramHeader(this);
    this.tip = new DiagramTip(this);
    this.pointer = new DiagramPointer(this, root);
    this.on(root, "keydown", (event) => this.#key(event));
    const sizes = new page.ResizeObserver(() => this.#resize());
    sizes.observe(this.viewport);
    this.follow(() => sizes.disconnect());
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

  #learn({ kind, events }) {
    if (kind === "reset") {
      this.trace = new Trace(this.session.history.first.view);
      this.stretch.reset();
    }
    this.trace.append(events);
    this.dataset.complete = this.session.history.complete;
    this.dataset.events = this.trace.events.length;
    this.stretch.note(this.ticks());
    this.changed();
  }

  draw() {
    this.#wake();
  }

  drawHead() {
    this.#wake();
  }

  choose(now, before) {
    this.changed();
    if (now.event === before.event) return;
    const event = this.trace.event(now.event);
    if (event && this.scene && !inSight(event, this.#sceneNow())) this.stretch.ensure(event.tick);
    this.#say("polite");
  }

  /** The ticks of all events, in order. */
  ticks() {
    return this.trace.events.map(({ tick }) => tick);
  }

  get lines() {
    return orderedLines(this.trace, this.order, this.hiddenLines);
  }

  /** Something other than the passing of time changed: draw everything. */
  changed() {
    this.#still = null;
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

  /** What is to be drawn now. */
  #sceneNow(nowMs) {
    const { store } = this.session;
    const { stretch, trace, size, chosen } = this;
    const verdict = this.view ? chosenVerdict(this.view, chosen) : null;
    const broken = verdict?.status === "violated" ? verdict : null;
    const tick = nowMs === undefined ? this.session.now() : this.session.now(nowMs);
    const rows = faultRows(trace);
    const layout = layoutOf({ lines: this.lines, height: size.height, faultRows: rows.rows });
    return {
      document: this.ownerDocument, trace, chosen, layout, rows, tick,
      scale: stretch.scale, width: size.width, hover: this.hover, points: this.points, past: store.past,
      present: store.past ? store.head.tick : tick,
      cone: lightCone(trace, chosen.event), verdict: broken, violating: new Set(broken?.operations), fault: broken?.cause?.fault ?? null,
      left: 0, right: size.width, from: stretch.scale.tick(0), to: stretch.scale.tick(size.width),
    };
  }

  /** The same for a stretch that reaches half a window further on both sides. */
  #wide(scene) {
    const { width, scale } = scene;
    return { ...scene, left: -width / 2, right: width * 1.5, from: scale.tick(-width / 2), to: scale.tick(width * 1.5) };
  }

  #frame(nowMs) {
    if (!this.size || !this.view) return false;
    this.stretch.keep(this.session.now(nowMs), this.session.store.past);
    const scene = this.#sceneNow(nowMs);
    this.scene = scene;
    if (!this.#fits(scene)) this.#drawStill(scene);
    shiftStill(this.picture, this.#still.start - scene.scale.start);
    const silent = this.#still.silent + drawMoving(this.picture, scene);
    this.header.show(scene, silent);
    if (nowMs - this.#saidAt > TICK_MS) this.#say("off", nowMs);
    return this.session.moving(nowMs);
  }

  #fits({ scale, layout, width }) {
    const still = this.#still;
    return still && still.perTick === scale.perTick && still.folds === scale.folds && Math.abs(still.start - scale.start) < width / 2 && still.height === layout.height;
  }

  #drawStill(scene) {
    const silent = drawStill(this.picture, this.#wide(scene));
    const { perTick, start, folds } = scene.scale;
    this.#still = { perTick, start, folds, silent, height: scene.layout.height };
  }

  /** Say what the chosen event is; aloud if it was just chosen. */
  #say(live, nowMs = this.session.page.performance.now()) {
    this.#saidAt = nowMs;
    const event = this.trace.event(this.chosen.event);
    const sentence = this.find(".sentence");
    assign(sentence, { "aria-live": live });
    const [what, cone] = event ? coneSentences(this.trace, event, this.session.store.seq) : [INVITATION, ""];
    setText(sentence.firstElementChild, what);
    setText(sentence.lastElementChild, cone);
    sentence.dataset.cone = Boolean(event?.clock);
  }

  // What the learner does

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const fold = event.target.closest("[data-fold]");
    const opens = fold && (event.key === "Enter" || event.key === " ");
    if (opens) this.unfold(Number(fold.dataset.fold));
    else if (!press(this, event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Choose something, in every view of the page. */
  pick(changes) {
    this.session.chosen.set(changes);
  }

  pan(px) {
    this.stretch.pan(px);
    this.#wake();
  }

  /** Zoom about a place; by default the chosen event, or the middle. */
  zoom(factor, x) {
    const event = this.trace.event(this.chosen.event);
    const at = x ?? (event && inSight(event, this.scene) ? this.stretch.scale.x(event.tick) : this.stretch.width / 2);
    this.stretch.zoom(factor, at, this.session.now());
    this.changed();
  }

  fit() {
    this.stretch.fit(this.scene?.present ?? 0);
    this.changed();
  }

  /** Go along with time again. */
  followNow(following) {
    this.stretch.following = following;
    this.#wake();
  }

  /** Fold quiet stretches, or none. */
  fold(folding) {
    this.stretch.fold(folding, this.ticks());
    this.changed();
  }

  unfold(from) {
    this.stretch.unfold(from);
    this.changed();
  }

  /** A press on the diagram: choose what is there, or travel to that moment. */
  pressAt({ x, y }) {
    const hit = hitAt(this.scene, x, y);
    if (hit) this.session.chosen.set(choiceOf(hit, this.chosen));
    else this.travelTo(x);
  }

  /** Show the moment that stands at a place. */
  travelTo(x) {
    this.session.travel({ tick: Math.max(0, Math.round(this.stretch.scale.tick(x))) });
  }

  travelToChosen() {
    if (this.chosen.event !== null) this.session.travel({ seq: this.chosen.event });
  }

  /** The pointer is on something, or on nothing (null). */
  hoverAt(hover, place) {
    this.hover = hover;
    this.tip.show(hover, place);
    this.#wake();
  }
}

customElements.define("space-time", SpaceTime);
