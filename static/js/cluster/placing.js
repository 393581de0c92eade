// Where every label of one moment of the cluster stands. Pure.
//
// In the order of their importance: what stands in the discs, badges, clients, the labels of partitions and of the message that came
// late or never, vector clocks. What is below gives way to what is above (labels.js).

import { present } from "../lib/dom.js";
import { namedVector } from "../lib/format.js";
import { outlineBox, outlines } from "./outlines.js";
import { around, centreOf, Room } from "./labels.js";
import { clientChoices, pointOf } from "./layout.js";
import { messageWidth } from "./message-ways.js";
import { badgesOf, clockTexts, discText } from "./node-text.js";
import { textWidth } from "./text-width.js";

/** @typedef {import("./labels.js").Box} Box */
/** @typedef {import("./layout.js").Measures} Measures */

// Badges that are never left out, however little room there is.
const URGENT = new Set(["stale", "crashed", "paused", "siblings", "leads"]);
const BADGE = { height: 18, px: 11, pad: 16 };
const REGION = { height: 22, px: 12, pad: 20 };
const LATE = { height: 20, px: 11.5, pad: 18 };
const CLOCK = { height: 13, px: 10.5 };
const WIDEST_PLATE = 40;
// What "+12" adds to a pile's label.
const PILE_COUNT = 34;

/** @typedef {{ kind: string, text: string, box: Box }} PlacedBadge */
/** @typedef {{ key: string, group: string[], points: Point[], preview: boolean, text: string, label: Box | null }} PlacedRegion */
/** @typedef {{ key: string, group: string[], preview: boolean, text: string }} Region A group to outline, and its label. */

/**
 * @typedef {object} Placed
 * @property {Map<string, import("./node-text.js").DiscText>} texts What stands in each disc.
 * @property {Box[]} values The names and values of the nodes.
 * @property {Box[]} solid What no message may cover: those, and the names of clients.
 * @property {Map<string, PlacedBadge[]>} badges
 * @property {Map<string, Box>} pills The pill of each client.
 * @property {Map<string, Point>} clients Its middle.
 * @property {PlacedRegion[]} regions
 * @property {Box | null} late The label of the message that came late or never.
 * @property {Map<string, { text: string, whose: string, box: Box }>} clocks Those for which there is room.
 * @property {Map<string, Size>} blocks How much of the place of a node or client is written on.
 * @property {Map<string, Point>} piles Where messages wait, at the nodes that have some.
 */

/**
 * Return how wide a line in a disc may be, so that those of neighbours keep apart.
 *
 * @param {Map<string, Point>} nodes
 * @param {Measures} size
 */
function lineRoom(nodes, { radius, width }) {
  const points = [...nodes.values()];
  const gaps = points.flatMap((a, i) =>
    points
      .slice(i + 1)
      .filter((b) => Math.abs(a.y - b.y) < 60)
      .map((b) => Math.abs(a.x - b.x)),
  );
  const edges = points.map(({ x }) => 2 * Math.min(x, width - x));
  return Math.max(2 * radius - 6, Math.min(2 * radius + WIDEST_PLATE, ...gaps, ...edges) - 16);
}

/**
 * Place all labels.
 *
 * @param {object} scene
 * @param {View} scene.view
 * @param {string[]} scene.keys
 * @param {boolean} scene.all Whether all instruments are shown, vector clocks too.
 * @param {Measures} scene.size
 * @param {Map<string, Point>} scene.nodes
 * @param {Map<string, string>} scene.seated
 * @param {Set<string>} scene.staleAt
 * @param {number} scene.tick
 * @param {string | null} scene.selected The chosen node, whose clock comes first.
 * @param {Region[]} scene.regions
 * @param {{ text: string, at: Point } | null} scene.late
 * @param {Box[]} scene.notes What lies over the picture's edges.
 * @returns {Placed}
 */
export function placed(scene) {
  const { nodes, size, view } = scene;
  const room = new Room(size);
  const texts = placeTexts(scene, room);
  const values = [...nodes].map(([name, point]) => moved(texts.get(name)?.box, point));
  for (const note of scene.notes) room.take(note);
  for (const point of nodes.values()) room.shun(around(point, { width: 2 * size.radius, height: 2 * size.radius }));
  const badges = new Map([...nodes].map(([name, point]) => [name, placeBadges(name, point, scene, room)]));
  const pills = placeClients(Object.keys(view.clients), scene, room);
  const clients = new Map([...pills].map(([name, box]) => [name, centreOf(box)]));
  const regions = placeRegions(clients, scene, room);
  const late = scene.late && placeLate(scene.late, room);
  const piles = placePiles(scene, room);
  return {
    texts,
    badges,
    pills,
    clients,
    regions,
    late,
    piles,
    values,
    solid: [...values, ...pills.values()],
    clocks: placeClocks(scene, room),
    blocks: new Map([...[...texts].map(([name, { box }]) => /** @type {const} */ ([name, blockOf(box)])), ...pills]),
  };
}

/**
 * Return the size of a box around the origin that holds another.
 *
 * @param {Box} box
 * @returns {Size}
 */
const blockOf = ({ x, y, width, height }) => ({
  width: 2 * Math.max(-x, x + width),
  height: 2 * Math.max(-y, y + height),
});

/**
 * @param {Box | undefined} box
 * @param {Point} point
 * @returns {Box}
 */
const moved = (box, { x, y }) => ({
  x: x + (box?.x ?? 0),
  y: y + (box?.y ?? 0),
  width: box?.width ?? 0,
  height: box?.height ?? 0,
});

/**
 * @param {Parameters<typeof placed>[0]} scene
 * @param {Room} room
 */
function placeTexts({ view, keys, size, nodes }, room) {
  const wide = lineRoom(nodes, size);
  const texts = new Map(
    [...nodes.keys()].map((name) => [name, discText(name, view.nodes[name], { view, keys, size, room: wide })]),
  );
  for (const [name, { box }] of texts) room.take(moved(box, pointOf(nodes, name)));
  return texts;
}

/**
 * On the edge of the disc: over its upper right, under it, over it, then at its other corners.
 *
 * @param {string} name
 * @param {Point} point
 * @param {Parameters<typeof placed>[0]} scene
 * @param {Room} room
 */
function placeBadges(name, { x, y }, scene, room) {
  const { radius } = scene.size;
  return badgesOf(name, scene.view.nodes[name], scene).flatMap(([kind, text]) => {
    const width = textWidth(text, BADGE.px) + BADGE.pad;
    const aside = radius * 0.5 + width / 2;
    const [over, under] = [y - radius - 3, y + radius + 3];
    const spots = [
      { x: x + aside, y: over },
      { x, y: under },
      { x, y: over },
      { x: x - aside, y: over },
      { x: x + aside, y: under },
      { x: x - aside, y: under },
      { x: x + aside, y: over - 20 },
      { x, y: under + 20 },
      { x: x - aside, y: over - 20 },
    ];
    const size = { width, height: BADGE.height };
    const box = URGENT.has(kind) ? room.place(size, spots) : room.placeIfFree(size, spots, { far: kind !== "follows" });
    return box ? { kind, text, box } : [];
  });
}

/**
 * @param {string[]} names
 * @param {Parameters<typeof placed>[0]} scene
 * @param {Room} room
 */
function placeClients(names, { seated, nodes, size }, room) {
  const talking = names.filter((name) => nodes.has(seated.get(name) ?? ""));
  const ordered = [...talking, ...names.filter((name) => !talking.includes(name))];
  const boxes = new Map(
    ordered.map((name) => {
      const choices = clientChoices(nodes.get(seated.get(name) ?? ""), size);
      return [name, room.place({ width: pillWidth(name, size), height: size.pillHeight }, choices)];
    }),
  );
  return new Map(names.map((name) => [name, present(boxes.get(name), name)]));
}

/**
 * Return the width of a client's pill: as its name asks, or for an initial.
 *
 * @param {string} name
 * @param {Measures} size
 */
function pillWidth(name, { compact, pill }) {
  return compact ? pill : Math.min(pill, Math.ceil(textWidth(name, 12)) + 22);
}

/**
 * On the outline's upper or lower edge, at its sides, wherever the stage is free. Of several outlines of one group one has a label.
 *
 * @param {Map<string, Point>} clients
 * @param {Parameters<typeof placed>[0]} scene
 * @param {Room} room
 * @returns {PlacedRegion[]}
 */
function placeRegions(clients, { regions, nodes, seated, size }, room) {
  const pad = size.regionPad;
  return regions.flatMap((region) =>
    outlines(region.group, { nodes, clients }, seated, pad).map((points, i) => {
      const { left, right, top, bottom } = outlineBox(points, pad);
      const width = textWidth(region.text, REGION.px) + REGION.pad;
      const middle = (left + right) / 2;
      const rows = top + bottom > size.height * 0.9 ? [top, bottom] : [bottom, top];
      const spots = [
        ...rows.flatMap((y) => [middle, left + width / 2, right - width / 2, left, right].map((x) => ({ x, y }))),
        ...[left, right].map((x) => ({ x, y: (top + bottom) / 2 })),
        ...rows.map((y) => ({ x: middle, y: y < size.height / 2 ? y - 22 : y + 22 })),
      ];
      const label = i === 0 ? room.placeIfFree({ width, height: REGION.height }, spots, { far: true }) : null;
      return { ...region, key: `${region.key}-${i}`, points, label };
    }),
  );
}

/**
 * Beside the place where the message was lost.
 *
 * @param {{ text: string, at: Point }} late
 * @param {Room} room
 */
function placeLate({ text, at }, room) {
  const width = textWidth(text, LATE.px) + LATE.pad;
  const aside = width / 2 + 14;
  const spots = [
    { x: at.x + aside, y: at.y },
    { x: at.x - aside, y: at.y },
    { x: at.x, y: at.y + 24 },
    { x: at.x, y: at.y - 24 },
    { x: at.x + aside, y: at.y + 22 },
    { x: at.x - aside, y: at.y + 22 },
    { x: at.x + aside, y: at.y - 22 },
    { x: at.x - aside, y: at.y - 22 },
  ];
  return room.placeIfFree({ width, height: LATE.height }, spots, { far: true });
}

/**
 * At the upper left of a node that messages wait at, or at another of its corners.
 *
 * @param {Parameters<typeof placed>[0]} scene
 * @param {Room} room
 */
function placePiles({ view, nodes, size }, room) {
  const waiting = Object.values(view.messages).filter(({ state }) => state === "waiting");
  const targets = new Set(waiting.map(({ target }) => target).filter((name) => nodes.has(name)));
  return new Map(
    [...targets].map((name) => {
      const { x, y } = pointOf(nodes, name);
      const widths = waiting
        .filter(({ target }) => target === name)
        .map(({ label }) => messageWidth(label.slice(0, 14)));
      const width = Math.max(...widths) + PILE_COUNT;
      const aside = size.radius * 0.9 + width / 2;
      const up = size.radius * 0.72;
      const spots = [
        { x: x - aside, y: y - up },
        { x: x + aside, y: y - up },
        { x: x - aside, y: y + up },
        { x: x + aside, y: y + up },
      ];
      return [name, centreOf(room.place({ width, height: 20 }, spots))];
    }),
  );
}

/**
 * Under the node, over it or beside it; not at all where there is no room.
 *
 * @param {Parameters<typeof placed>[0]} scene
 * @param {Room} room
 */
function placeClocks(scene, room) {
  const { view, nodes, size, selected } = scene;
  const names = [...nodes.keys()].sort((a, b) => Number(b === selected) - Number(a === selected));
  /** @type {Placed["clocks"]} */
  const clocks = new Map();
  for (const name of names) {
    for (const text of clockTexts(name, scene)) {
      const box = clocks.has(name) ? null : placeClock(text, pointOf(nodes, name), size, room);
      const whose = `Vector clock of ${name}: ${namedVector(view.nodes[name].vector, view.processes)}`;
      if (box) clocks.set(name, { text, whose, box });
    }
  }
  return clocks;
}

/**
 * @param {string} text
 * @param {Point} node
 * @param {Measures} size
 * @param {Room} room
 */
function placeClock(text, { x, y }, size, room) {
  const width = textWidth(text, CLOCK.px, { mono: true });
  if (width > size.width - 20) return null;
  const aside = size.radius + 8 + width / 2;
  const spots = [
    { x, y: y + size.radius + 13 },
    { x, y: y - size.radius - 13 },
    { x: x + aside, y },
    { x: x - aside, y },
  ];
  return room.placeIfFree({ width, height: CLOCK.height }, spots);
}
