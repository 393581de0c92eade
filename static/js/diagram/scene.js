// What the diagram draws: the trace in a stretch of time, with what is chosen, at the shown moment.

import { present } from "../lib/dom.js";
import { layoutOf } from "./layout.js";
import { faultRows } from "./draw/faults.js";
import { lightCone } from "./light-cone.js";
import { TimeScale } from "../lib/time-scale.js";
import { chosenVerdict } from "../run/verdicts.js";

const PICTURE_LINE = 28;
const PICTURE_PX = { least: 900, most: 6000, margin: 18 };

/**
 * Everything that the draw functions need.
 *
 * @typedef {object} Scene
 * @property {Document} document
 * @property {import("./trace.js").Trace} trace
 * @property {Chosen} chosen
 * @property {ReturnType<typeof faultRows>} rows
 * @property {number} tick The moment shown.
 * @property {boolean} past Whether that is before the present.
 * @property {number} present
 * @property {import("./layout.js").Layout} layout
 * @property {import("./light-cone.js").LightCone | null} cone
 * @property {Verdict | null} verdict The chosen one, if it is violated.
 * @property {Set<string>} violating The operations that violate it.
 * @property {"room" | "all"} names Which bars are named: those with room, or all of them.
 * @property {Set<string>} differing The operations that ended otherwise in another run beside this one.
 * @property {number | null} fault The event of the fault behind it.
 * @property {import("./hits.js").Hover | null} hover
 * @property {import("./order-panel.js").Points | null} points
 * @property {TimeScale} scale
 * @property {number} left
 * @property {number} right
 * @property {number} from The tick at the left.
 * @property {number} to The tick at the right.
 * @property {number} width
 * @property {boolean} [dense] Whether there are too many arrows to tell apart.
 * @property {number} [since] Only what happened after this event.
 */

/**
 * Return what is to be drawn now.
 *
 * @param {import("./space-time.js").SpaceTime} diagram
 * @param {number} [nowMs]
 * @returns {Scene}
 */
export function sceneOf(diagram, nowMs) {
  const { trace, chosen, view, session, stretch } = diagram;
  const size = present(diagram.size, "room for a diagram");
  const { store } = session;
  const verdict = view ? chosenVerdict(view, chosen) : null;
  const broken = verdict?.status === "violated" ? verdict : null;
  const tick = nowMs === undefined ? session.now() : session.now(nowMs);
  const rows = faultRows(trace);
  return {
    document: diagram.ownerDocument,
    trace,
    chosen,
    rows,
    tick,
    past: store.past,
    present: store.past ? Math.max(store.head.tick, trace.events.at(-1)?.tick ?? 0) : tick,
    layout: layoutOf({ lines: diagram.lines, height: size.height, faultRows: rows.rows }),
    cone: lightCone(trace, chosen.event),
    verdict: broken,
    violating: new Set(broken?.operations),
    names: "room",
    differing: diagram.differing,
    fault: broken?.cause?.fault ?? null,
    hover: diagram.hover,
    points: diagram.points,
    ...stretchOf(stretch.scale, 0, size.width),
    width: size.width,
  };
}

/**
 * @param {import("../lib/time-scale.js").TimeScale} scale
 * @param {number} left
 * @param {number} right
 */
const stretchOf = (scale, left, right) => ({ scale, left, right, from: scale.tick(left), to: scale.tick(right) });

/**
 * A scene that reaches half a window further on both sides.
 *
 * @param {import("./scene.js").Scene} scene
 */
export const wider = (scene) => ({ ...scene, ...stretchOf(scene.scale, -scene.width / 2, scene.width * 1.5) });

/**
 * The scene of a picture to be saved: what is shown, or the whole run as fine as it is now, within bounds.
 *
 * @param {import("./space-time.js").SpaceTime} diagram
 * @param {boolean} whole
 */
export function pictureScene(diagram, whole) {
  const scene = { ...sceneOf(diagram), hover: null };
  const lines = diagram.lines;
  const layout = layoutOf({ lines, height: lines.length * PICTURE_LINE + 70, faultRows: scene.rows.rows });
  if (!whole) return { ...scene, layout };
  const { least, most, margin } = PICTURE_PX;
  const width = Math.ceil(Math.min(most, Math.max(least, scene.scale.position(scene.present) + 80)));
  const scale = new TimeScale(scene.scale).fitted(0, scene.present, width - margin * 2).panned(-margin);
  return { ...scene, layout, ...stretchOf(scale, 0, width), width };
}
