// What the pointer and the keyboard do in the cluster picture, by tool.
//
// A gesture is an object with `move(point)`, `end(point, target)` and `cancel()`, maybe `click()`, and `holds` if it has hold of
// something; `begin` picks one by tool and by what is under the pointer. Escape cancels. A press that hardly moves is a click. A tool
// that has acted is put away.

import { across, refine, sides } from "./geometry.js";
import { assign, present, svg } from "./dom.js";

const CLICK_PX = 5;
const DOUBLE_MS = 350;
const MARKS = "[data-message], [data-node]";

/** @typedef {import("../cluster/view.js").ClusterView} ClusterView */

/**
 * @typedef {object} Gesture
 * @property {(point: Point) => void} move
 * @property {(point: Point, target: Element | null) => void} end
 * @property {() => void} cancel
 * @property {() => unknown} [click]
 * @property {boolean} [holds]
 */

export class Gestures {
  /** @type {Gesture | null} */
  #current = null;
  /** @type {Point} */
  #from = { x: 0, y: 0 };
  /** @type {Gesture | null} */
  #clicked = null;

  /** @param {ClusterView} view */
  constructor(view) {
    this.view = view;
    const { root } = view;
    view.on(root, "pointerdown", (event) => this.#down(event));
    view.on(root, "pointermove", (event) => this.#current?.move(this.#point(event)));
    // A finger that holds something does not scroll the page (`touch-action` has no effect on parts of an SVG).
    view.on(root, "touchmove", (event) => this.#current?.holds && event.preventDefault(), { passive: false });
    view.on(root, "pointerup", (event) => this.#up(event));
    view.on(root, "pointercancel", () => this.cancel());
    view.on(root, "click", (event) => this.#click(event));
    view.on(root, "contextmenu", (event) => this.#menu(event));
    view.on(root, "keydown", (event) => this.#key(event));
    view.on(view.ownerDocument, "keydown", (event) => event.key === "Escape" && this.cancel());
  }

  /** Give up the gesture under way. */
  cancel() {
    this.#current?.cancel();
    this.#current = null;
  }

  /**
   * @param {MouseEvent} event
   * @returns {Point}
   */
  #point({ clientX, clientY }) {
    const box = this.view.root.getBoundingClientRect();
    const { scale } = this.view;
    return { x: (clientX - box.left) / scale, y: (clientY - box.top) / scale };
  }

  /** @param {Targeted<PointerEvent>} event */
  #down(event) {
    if (event.button !== 0 || this.#current) return;
    this.#from = this.#point(event);
    this.#current = this.#begin(markUnder(event), this.#from, event.pointerType);
    this.view.root.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const gesture = this.#current;
    if (!gesture) return;
    this.#current = null;
    const point = this.#point(event);
    const target = this.view.ownerDocument.elementFromPoint(event.clientX, event.clientY);
    const moved = Math.hypot(point.x - this.#from.x, point.y - this.#from.y) > CLICK_PX;
    this.#clicked = moved ? null : gesture;
    if (moved) gesture.end(point, target);
    else gesture.cancel();
  }

  /**
   * After the pointer is up, so that its release does not close the menu that this opens. Assistive devices only click.
   *
   * @param {Targeted<MouseEvent>} event
   */
  #click({ detail, target }) {
    if (detail > 0) this.#clicked?.click?.();
    else press(this.view, target.closest(MARKS));
    this.#clicked = null;
  }

  /**
   * @param {HTMLElement | null} mark
   * @param {Point} from
   * @param {string} pointer
   * @returns {Gesture}
   */
  #begin(mark, from, pointer) {
    const { tool } = this.view.chosen;
    const owner = this.view.session.may();
    const node = mark?.dataset.node;
    if (owner && tool === "cut") return cutting(this.view, from, node);
    if (owner && tool === "one_way" && node) return cuttingOneWay(this.view, node);
    if (owner && mark?.dataset.message) return holding(this.view, mark, from, pointer);
    return { move() {}, end() {}, cancel() {}, click: () => press(this.view, mark) };
  }

  /** @param {Targeted<MouseEvent>} event */
  #menu(event) {
    const mark = event.target.closest(MARKS);
    if (!mark || !this.view.session.may()) return;
    event.preventDefault();
    this.cancel();
    openMenu(this.view, mark);
  }

  /** @param {Targeted<KeyboardEvent>} event */
  #key(event) {
    const mark = event.target.closest(MARKS);
    if (!mark || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act(this.view, mark);
  }
}

/**
 * The message or node under the pointer. Where a finger only touches the margins of messages, one drawn there comes first.
 *
 * @param {Targeted<PointerEvent>} event
 */
function markUnder({ target, clientX, clientY }) {
  const drawn =
    target.matches(".hit") &&
    target.ownerDocument.elementsFromPoint(clientX, clientY).find((element) => element.matches(".message .body"));
  return (drawn || target).closest(MARKS);
}

/** @type {Record<string, (view: ClusterView, mark: HTMLElement) => unknown>} */
const KEYS = {
  Enter: (view, mark) => press(view, mark),
  " ": (view, mark) => press(view, mark),
  m: (view, mark) => view.session.may() && openMenu(view, mark),
  Delete: (view, mark) => mark.dataset.message && drop(view, mark.dataset.message),
  Backspace: (view, mark) => mark.dataset.message && drop(view, mark.dataset.message),
};

/**
 * A click or Enter on a message or node, by tool; on nothing, the choice is cleared.
 *
 * @param {ClusterView} view
 * @param {HTMLElement | null} mark
 */
function press(view, mark) {
  const { chosen, session } = view;
  const node = mark?.dataset.node;
  if (mark?.dataset.message) return session.may() && openMenu(view, mark);
  if (!node) return session.chosen.set({ node: null, message: null, event: null });
  if (chosen.tool === "crash" && session.may()) return toggleCrash(view, node);
  if (chosen.tool === "cut" && session.may()) return togglePicked(view, node);
  session.chosen.set({ node });
}

/**
 * Once, however often it is pressed in the time of a double click.
 *
 * @param {ClusterView} view
 * @param {string} node
 */
function toggleCrash(view, node) {
  const nowMs = view.session.page.performance.now();
  if (view.crashed?.node === node && nowMs - view.crashed.nowMs < DOUBLE_MS) return;
  view.crashed = { node, nowMs };
  view.session.command(view.view.nodes[node].status === "crashed" ? "restart" : "crash", { node });
  putToolAway(view);
}

/**
 * A tool acts once: the next click chooses a node again.
 *
 * @param {ClusterView} view
 */
function putToolAway(view) {
  view.session.chosen.set({ tool: "select" });
}

/**
 * Without a pointer a cut is made by picking the nodes to cut off, one by one.
 *
 * @param {ClusterView} view
 * @param {string} node
 */
function togglePicked(view, node) {
  const picked = new Set(view.picked);
  if (!picked.delete(node)) picked.add(node);
  view.dispatchEvent(new CustomEvent("cut-picked", { bubbles: true, detail: { picked: [...picked] } }));
}

/**
 * @param {ClusterView} view
 * @param {HTMLElement} mark
 */
function openMenu(view, mark) {
  const { message, node } = mark.dataset;
  if (message) view.session.chosen.set({ message });
  view.dispatchEvent(new CustomEvent("open-menu", { bubbles: true, detail: { message, node, mark } }));
}

/**
 * @param {ClusterView} view
 * @param {string} message
 */
function drop(view, message) {
  if (view.session.may()) view.session.command("drop_message", { message });
}

/**
 * Drawing a line through the cluster: what is on one side is cut off from what is on the other.
 *
 * @param {ClusterView} view
 * @param {Point} from
 * @param {string | undefined} node
 * @returns {Gesture}
 */
function cutting(view, from, node) {
  const layer = view.layers.gesture;
  /** @param {string} name */
  const make = (name) => layer.appendChild(svg(view.ownerDocument, "line", { class: name }));
  const [reach, line] = [make("cut-reach"), make("cut-line")];
  /**
   * @param {Element} element
   * @param {[Point, Point]} ends
   */
  const place = (element, [a, b]) => assign(element, { x1: a.x, y1: a.y, x2: b.x, y2: b.y });
  const cancel = () => {
    layer.replaceChildren();
    view.preview = null;
    view.redraw();
  };
  return {
    move(to) {
      place(line, [from, to]);
      const { width, height } = view.scene(0).size;
      place(reach, across(from, to, width, height));
      view.preview = groupsCut(view, from, to);
      view.redraw();
    },
    end(to) {
      const groups = groupsCut(view, from, to);
      cancel();
      if (groups.length < 2)
        return view.session.notify("plain", "That line has all nodes on one side. Draw it between them.");
      view.session.command("partition", { groups });
      putToolAway(view);
    },
    cancel,
    click: () => node && togglePicked(view, node),
  };
}

/**
 * @param {ClusterView} view
 * @param {Point} from
 * @param {Point} to
 */
function groupsCut(view, from, to) {
  const { nodes } = view.scene(0).places;
  return refine(view.view.network.partition ?? [[...nodes.keys()]], sides(nodes, from, to));
}

/**
 * Dragging from one node to another: nothing passes that way any more; done again, it does.
 *
 * @param {ClusterView} view
 * @param {string} source
 * @returns {Gesture}
 */
function cuttingOneWay(view, source) {
  const layer = view.layers.gesture;
  const line = layer.appendChild(
    svg(view.ownerDocument, "path", { class: "one-way-line", "marker-end": "url(#cut-arrow)" }),
  );
  const from = present(view.scene(0).places.nodes.get(source), `node ${source}`);
  const cancel = () => layer.replaceChildren();
  return {
    move: ({ x, y }) => line.setAttribute("d", `M${from.x} ${from.y}L${x} ${y}`),
    end(_, element) {
      cancel();
      const target = element?.closest("[data-node]")?.dataset.node;
      if (!target || target === source) return;
      const cut = view.view.network.cuts.some(([a, b]) => a === source && b === target);
      view.session.command(cut ? "mend_link" : "cut_link", { source, target });
      putToolAway(view);
    },
    cancel,
    click: () => view.session.chosen.set({ node: source }),
  };
}

/**
 * Holding a message: let go of it over the bin or outside the picture and it is lost; elsewhere it goes on. A finger, which cannot
 * point at a stack before it presses, spreads it out by a tap.
 *
 * @param {ClusterView} view
 * @param {HTMLElement} mark
 * @param {Point} from
 * @param {string} pointer
 * @returns {Gesture}
 */
function holding(view, mark, from, pointer) {
  const { message = "", stack } = mark.dataset;
  let started = false;
  /** @param {Point} point */
  const outside = ({ x, y }) => {
    const { width, height } = view.scene(0).size;
    return x < 0 || y < 0 || x > width || y > height;
  };
  const cancel = () => {
    view.held = null;
    view.dispatchEvent(new CustomEvent("message-held", { bubbles: true, detail: { held: false } }));
    view.redraw();
  };
  return {
    move(point) {
      if (!started && Math.hypot(point.x - from.x, point.y - from.y) <= CLICK_PX) return;
      if (!started) view.dispatchEvent(new CustomEvent("message-held", { bubbles: true, detail: { held: true } }));
      started = true;
      view.held = { message, ...point };
      view.redraw();
    },
    end(point, element) {
      cancel();
      if (!(message in view.view.messages))
        return view.session.notify("plain", "That message arrived while you held it. Pause first to take your time.");
      if (outside(point) || element?.closest("[data-bin]")) drop(view, message);
    },
    cancel,
    holds: true,
    click: () => (stack && pointer !== "mouse" ? view.fan(message) : openMenu(view, mark)),
  };
}
