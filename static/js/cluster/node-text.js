// What is written at a node: its name and values inside the disc, its badges, its vector clock. Pure.

import {
  characters,
  initialOf,
  shortened,
  signedTicks,
  valuesText,
  namedVector,
  vectorText,
  wallOffset,
  wrongTwins,
} from "../lib/format.js";
import { textWidth } from "./text-width.js";

/** @typedef {import("./labels.js").Box} Box */
/** @typedef {import("./layout.js").Measures} Measures */

const KEYS_SHOWN = 3;
const BADGE_CHARS_MAX = 22;
const NAME_PX = 12;
const VALUE_PX = 12.5;
const SMALL_PX = 10.5;
const MONO_EMS = 0.6;
const PITCH_MAX = 19;
// Lines that are nearer to one another than this are written small.
const SMALL_PITCH = 13.5;

/** @typedef {{ key: string, text: string, y: number, small: boolean, siblings: boolean, initial: boolean }} ValueLine */

/**
 * What stands in a disc, with the middle of the disc as origin. `plate`: the ground of lines that are wider than the disc.
 *
 * @typedef {{ nameY: number, lines: ValueLine[], box: Box, plate: Box | null }} DiscText
 */

/**
 * Return the keys whose values are shown at the nodes. In the basic view (`all` is false) those that were used, or the first.
 *
 * @param {View} view
 * @param {boolean} all
 */
export function keysShown(view, all) {
  if (all) return view.keys.slice(0, KEYS_SHOWN);
  const asked = new Set(Object.values(view.operations).map(({ key }) => key));
  const used = view.keys.filter((key) => asked.has(key) || Object.values(view.nodes).some(({ values }) => values[key]));
  return (used.length > 0 ? used : view.keys.slice(0, 1)).slice(0, KEYS_SHOWN);
}

/**
 * Return whether the nodes are no replicas. Then each shows only the keys that it holds.
 *
 * @param {View} view
 */
const hasBoard = ({ protocol }) => (protocol?.columns ?? []).length > 0;

/**
 * Return what stands in a node's disc, and where. A line may be up to `room` pixels wide.
 *
 * @param {string} name
 * @param {NodeState} node
 * @param {{ view: View, keys: string[], size: Measures, room: number }} scene
 * @returns {DiscText}
 */
export function discText(name, node, { view, keys, size, room }) {
  const shown = keys.filter((key) => !hasBoard(view) || node.values[key]);
  const pitch = Math.min(PITCH_MAX, (size.radius * 1.5) / (shown.length + 1));
  const small = pitch < SMALL_PITCH;
  const top = -((shown.length + 1) * pitch) / 2 + pitch * 0.78;
  const lines = shown.map((key, i) => {
    const line = valueLine(key, node, view, size.radius, room);
    return { ...line, small: line.small || small, y: top + pitch * (i + 1) };
  });
  const nameY = top;
  const widths = lines.map(({ text, small }) => characters(text).length * MONO_EMS * (small ? SMALL_PX : VALUE_PX));
  const width = Math.max(textWidth(name, NAME_PX), ...widths);
  const box = {
    x: -width / 2,
    y: nameY - NAME_PX * 0.9,
    width,
    height: (lines.at(-1)?.y ?? nameY) - nameY + NAME_PX * 0.9 + 4,
  };
  const plate =
    lines.length > 0 && width > 2 * size.radius - 6
      ? { x: box.x - 5, y: lines[0].y - 10, width: width + 10, height: lines[lines.length - 1].y - lines[0].y + 13 }
      : null;
  return { nameY, lines, box: plate ? { ...box, x: plate.x, width: plate.width } : box, plate };
}

/**
 * @param {string} key
 * @param {NodeState} node
 * @param {View} view
 * @param {number} radius
 * @param {number} room
 */
function valueLine(key, node, view, radius, room) {
  const versions = node.values[key] ?? [];
  const siblings = versions.length > 1;
  const texts = siblings ? versions.map((each) => valuesText([each])) : [valuesText(node.values[key], initialOf(view))];
  const chars = Math.floor((radius * 2 - 6) / (VALUE_PX * MONO_EMS));
  const whole = fitted(key, texts, chars);
  const cut = whole.includes("…");
  const text = cut ? fitted(key, texts, Math.floor(room / (SMALL_PX * MONO_EMS))) : whole;
  return { key, text, small: cut, siblings, initial: !node.values[key] };
}

/**
 * A key and what it reads as in `room` characters: if need be without spaces, then with each version cut, so that several are seen to be several.
 *
 * @param {string} key
 * @param {string[]} texts
 * @param {number} room
 */
export function fitted(key, texts, room) {
  const whole = `${key} = ${valuesText(texts)}`;
  if (characters(whole).length <= room) return whole;
  const dense = whole.replaceAll(" ", "");
  if (texts.length === 1 || characters(dense).length <= room) return shortened(dense, room);
  const share = Math.floor((room - characters(key).length - texts.length) / texts.length);
  const cut = share > 0 ? texts.map((text) => shortened(text.replaceAll(" ", ""), share)) : ["…", "…"];
  return shortened(`${key}=${cut.join("∥")}`, room);
}

/**
 * Return the badges of a node, most urgent first: [kind, text].
 *
 * @param {string} name
 * @param {NodeState} node
 * @param {{ view: View, staleAt: Set<string>, tick: number, ghosts?: Map<string, string> }} scene
 */
export function badgesOf(name, node, { view, staleAt, tick, ghosts }) {
  const siblings = view.keys.filter((key) => (node.values[key]?.length ?? 0) > 1);
  const offset = wallOffset(node.clock, tick);
  /** @type {[string, string][]} */
  const naive = wrongTwins(node).map(([key, value]) => ["twin", shortened(`naive ${key}: ${value}`, BADGE_CHARS_MAX)]);
  /** @type {([kind: string, text: string] | false | "")[]} */
  const badges = [
    staleAt.has(name) && ["stale", "stale read"],
    (ghosts?.has(name) ?? false) && ["ghost", `would be: ${ghosts?.get(name)}`],
    node.status !== "up" && [node.status, node.status],
    ...naive,
    siblings.length > 0 && ["siblings", `siblings: ${siblings.join(", ")}`],
    (node.clock.skew_ticks !== 0 || node.clock.drift_per_mille !== 0) && ["clock", `clock ${signedTicks(offset)}`],
    node.processing_ticks > 0 && ["slow", `slow ${node.processing_ticks} ms`],
    node.waiting > 0 && ["waiting", `${node.waiting} waiting`],
    node.role && [node.leads ? "leads" : "follows", node.role],
  ];
  return badges.flatMap((each) => (each ? [each] : []));
}

/**
 * Return the texts of a node's vector clock, the best first; none in the basic view. That of the chosen node says whose entries they are,
 * if there is room.
 *
 * @param {string} name
 * @param {{ view: View, all: boolean, selected: string | null }} scene
 */
export function clockTexts(name, { view, all, selected }) {
  const { vector } = view.nodes[name];
  const plain = vectorText(vector);
  if (!all || !plain) return [];
  return name === selected ? [namedVector(vector, view.processes), plain] : [plain];
}
