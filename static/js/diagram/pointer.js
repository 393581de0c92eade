// What the pointer does in the diagram: drag to pan, pinch or ctrl-wheel to zoom about the pointer, shift-wheel to pan, drag the
// cursor's handle to travel, click to choose or, on empty ground, to travel. Up and down, a finger still scrolls the page.

import { hitAt, hoverOf } from "./hits.js";
import { AXIS, GUTTER } from "./layout.js";

const CLICK_PX = 4;
const HANDLE_PX = 9;
const WHEEL_ZOOM = 0.0022;

/** @typedef {import("./space-time.js").SpaceTime} SpaceTime */

export class DiagramPointer {
  /** @type {Point} */
  last;
  /** @type {Point} */
  from;
  /** @type {string | null} */
  point;
  /** @type {Map<number, Point>} */
  #down = new Map();
  /** @type {"pan" | "cursor" | "point" | "pinch" | null} */
  #gesture = null;
  #moved = false;

  /**
   * @param {SpaceTime} diagram
   * @param {SVGSVGElement} root
   */
  constructor(diagram, root) {
    this.diagram = diagram;
    this.root = root;
    diagram.on(root, "pointerdown", (event) => this.#press(event));
    diagram.on(root, "pointermove", (event) => this.#move(event));
    diagram.on(root, "pointerup", (event) => this.#release(event));
    diagram.on(root, "pointercancel", (event) => this.#forget(event));
    diagram.on(root, "pointerleave", () => diagram.hoverAt(null));
    diagram.on(root, "click", (event) => this.#click(event));
    diagram.on(root, "wheel", (event) => this.#wheel(event), { passive: false });
    diagram.on(root, "touchmove", (event) => this.#gesture && this.#gesture !== "pan" && event.preventDefault(), {
      passive: false,
    });
  }

  /** @param {MouseEvent} event */
  #place({ clientX, clientY }) {
    const box = this.root.getBoundingClientRect();
    const scale = this.root.width.baseVal.value / (box.width || 1);
    return { x: (clientX - box.left) * scale - GUTTER, y: (clientY - box.top) * scale };
  }

  /** @param {Targeted<PointerEvent>} event */
  #press(event) {
    if (event.button !== 0) return;
    const place = this.#place(event);
    this.#down.set(event.pointerId, place);
    this.#moved = false;
    this.last = place;
    this.from = place;
    if (this.#down.size === 2) this.#gesture = "pinch";
    else this.#gesture = this.#begin(event, place);
    if (this.#gesture) this.root.setPointerCapture(event.pointerId);
  }

  /**
   * @param {Targeted<PointerEvent>} event
   * @param {Point} point
   */
  #begin(event, { x, y }) {
    if (x < 0) return null;
    this.point = event.target.closest("[data-point][data-hand]")?.dataset.point ?? null;
    if (this.point) return "point";
    const { scene } = this.diagram;
    const handle = scene && Math.abs(scene.scale.x(scene.tick) - x) <= HANDLE_PX && y <= AXIS + 2;
    return handle ? "cursor" : "pan";
  }

  /** @param {Targeted<PointerEvent>} event */
  #move(event) {
    const place = this.#place(event);
    if (!this.#down.has(event.pointerId)) return this.#hover(place, event);
    if (Math.hypot(place.x - this.from.x, place.y - this.from.y) > CLICK_PX) this.#moved = true;
    if (this.#gesture === "pinch") this.#pinch(event.pointerId, place);
    else if (this.#moved && this.#gesture) DRAGS[this.#gesture](this.diagram, place, this);
    this.#down.set(event.pointerId, place);
    this.last = place;
  }

  /**
   * @param {Point} place
   * @param {PointerEvent} event
   */
  #hover(place, { pointerType }) {
    if (pointerType === "touch") return;
    const { scene } = this.diagram;
    this.diagram.hoverAt(
      scene && place.x >= 0 ? hoverOf(hitAt(scene, place.x, place.y), this.diagram.chosen) : null,
      place,
    );
  }

  /**
   * @param {number} id
   * @param {Point} place
   */
  #pinch(id, place) {
    const other = [...this.#down].find(([each]) => each !== id)?.[1];
    const before = this.#down.get(id);
    if (!other || !before) return;
    /** @param {Point} a */
    const spread = (a) => Math.max(20, Math.abs(a.x - other.x));
    this.diagram.pan(-(place.x - before.x) / 2);
    this.diagram.zoom(spread(place) / spread(before), (place.x + other.x) / 2);
  }

  /** @param {Targeted<PointerEvent>} event */
  #release(event) {
    this.#forget(event);
  }

  /** @param {PointerEvent} event */
  #forget({ pointerId }) {
    this.#down.delete(pointerId);
    if (this.#gesture === "point" && this.#moved) this.diagram.orderPanel?.dropped();
    this.#gesture = this.#down.size > 0 && this.#gesture !== "pinch" ? this.#gesture : null;
  }

  /**
   * After the pointer is up. Assistive devices only click.
   *
   * @param {Targeted<MouseEvent>} event
   */
  #click(event) {
    if (this.#moved) return;
    const fold = event.target.closest("[data-fold]");
    const place = this.#place(event);
    if (fold) this.diagram.unfold(Number(fold.dataset.fold));
    else if (!this.point && place.x >= 0) this.diagram.pressAt(place);
  }

  /** @param {Targeted<WheelEvent>} event */
  #wheel(event) {
    const zooms = event.ctrlKey || event.metaKey;
    const sideways = event.shiftKey
      ? event.deltaY || event.deltaX
      : Math.abs(event.deltaX) > Math.abs(event.deltaY)
        ? event.deltaX
        : 0;
    if (!zooms && !sideways) return;
    event.preventDefault();
    if (zooms) this.diagram.zoom(Math.exp(-event.deltaY * WHEEL_ZOOM), this.#place(event).x);
    else this.diagram.pan(sideways);
  }
}

/** @type {Record<string, (diagram: SpaceTime, place: Point, pointer: DiagramPointer) => void>} */
const DRAGS = {
  pan: (diagram, place, { last }) => diagram.pan(last.x - place.x),
  cursor: (diagram, place) => diagram.travelTo(place.x),
  point: (diagram, place, { point }) => diagram.orderPanel?.move(point ?? "", diagram.stretch.scale.tick(place.x)),
};
