// Parts of the diagram that are loaded when they are first asked for: its table, and the linearization points.

/** @typedef {import("./space-time.js").SpaceTime} SpaceTime */

const FAILED = "This could not be loaded. Check the connection and try again.";

/**
 * Draw the diagram's table. If it cannot be loaded, say so and show the diagram again.
 *
 * @param {SpaceTime} diagram
 */
export async function drawTable(diagram) {
  const part = await loaded(diagram, () => import("./event-table.js"));
  if (!part) return diagram.showTable(false);
  diagram.table ??= new part.EventTable(diagram);
  diagram.table.draw();
}

/**
 * Show the linearization points, or take them away. If they cannot be loaded, say so.
 *
 * @param {SpaceTime} diagram
 */
export async function togglePoints(diagram) {
  const part = await loaded(diagram, () => import("./order-panel.js"));
  if (!part) return;
  diagram.orderPanel ??= new part.OrderPanel(diagram);
  diagram.orderPanel.toggle();
}

/**
 * @template Part
 * @param {SpaceTime} diagram
 * @param {() => Promise<Part>} load
 * @returns {Promise<Part | null>}
 */
async function loaded(diagram, load) {
  try {
    return await load();
  } catch {
    diagram.session.notify("warn", FAILED);
    return null;
  }
}
