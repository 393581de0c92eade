// Lines, sides and outlines in the plane. Pure.

/** @typedef {[string[], string[]]} Sides The names left and right of a line. */

/**
 * @param {Point} o
 * @param {Point} a
 * @param {Point} b
 */
const cross = (o, a, b) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);

/**
 * The point a share `t` of the way from a to b.
 *
 * @param {Point} a
 * @param {Point} b
 * @param {number} t
 * @returns {Point}
 */
export const between = (a, b, t) => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });

/**
 * The direction from a to b, of length 1.
 *
 * @param {Point} a
 * @param {Point} b
 * @returns {Point}
 */
export function direction(a, b) {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  return { x: (b.x - a.x) / length, y: (b.y - a.y) / length };
}

/**
 * Return which names lie left and right of the endless line through a and b: [left, right], either may be empty.
 *
 * @param {Map<string, Point>} points
 * @param {Point} a
 * @param {Point} b
 * @returns {Sides}
 */
export function sides(points, a, b) {
  const left = [...points].filter(([, point]) => cross(a, b, point) < 0).map(([name]) => name);
  return [left, [...points.keys()].filter((name) => !left.includes(name))];
}

/**
 * Groups cut once more by a line's two sides: every group keeps together only what is on one side.
 *
 * @param {string[][]} groups
 * @param {Sides} sides
 */
export function refine(groups, [left, right]) {
  const parts = groups.flatMap((group) => [
    group.filter((name) => left.includes(name)),
    group.filter((name) => right.includes(name)),
  ]);
  return parts.filter((part) => part.length > 0);
}

/**
 * The convex hull of points, in order around it.
 *
 * @param {Point[]} points
 */
export function hull(points) {
  const sorted = [...points].sort((p, q) => p.x - q.x || p.y - q.y);
  if (sorted.length < 3) return sorted;
  /** @param {Point[]} ordered */
  const half = (ordered) => {
    /** @type {Point[]} */
    const chain = [];
    for (const point of ordered) {
      while (chain.length > 1 && cross(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/**
 * Return whether a point lies in a convex hull widened by `pad`.
 *
 * @param {Point[]} outline
 * @param {Point} point
 * @param {number} pad
 */
export function inside(outline, point, pad) {
  if (outline.length === 1) return Math.hypot(point.x - outline[0].x, point.y - outline[0].y) < pad;
  return outline.every((a, i) => {
    const b = outline[(i + 1) % outline.length];
    return cross(a, b, point) / (Math.hypot(b.x - a.x, b.y - a.y) || 1) > -pad;
  });
}

/**
 * An SVG path around points at a distance `pad`, with round corners.
 *
 * @param {Point[]} points
 * @param {number} pad
 */
export function outlinePath(points, pad) {
  const corners = hull(points);
  if (corners.length === 1) return circlePath(corners[0], pad);
  /**
   * @param {Point} a
   * @param {Point} b
   */
  const normal = (a, b) => ({ x: direction(a, b).y * pad, y: -direction(a, b).x * pad });
  const pieces = corners.map((a, i) => {
    const b = corners[(i + 1) % corners.length];
    const { x, y } = normal(a, b);
    const start = `${round(a.x + x)} ${round(a.y + y)}`;
    return `${i === 0 ? "M" : `A${pad} ${pad} 0 0 1 `}${start}L${round(b.x + x)} ${round(b.y + y)}`;
  });
  const { x, y } = normal(corners[0], corners[1]);
  return `${pieces.join("")}A${pad} ${pad} 0 0 1 ${round(corners[0].x + x)} ${round(corners[0].y + y)}Z`;
}

/**
 * @param {Point} centre
 * @param {number} radius
 */
function circlePath({ x, y }, radius) {
  return `M${round(x - radius)} ${round(y)}a${radius} ${radius} 0 0 1 ${2 * radius} 0a${radius} ${radius} 0 0 1 ${-2 * radius} 0Z`;
}

/** @param {number} number */
const round = (number) => Math.round(number * 10) / 10;

/**
 * Return where the endless line through a and b leaves a rectangle from (0, 0), far enough out to draw it across.
 *
 * @param {Point} a
 * @param {Point} b
 * @param {number} width
 * @param {number} height
 * @returns {[Point, Point]}
 */
export function across(a, b, width, height) {
  const d = direction(a, b);
  const reach = width + height;
  return [
    { x: a.x - d.x * reach, y: a.y - d.y * reach },
    { x: b.x + d.x * reach, y: b.y + d.y * reach },
  ];
}
