// <cluster-view>: the live picture of the cluster. Draws the session's view at the session's virtual time.
//
// A change of the view places all labels anew and redraws everything once; while something moves, the animation loop redraws messages,
// and ten times a second what runs with the clocks. Pointer tools are in gestures.js, layout maths in layout.js and placing.js, each
// layer's marks in a draw-*.js.

import { assign, windowOf } from "../lib/dom.js";
import { drawClients } from "./draw-clients.js";
import { drawLate, lateOf, latePlace } from "./draw-late.js";
import { drawLinks } from "./draw-links.js";
import { drawMessages } from "./draw-messages.js";
import { drawBadges, drawClocks, drawNodes } from "./draw-nodes.js";
import { drawRegionLabels, drawRegions, regionsOf } from "./draw-regions.js";
import { Gestures } from "../lib/gestures.js";
import { LabElement } from "../run/lab-element.js";
import { measures, ring, seats } from "./layout.js";
import { MessageAnimation } from "./message-animation.js";
import { keysShown } from "./node-text.js";
import { placed } from "./placing.js";
import { makeScene } from "./scene.js";
import { staleNodes } from "../run/stale-reads.js";
import { chosenVerdict } from "../run/verdicts.js";

const SLOW_MS = 100;
const PROJECTOR_SCALE = 1.9;

/** @typedef {ReturnType<ClusterView["scene"]>} Scene Everything that the draw functions need. */

export class ClusterView extends LabElement {
  /** @type {SVGSVGElement} */
  root;
  /** @type {Record<import("./scene.js").Layer, SVGGElement>} */
  layers;
  /** @type {MediaQueryList} */
  calm;
  /** @type {Gestures} */
  gestures;
  interactive = true;
  scale = 1;
  /**
   * The picture's size; null while it is not shown.
   *
   * @type {Size | null}
   */
  area = null;
  hadFocus = false;

  /**
   * The nodes picked to be cut off, one by one.
   *
   * @type {string[]}
   */
  picked = [];

  /**
   * The node that was crashed or restarted last, by a click, and when.
   *
   * @type {{ node: string, nowMs: number } | null}
   */
  crashed = null;

  animation = new MessageAnimation();
  /**
   * The groups that a cut under way would make.
   *
   * @type {string[][] | null}
   */
  preview = null;

  /**
   * The message that is held, and where.
   *
   * @type {({ message: string } & Point) | null}
   */
  held = null;
  /**
   * The message of the stack that is spread out.
   *
   * @type {string | null}
   */
  fanned = null;
  /** @type {View | null} */
  #lastView = null;
  /**
   * What was drawn last, until something other than time changes.
   *
   * @type {Scene | null}
   */
  #drawn = null;
  #slowAt = 0;

  setUp() {
    const document = this.ownerDocument;
    const page = windowOf(document);
    this.interactive = !this.hasAttribute("still");
    const { root, layers } = makeScene(document, this.getAttribute("label") ?? "The cluster");
    this.root = root;
    this.layers = layers;
    this.prepend(root);
    this.calm = page.matchMedia("(prefers-reduced-motion: reduce)");
    const sizes = new page.ResizeObserver(() => this.resize());
    sizes.observe(this);
    this.follow(() => sizes.disconnect());
    this.follow(this.session.frames.add((nowMs) => this.#frame(nowMs)));
    if (this.interactive) this.gestures = new Gestures(this);
    this.on(root, "blur", () => delete root.dataset.focused);
    this.on(document, "instruments-changed", () => this.redraw());
    this.follow(this.session.ghosts.subscribe(() => this.redraw()));
    this.#fanWhenPointedAt(layers.messages);
    this.resize();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.root.remove();
  }

  /** Fit the picture to the space there is. */
  resize() {
    const { clientWidth, clientHeight } = this;
    if (clientWidth === 0 || clientHeight === 0) return;
    this.scale = this.ownerDocument.documentElement.hasAttribute("data-projector") ? PROJECTOR_SCALE : 1;
    const area = { width: clientWidth / this.scale, height: clientHeight / this.scale };
    this.area = area;
    assign(this.root, {
      viewBox: `0 0 ${area.width} ${area.height}`,
      width: clientWidth,
      height: clientHeight,
    });
    this.redraw();
  }

  /**
   * @override
   * @param {StoreChange} change
   */
  draw({ kind, events }) {
    const { history, seq, tick } = this.session.store;
    if (kind !== "frame") {
      this.animation.clear();
      this.animation.recall(history, seq, tick);
    } else if (this.#lastView) this.animation.depart(this.#known(this.#lastView, events), events);
    this.#lastView = this.view;
    this.redraw();
  }

  choose() {
    this.redraw();
  }

  /**
   * The messages there were before these events, and those that came and went within them.
   *
   * @param {View} before
   * @param {WireEvent[]} events
   * @returns {Record<string, Message>}
   */
  #known(before, events) {
    const sent = events.flatMap((event) =>
      (event.set ?? []).filter(([path, value]) => path[0] === "messages" && path.length === 2 && value),
    );
    return { ...Object.fromEntries(sent.map(([path, value]) => [path[1], value])), ...before.messages };
  }

  /** Place and draw everything. */
  redraw() {
    if (!this.view || !this.area) return;
    const scene = this.scene(this.session.page.performance.now());
    this.#drawn = scene;
    const { layers } = this;
    drawLinks(layers.links, scene);
    drawRegions(layers.regions, scene);
    drawClients(layers.clients, scene);
    drawNodes(layers.nodes, scene);
    drawClocks(layers.clocks, scene);
    drawMessages(layers.messages, scene);
    drawLate(layers.late, scene);
    drawRegionLabels(layers["region-labels"], scene);
    drawBadges(layers["badges-over"], scene);
    this.#keepFocus();
    assign(this, { "data-tool": this.chosen.tool, "data-compact": scene.size.compact });
    this.dispatchEvent(new CustomEvent("cluster-drawn", { bubbles: true, detail: { scene } }));
    this.session.frames.wake();
  }

  /**
   * Everything that the draw functions need.
   *
   * @param {number} nowMs
   */
  scene(nowMs) {
    const { view } = this;
    const verdict = chosenVerdict(view, this.chosen);
    const names = Object.keys(view.nodes);
    const area = this.area ?? { width: 0, height: 0 };
    const all = !this.closest("[data-plain]") && this.ownerDocument.documentElement.dataset.instruments === "all";
    const size = measures(area.width, area.height, names.length, { banner: all && this.interactive });
    const seated = seats(view.clients, view.operations);
    const nodes = ring(names, size);
    const staleAt = staleNodes(view.operations);
    const ghosts = new Map(this.session.ghosts.value.operations.map(({ node, would }) => [node, would]));
    const late = lateOf(verdict, view.operations, this.session.history);
    const tick = this.session.now(nowMs);
    const shown = { view, all, size, nodes, seated, staleAt, ghosts, tick };
    const labels = placed({
      ...shown,
      keys: keysShown(view, all),
      selected: this.chosen.node,
      regions: regionsOf(view.network, this.preview, size.compact),
      late: latePlace(late, nodes),
      notes: this.#notes(size, all),
    });
    return {
      ...shown,
      late,
      placed: labels,
      document: this.ownerDocument,
      places: { nodes, clients: labels.clients },
      chosen: this.chosen,
      lit: this.#lit(),
      violating: new Set((verdict?.operations ?? []).map((name) => view.operations[name]?.node)),
      held: this.held,
      fanned: this.fanned,
      animation: this.animation,
      steps: this.calm.matches,
      interactive: this.interactive,
    };
  }

  /**
   * What lies over the edges of a lab's picture: banners, the legend, and the corner that says which moment of the past is shown.
   *
   * @param {import("./layout.js").Measures} size
   * @param {boolean} all
   */
  #notes({ width, height, over, compact }, all) {
    if (!this.interactive) return [];
    const banner = { x: 0, y: 0, width, height: over - 2 };
    const legend = compact
      ? { x: 0, y: height - 20, width, height: 20 }
      : { x: width - 90, y: height - 70, width: 90, height: 70 };
    const corner = { x: 0, y: height - 42, width: Math.min(width - 110, 260), height: 42 };
    const noted = this.session.store.past || this.view.ended;
    return [...(all ? [banner, legend] : []), ...(noted ? [corner] : [])];
  }

  /**
   * Spread out the stack that a message is in.
   *
   * @param {string | null} message Null puts it together again.
   */
  fan(message) {
    if (message === this.fanned) return;
    this.fanned = message;
    this.session.frames.wake();
  }

  /** @param {SVGGElement} layer */
  #fanWhenPointedAt(layer) {
    /** @param {{ target: HTMLElement }} event */
    const open = ({ target }) => this.fan(target.closest(".message")?.dataset.message ?? null);
    this.on(layer, "pointerover", (event) => event.pointerType === "mouse" && open(event));
    this.on(layer, "pointerleave", (event) => event.pointerType === "mouse" && this.fan(null));
    this.on(layer, "focusin", open);
    this.on(layer, "focusout", () => this.fan(null));
    this.on(this.root, "pointerdown", (event) => event.target.closest(".message") || this.fan(null));
  }

  #lit() {
    const { event } = this.chosen;
    return event === null ? null : new Set(this.session.history.event(event)?.nodes ?? []);
  }

  /**
   * @param {number} nowMs
   * @returns {boolean}
   */
  #frame(nowMs) {
    if (!this.#drawn || !this.area) return false;
    if (this.#clocksRun() && nowMs - this.#slowAt > SLOW_MS) {
      this.#slowAt = nowMs;
      this.#drawn = this.scene(nowMs);
      drawBadges(this.layers["badges-over"], this.#drawn);
    }
    const scene = { ...this.#drawn, tick: this.session.now(nowMs), held: this.held, fanned: this.fanned };
    drawMessages(this.layers.messages, scene);
    const underway = Object.keys(this.view.messages).length + this.animation.leaving.size > 0;
    return this.session.moving(nowMs) && (underway || this.#clocksRun());
  }

  #clocksRun() {
    return Object.values(this.view.nodes).some(({ clock }) => clock.drift_per_mille !== 0);
  }

  /** Put the keyboard on the picture itself, visibly. */
  focusPicture() {
    this.root.dataset.focused = "";
    this.root.focus({ preventScroll: true });
  }

  /** A focused message that arrived takes its element with it: keep the keyboard in the picture. */
  #keepFocus() {
    const active = this.ownerDocument.activeElement;
    if (active?.closest?.(".message")) this.hadFocus = true;
    else if (this.hadFocus && active === this.ownerDocument.body) {
      this.hadFocus = false;
      this.focusPicture();
    } else this.hadFocus = false;
  }
}

customElements.define("cluster-view", ClusterView);
