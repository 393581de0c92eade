// What the pointer does in the diagram of a history: drag to pan, pinch or wheel to zoom about the pointer, click to choose, drag a
// point along its bar. Up and down, a finger scrolls.

import { lineAt } from "./draw/layout.js";
import { shortened } from "../lib/format.js";
import { lowerBound } from "./model.js";

const SAID_CHARS_MAX = 160;
const CLICK_PX = 4;
const NEAR_PX = 7;
const WHEEL_ZOOM = 0.0022;
const TIP_PX = 14;

/**
 * The bar at a place of the diagram, or near it; null if there is none.
 *
 * @param {import("./diagram.js").Scene} scene
 * @param {number} x
 * @param {number} y
 */
export function barAt({ view, window, layout, scrolled }, x, y) {
  const line = view.lines[lineAt(layout, y, scrolled)];
  if (!line) return null;
  const step = window.step(x);
  const at = lowerBound(line.bars, step, ({ to }) => to);
  const near = [line.bars[at - 1], line.bars[at]].filter(Boolean);
  /** @param {import("./model.js").Bar} bar */
  const away = ({ from, to }) => Math.max(window.x(from) - x, x - window.x(to), 0);
  return near.filter((bar) => away(bar) <= NEAR_PX).sort((a, b) => away(a) - away(b))[0] ?? null;
}

export class HistoryPointer {
  /** @type {Point} */
  from;
  /** @type {Map<number, Point>} */
  #down = new Map();
  #moved = false;
  /** @type {number | null} */
  #point = null;

  /** @param {import("./diagram.js").HistoryDiagram} diagram */
  constructor(diagram) {
    this.diagram = diagram;
    const { viewport } = diagram;
    this.tip = diagram.find(".tip");
    diagram.on(viewport, "pointerdown", (event) => this.#press(event));
    diagram.on(viewport, "pointermove", (event) => this.#move(event));
    diagram.on(viewport, "pointerup", (event) => this.#release(event));
    diagram.on(viewport, "pointercancel", (event) => this.#release(event));
    diagram.on(viewport, "pointerleave", () => this.#hover(null));
    diagram.on(viewport, "click", (event) => this.#click(event));
    diagram.on(viewport, "wheel", (event) => this.#wheel(event), { passive: false });
    diagram.on(diagram.overviewCanvas, "pointerdown", (event) => this.#jump(event));
    diagram.on(diagram.overviewCanvas, "pointermove", (event) => event.buttons && this.#jump(event));
  }

  /**
   * A place in the diagram, whatever the page is zoomed by.
   *
   * @param {MouseEvent} event
   */
  #place({ clientX, clientY }) {
    const { viewport, gutter } = this.diagram;
    const box = viewport.getBoundingClientRect();
    const scale = viewport.offsetWidth / (box.width || 1);
    return { x: (clientX - box.left) * scale - gutter, y: (clientY - box.top) * scale };
  }

  /** @param {Targeted<PointerEvent>} event */
  #press(event) {
    const place = this.#place(event);
    if (event.button !== 0 || place.x + this.diagram.gutter > this.diagram.viewport.clientWidth) return;
    this.#down.set(event.pointerId, place);
    this.from = place;
    this.#moved = false;
    const point = event.target.closest("[data-point][data-hand]")?.dataset.point;
    this.#point = point === undefined ? null : Number(point);
    this.diagram.viewport.setPointerCapture(event.pointerId);
  }

  /** @param {Targeted<PointerEvent>} event */
  #move(event) {
    const place = this.#place(event);
    const before = this.#down.get(event.pointerId);
    if (!before) return event.pointerType === "touch" ? undefined : this.#hover(place);
    if (Math.hypot(place.x - this.from.x, place.y - this.from.y) > CLICK_PX) this.#moved = true;
    this.#down.set(event.pointerId, place);
    if (this.#down.size === 2) this.#pinch(event.pointerId, before, place);
    else if (this.#moved) this.#drag(before, place, event.pointerType);
  }

  /**
   * @param {Point} before
   * @param {Point} place
   * @param {string} pointerType
   */
  #drag(before, place, pointerType) {
    this.#hover(null);
    if (this.#point !== null) return this.diagram.hand.move(this.#point, this.diagram.window.step(place.x));
    this.diagram.pan(before.x - place.x);
    if (pointerType !== "touch") this.diagram.viewport.scrollTop += before.y - place.y;
  }

  /**
   * @param {number} id
   * @param {Point} before
   * @param {Point} place
   */
  #pinch(id, before, place) {
    const other = [...this.#down].find(([each]) => each !== id)?.[1];
    if (!other) return;
    /** @param {Point} a */
    const spread = (a) => Math.max(20, Math.abs(a.x - other.x));
    this.diagram.pan(-(place.x - before.x) / 2);
    this.diagram.zoom(spread(place) / spread(before), (place.x + other.x) / 2);
  }

  /** @param {PointerEvent} event */
  #release({ pointerId }) {
    this.#down.delete(pointerId);
    if (this.#point !== null && this.#moved) this.diagram.hand.dropped();
  }

  /** @param {Targeted<MouseEvent>} event */
  #click(event) {
    if (this.#moved || this.#point !== null) return;
    const place = this.#place(event);
    const edge = this.#edgeAt(event);
    if (edge !== null) return this.diagram.pick({ edge, operation: null });
    const bar = barAt(this.diagram.scene, place.x, place.y);
    this.diagram.pick({ operation: bar ? bar.operation.number : null, ...(bar ? {} : { edge: null }) });
  }

  /**
   * The edge whose words are at a place. A captured pointer hides what is below it from the event.
   *
   * @param {MouseEvent} event
   */
  #edgeAt({ clientX, clientY }) {
    const found = this.diagram.ownerDocument
      .elementsFromPoint(clientX, clientY)
      .find((element) => element.closest?.("[data-edge]"));
    return found ? Number(found.closest("[data-edge]")?.dataset.edge) : null;
  }

  /** @param {Point | null} place */
  #hover(place) {
    const bar = place && place.x >= 0 ? barAt(this.diagram.scene, place.x, place.y) : null;
    this.diagram.viewport.toggleAttribute("data-on", Boolean(bar));
    this.tip.hidden = !bar;
    if (!bar || !place) return;
    const { name, said, status } = bar.operation;
    const short = shortened(said, SAID_CHARS_MAX);
    this.tip.textContent = `${name}  ${short}${status === "info" ? ", outcome unknown" : status === "fail" ? ", failed" : ""}`;
    const left = Math.min(
      place.x + this.diagram.gutter + TIP_PX,
      Math.max(0, this.diagram.viewport.clientWidth - this.tip.offsetWidth - 4),
    );
    const top = Math.min(place.y + TIP_PX, Math.max(0, this.diagram.height - this.tip.offsetHeight - 4));
    this.tip.style.transform = `translate(${left}px, ${top}px)`;
  }

  /**
   * The wheel zooms; where there is more above or below, or on the page, it scrolls, and zooms with Ctrl. Sideways, or with Shift, it pans.
   *
   * @param {Targeted<WheelEvent>} event
   */
  #wheel(event) {
    const { viewport } = this.diagram;
    const page = this.diagram.ownerDocument.scrollingElement ?? viewport;
    const scrolls = viewport.scrollHeight > viewport.clientHeight + 1 || page.scrollHeight > page.clientHeight + 1;
    const sideways = event.shiftKey
      ? event.deltaY || event.deltaX
      : Math.abs(event.deltaX) > Math.abs(event.deltaY)
        ? event.deltaX
        : 0;
    if (sideways && !event.ctrlKey) this.diagram.pan(sideways);
    else if (event.ctrlKey || event.metaKey || !scrolls)
      this.diagram.zoom(Math.exp(-event.deltaY * WHEEL_ZOOM), this.#place(event).x);
    else return;
    event.preventDefault();
  }

  /** @param {MouseEvent} event */
  #jump({ clientX }) {
    const { diagram } = this;
    const box = diagram.overviewCanvas.getBoundingClientRect();
    const scale = diagram.viewport.offsetWidth / (box.width || 1);
    const step = (((clientX - box.left) * scale - diagram.gutter) / diagram.width) * (diagram.view.length - 1);
    diagram.pan(diagram.window.x(step) - diagram.width / 2);
  }
}
