// <cluster-view>: the live picture of the cluster. Draws the session's view at the session's virtual time.
//
// A change of the view redraws everything once; while something moves, the animation loop redraws messages, and ten times a
// second the rest. Pointer tools are in gestures.js, layout maths in layout.js, each layer's marks in a draw-*.js.

import { assign, windowOf } from "../lib/dom.js";
import { drawClients } from "./draw-clients.js";
import { drawLate, lateOf } from "./draw-late.js";
import { drawLinks } from "./draw-links.js";
import { MessageAnimation, drawMessages } from "./draw-messages.js";
import { drawNodes } from "./draw-nodes.js";
import { drawRegions } from "./draw-regions.js";
import { Gestures } from "../lib/gestures.js";
import { LabElement } from "../run/lab-element.js";
import { measures, places, ring, seats } from "./layout.js";
import { makeScene } from "./scene.js";
import { staleNodes } from "../run/stale-reads.js";
import { chosenVerdict } from "../run/verdicts.js";

const SLOW_MS = 100;
const PROJECTOR_SCALE = 1.9;
// Below this height the actions at a node leave out whose they are.
const SHORT = 340;

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
  /** @type {View | null} */
  #lastView = null;
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
    if (kind !== "frame") this.animation.clear();
    else if (this.#lastView) this.animation.depart(this.#known(this.#lastView, events), events);
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

  /** Draw everything once. */
  redraw() {
    if (!this.view || !this.area) return;
    const scene = this.scene(this.session.page.performance.now());
    drawLinks(this.layers.links, scene);
    drawRegions(this.layers.regions, scene);
    drawClients(this.layers.clients, scene);
    drawNodes(this.layers.nodes, scene);
    drawMessages(this.layers.messages, scene);
    drawLate(this.layers.late, scene);
    this.#keepFocus();
    assign(this, {
      "data-tool": this.chosen.tool,
      "data-compact": scene.size.compact,
      "data-short": scene.size.height < SHORT,
    });
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
    const size = measures(area.width, area.height, names.length);
    const seated = seats(view.clients, view.operations);
    const nodes = ring(names, size);
    const clients = places(Object.keys(view.clients), seated, nodes, size);
    return {
      view,
      size,
      seated,
      nowMs,
      document: this.ownerDocument,
      places: { nodes, clients },
      tick: this.session.now(nowMs),
      chosen: this.chosen,
      staleAt: staleNodes(view.operations),
      lit: this.#lit(),
      late: lateOf(verdict),
      violating: new Set((verdict?.operations ?? []).map((name) => view.operations[name]?.node)),
      preview: this.preview,
      held: this.held,
      animation: this.animation,
      steps: this.calm.matches,
      interactive: this.interactive,
    };
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
    if (!this.view || !this.area) return false;
    const scene = this.scene(nowMs);
    const falling = drawMessages(this.layers.messages, scene);
    if (nowMs - this.#slowAt > SLOW_MS) {
      this.#slowAt = nowMs;
      drawNodes(this.layers.nodes, scene);
    }
    const inFlight = Object.keys(this.view.messages).length > 0;
    return falling || (this.session.moving(nowMs) && (inFlight || this.#clocksRun()));
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
