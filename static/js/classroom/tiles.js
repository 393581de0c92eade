// The tiles of a class's learners: placed in their order, drawn only while in sight and one a frame, walked by arrow keys.

import { childrenOf, first, html, last, listen, present, queryAll, setText } from "../lib/dom.js";
import { createTile, drawTile, nameTile } from "./draw-tile.js";
import { arrange } from "./tile-order.js";

const ARRIVALS_EVERY_MS = 1000;
const ARRANGED_EVERY_MS = 4000;
const HELD_MS_MAX = 8000;
const SIGHT_MARGIN = 120;

/**
 * @typedef {object} TilesOptions
 * @property {HTMLElement} root
 * @property {import("./state.js").ClassState} state
 * @property {Page} page
 * @property {import("../lib/frame-turns.js").FrameTurns} turns
 * @property {string} seats The address of learners' pages, less the seat.
 * @property {() => import("./tile-order.js").Asked} asked
 * @property {(numbers: number[]) => void} saw
 */

export class ClassTiles {
  /** @type {Map<number, HTMLElement>} */
  #tiles = new Map();
  /** @type {Set<number>} */
  #sight = new Set();
  /** @type {Set<number>} */
  #near = new Set();
  /** @type {Set<number>} */
  #due = new Set();
  #arrangedMs = -Infinity;
  #timer = 0;
  #dueMs = 0;
  /** @type {HTMLElement | null} */
  #walked = null;
  #looks = false;

  /**
   * `state` is the class's; `turns` are taken with frames; `asked()` which tiles are wanted; `saw(numbers)` is told what is in sight.
   *
   * @param {TilesOptions} options
   */
  constructor({ root, state, page, turns, seats, asked, saw }) {
    this.root = root;
    this.state = state;
    this.page = page;
    this.turns = turns;
    this.seats = seats;
    this.asked = asked;
    this.saw = saw;
    page.addEventListener("scroll", () => this.#look(), { passive: true });
    new page.ResizeObserver(() => this.#look()).observe(root);
    page.addEventListener("resize", () => this.#look());
    listen(root, "keydown", (event) => this.#walk(event));
    listen(root, "focusin", ({ target }) => this.#stand(target.closest(".tile")));
  }

  /**
   * These learners' tiles are to be drawn afresh, as soon as they are in sight.
   *
   * @param {Iterable<number>} numbers
   */
  draw(numbers) {
    for (const number of numbers) this.#due.add(number);
    this.turns.ask("tiles", () => this.#drawSome());
  }

  /** Learners may be called otherwise from now on. */
  rename() {
    for (const [number, tile] of this.#tiles)
      if (this.state.learners.has(number)) nameTile(tile, this.#learner(number), this.state.about);
    this.draw(this.#tiles.keys());
  }

  /** The order may be another: put the tiles in place after a while, sooner if some came or went; `now`: at once. */
  arrange({ now = false, sooner = false } = {}) {
    const everyMs = sooner ? ARRIVALS_EVERY_MS : this.root.matches(":hover") ? HELD_MS_MAX : ARRANGED_EVERY_MS;
    const waitMs = now ? 0 : Math.max(0, this.#arrangedMs + everyMs - this.page.performance.now());
    if (this.#timer && waitMs >= this.#dueMs - this.page.performance.now()) return;
    this.page.clearTimeout(this.#timer);
    this.#timer = 0;
    if (waitMs === 0) return this.#place();
    this.#dueMs = this.page.performance.now() + waitMs;
    this.#timer = this.page.setTimeout(() => {
      this.#timer = 0;
      this.#place();
    }, waitMs);
  }

  /** What is in sight, by number. */
  get inSight() {
    return [...this.#sight];
  }

  #place() {
    this.#arrangedMs = this.page.performance.now();
    const groups = arrange(this.state, this.asked());
    const focused = this.root.ownerDocument.activeElement;
    for (const [number, tile] of this.#tiles) if (!this.state.learners.has(number)) this.#forget(number, tile);
    const sections = groups.map((group) => this.#section(group));
    put(this.root, sections);
    sections.forEach((section, i) => {
      setText(first(section), groups[i].title && `${groups[i].title} (${groups[i].numbers.length})`);
      first(section).hidden = !groups[i].title;
      put(
        last(section),
        groups[i].numbers.map((number) => this.#tile(number)),
      );
    });
    this.#look();
    if (this.root.contains(focused)) /** @type {HTMLElement} */ (focused).focus({ preventScroll: true });
    if (!this.root.contains(this.#walked)) this.#stand(this.root.querySelector(".tile"));
  }

  /** @param {{ key: string }} group */
  #section({ key }) {
    const found = childrenOf(this.root).find(({ dataset }) => dataset.key === key);
    const { ownerDocument: document } = this.root;
    return (
      found ??
      html(
        document,
        "section",
        { class: "tile-group", "data-key": key },
        html(document, "h2", {}),
        html(document, "ul", { class: "tile-grid" }),
      )
    );
  }

  /** @param {number} number */
  #tile(number) {
    const known = this.#tiles.get(number);
    if (known) return known;
    const learner = this.#learner(number);
    const tile = createTile(this.root.ownerDocument, learner, this.seats);
    nameTile(tile, learner, this.state.about);
    this.#tiles.set(number, tile);
    this.#due.add(number);
    return tile;
  }

  /** @param {number} number */
  #learner(number) {
    return present(this.state.learners.get(number), `learner ${number}`);
  }

  /**
   * @param {number} number
   * @param {HTMLElement} _tile
   */
  #forget(number, _tile) {
    this.#tiles.delete(number);
    for (const kept of [this.#sight, this.#near, this.#due]) kept.delete(number);
  }

  // Drawing

  /** Find out with the next frame which tiles are in sight. */
  #look() {
    this.#looks = true;
    this.draw([]);
  }

  #see() {
    this.#looks = false;
    const seen = tilesInSight(this.page, this.root).map(({ dataset }) => Number(dataset.number));
    if (seen.length === this.#sight.size && seen.every((number) => this.#sight.has(number))) return;
    this.#sight = new Set(seen);
    this.saw(seen);
  }

  /** Bring a tile up to date, first those that came into sight; when all are, let go of those that went out of it. */
  #drawSome() {
    if (this.#looks) this.#see();
    const sight = [...this.#sight];
    const come = sight.filter((number) => !this.#near.has(number));
    const [next, ...rest] = [...come, ...sight.filter((number) => this.#near.has(number) && this.#due.has(number))];
    if (next !== undefined) this.#show(next);
    if (rest.length > 0) return this.draw([]);
    for (const number of this.#near) if (!this.#sight.has(number)) this.#hide(number);
    return undefined;
  }

  /** @param {number} number */
  #show(number) {
    const tile = present(this.#tiles.get(number), `tile ${number}`);
    const now = Date.now() / 1000 + this.state.ahead;
    this.#near.add(number);
    tile.toggleAttribute("data-near", true);
    if (this.#due.delete(number))
      drawTile(tile, this.#learner(number), this.state.clusters.get(number), this.state.about, now);
  }

  /** @param {number} number */
  #hide(number) {
    this.#near.delete(number);
    this.#tiles.get(number)?.toggleAttribute("data-near", false);
  }

  // Walking

  /** @param {HTMLElement | null} tile */
  #stand(tile) {
    if (!tile || tile === this.#walked) return;
    if (this.#walked) for (const control of queryAll(this.#walked, "a, button")) control.tabIndex = -1;
    for (const control of queryAll(tile, "a, button")) control.tabIndex = 0;
    this.#walked = tile;
  }

  /** @param {Targeted<KeyboardEvent>} event */
  #walk(event) {
    const links = queryAll(this.root, ".tile-link");
    const tile = event.target.closest(".tile");
    const at = tile ? links.indexOf(first(tile)) : -1;
    if (at < 0) return;
    const across = rowLength(links);
    const target = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + across,
      ArrowUp: at - across,
      Home: 0,
      End: links.length - 1,
    }[event.key];
    if (target === undefined || !links[target]) return;
    event.preventDefault();
    links[target].focus();
  }
}

/**
 * The tiles in sight, or nearly. All rows of a group are of one height, so its place says it; an observer of every tile would cost as much in
 * each frame as drawing does.
 *
 * @param {Page} page
 * @param {HTMLElement} root
 */
function tilesInSight({ innerHeight, getComputedStyle }, root) {
  return queryAll(root, ".tile-grid").flatMap((grid) => {
    const { top, bottom } = grid.getBoundingClientRect();
    if (!grid.firstElementChild || bottom < -SIGHT_MARGIN || top > innerHeight + SIGHT_MARGIN) return [];
    const { gridTemplateColumns, rowGap } = getComputedStyle(grid);
    const across = gridTemplateColumns.split(" ").length;
    const height = first(grid).offsetHeight + parseFloat(rowGap);
    const row = Math.max(0, Math.floor((-SIGHT_MARGIN - top) / height));
    const rows = Math.ceil((innerHeight + SIGHT_MARGIN - top) / height);
    return childrenOf(grid).slice(row * across, rows * across);
  });
}

/**
 * Return how many tiles stand beside one another.
 *
 * @param {HTMLElement[]} links
 */
function rowLength(links) {
  const top = links[0].getBoundingClientRect().top;
  const next = links.findIndex((link) => link.getBoundingClientRect().top > top + 4);
  return next < 0 ? links.length : next;
}

/**
 * Make these the children of `parent`, in this order. Little is moved: where what stands in the way has only gone further back, that one.
 *
 * @param {Element} parent
 * @param {Element[]} children
 */
function put(parent, children) {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let place = parent.firstChild;
  for (const child of children) {
    if (place && place !== child && place.nextSibling === child) {
      const early = place;
      place = child;
      parent.append(early);
    }
    if (place === child) place = child.nextSibling;
    else parent.insertBefore(child, place);
  }
}
