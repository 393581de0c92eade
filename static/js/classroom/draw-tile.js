// Draws a learner's tile: who, status, the cluster in small, the steps, the last act. The document is passed in.

import { assign, first, html, keyed, last, setText, svg } from "../lib/dom.js";
import { cutsPath, HEIGHT, linksPath, marksPath, regionsPath, thumbnailRing, WIDTH } from "./thumbnail-layout.js";
import { calledAs, statusWords, tileSentence } from "./tile-words.js";

const GROUND = 20;
/** @type {Record<string, string>} */
const STATE_OF = { u: "up", c: "crashed", p: "paused" };

/**
 * A tile with nothing on it yet. `page` is the address of the learner's page, less the seat.
 *
 * @param {Document} document
 * @param {Learner} learner
 * @param {string} page
 */
export function createTile(document, { number, seat }, page) {
  const picture = svg(
    document,
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "thumb", "aria-hidden": "true" },
    svg(document, "rect", {
      class: "ground",
      x: -GROUND,
      y: -GROUND,
      width: WIDTH + 2 * GROUND,
      height: HEIGHT + 2 * GROUND,
    }),
    ...["links", "cuts", "regions"].map((name) => svg(document, "path", { class: name })),
    svg(document, "g", { class: "nodes" }),
    svg(document, "path", { class: "marks" }),
  );
  const head = html(
    document,
    "span",
    { class: "tile-head" },
    html(document, "b", {}),
    html(document, "span", { class: "state" }),
  );
  const face = html(
    document,
    "span",
    { class: "tile-face" },
    head,
    picture,
    html(document, "span", { class: "progress" }),
    html(document, "span", { class: "act" }),
  );
  const link = html(document, "a", { class: "tile-link", href: `${page}${seat}/`, tabindex: -1 }, face);
  const acts = html(
    document,
    "span",
    { class: "tile-acts" },
    html(document, "button", { type: "button", class: "small", "data-keep": seat, tabindex: -1 }, "Keep"),
    html(document, "button", { type: "button", class: "small", "data-project": seat, tabindex: -1 }, "Project"),
  );
  return html(document, "li", { class: "tile", "data-number": number }, link, acts);
}

/**
 * Name a tile, also while it is out of sight and not drawn.
 *
 * @param {HTMLElement} tile
 * @param {Learner} learner
 * @param {About} about
 */
export function nameTile(tile, learner, about) {
  const [link, acts] = tile.children;
  const called = calledAs(learner, about.anonymous);
  setText(first(first(first(link))), called);
  assign(link, { "aria-label": called });
  assign(first(acts), { "aria-label": `Keep a snapshot of ${called}'s run` });
  assign(last(acts), { "aria-label": `Project ${called}'s run` });
}

/**
 * Bring a tile up to date.
 *
 * @param {HTMLElement} tile
 * @param {Learner} learner
 * @param {Cluster | undefined} cluster
 * @param {About} about
 * @param {number} now
 */
export function drawTile(tile, learner, cluster, about, now) {
  const [link] = tile.children;
  const [head, picture, progress, act] = first(link).children;
  assign(tile, { "data-status": learner.status, "data-live": Boolean(cluster?.live), "data-watched": learner.invited });
  assign(link, { "aria-label": tileSentence(learner, cluster, about, now), title: learner.detail || null });
  setText(last(head), statusWords(learner, now));
  drawProgress(progress, learner.passed ?? "");
  setText(act, cluster ? cluster.act || (cluster.live ? "nothing done yet" : "not open") : "no cluster yet");
  drawCluster(picture, cluster);
}

/**
 * @param {Element} parent
 * @param {string} passed
 */
function drawProgress(parent, passed) {
  const document = parent.ownerDocument;
  keyed(
    parent,
    [...passed].map((mark, i) => [i, mark]),
    () => html(document, "i"),
    (segment, mark) => assign(segment, { "data-mark": mark }),
  );
}

/**
 * @param {Element} picture
 * @param {Cluster | undefined} cluster
 */
function drawCluster(picture, cluster) {
  const [, links, cuts, regions, nodes, marks] = picture.children;
  const { nodes: states = "", newest = "", groups = "", cuts: oneWay = [] } = cluster ?? {};
  const { points, radius } = thumbnailRing(states.length);
  assign(links, { d: linksPath(points, groups, oneWay) });
  assign(cuts, { d: cutsPath(points, oneWay) });
  assign(regions, { d: regionsPath(points, groups) });
  assign(marks, { d: marksPath(points, states, radius) });
  const document = picture.ownerDocument;
  keyed(
    nodes,
    points.map((point, i) => [i, point]),
    (_, i) => svg(document, "circle", { "data-identity": i + 1 }),
    (circle, { x, y }, i) =>
      assign(circle, { cx: x, cy: y, r: radius, "data-state": STATE_OF[states[i]], "data-newest": newest[i] === "1" }),
  );
}
