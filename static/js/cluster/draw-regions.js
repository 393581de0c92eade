// Draws the parts that a partition has cut off, and those that a cut under way would: hatched, outlined, and labelled.

import { outlinePath } from "../lib/geometry.js";
import { assign, first, keyed, last, setText, svg } from "../lib/dom.js";
import { shortSeconds } from "../lib/format.js";
import { cutOff } from "./outlines.js";

/** @typedef {import("./view.js").Scene} Scene */
/** @typedef {import("./placing.js").PlacedRegion} PlacedRegion */

/**
 * Return the groups to outline with their labels: those that are cut off, and those that `preview` would cut off besides.
 *
 * @param {Network} network
 * @param {string[][] | null} preview
 * @param {boolean} compact
 */
export function regionsOf(network, preview, compact) {
  const groups = network.partition ?? [];
  const since = shortSeconds(network.partition_since_tick ?? 0);
  const cut = groups.length > 1 ? cutOff(groups) : [];
  const known = new Set(cut.map((group) => group.join()));
  const coming = (preview ? cutOff(preview) : []).filter((group) => !known.has(group.join()));
  return [
    ...cut.map((group, i) => ({
      key: `cut-${i}`,
      group,
      preview: false,
      text: compact ? `since ${since}` : `cut off since ${since}`,
    })),
    ...coming.map((group, i) => ({ key: `preview-${i}`, group, preview: true, text: `cut off ${group.join(", ")}` })),
  ];
}

/**
 * Bring the outlines up to date.
 *
 * @param {SVGElement} layer
 * @param {Scene} scene
 */
export function drawRegions(layer, { placed, size, document }) {
  keyed(
    layer,
    entriesOf(placed.regions),
    () => svg(document, "path", { class: "region" }),
    (path, { points, preview }) => assign(path, { d: outlinePath(points, size.regionPad), "data-preview": preview }),
  );
}

/**
 * Bring their labels up to date.
 *
 * @param {SVGElement} layer
 * @param {Scene} scene
 */
export function drawRegionLabels(layer, { placed, document }) {
  /** @type {[string, { text: string, label: import("./labels.js").Box }][]} */
  const labels = placed.regions.flatMap(({ key, text, label }) => (label ? [[key, { text, label }]] : []));
  keyed(
    layer,
    labels,
    () => create(document),
    (group, { text, label }) => {
      assign(group, { transform: `translate(${label.x} ${label.y})` });
      assign(first(group), { width: label.width });
      assign(last(group), { x: label.width / 2 });
      setText(last(group), text);
    },
  );
}

/**
 * @param {PlacedRegion[]} regions
 * @returns {[string, PlacedRegion][]}
 */
const entriesOf = (regions) => regions.map((region) => [region.key, region]);

/** @param {Document} document */
const create = (document) =>
  svg(
    document,
    "g",
    { class: "region-label" },
    svg(document, "rect", { rx: 11, height: 22 }),
    svg(document, "text", { y: 15.5 }),
  );
