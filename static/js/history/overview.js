// Draws the strip below the diagram: the whole history, where it is dense, where the clash lies, and the stretch in sight.

export const OVERVIEW_PX = 26;
const TICK_PX = 3;

/**
 * Draw the strip.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./diagram.js").Scene & { density: number[], palette: import("./draw/canvas.js").Palette }} scene
 */
export function drawOverview(context, { gutter, width, view, window, clash, density, palette }) {
  const column = width / density.length;
  context.fillStyle = palette.control;
  context.globalAlpha = 0.45;
  density.forEach(
    (share, i) =>
      share &&
      context.fillRect(
        gutter + i * column,
        OVERVIEW_PX - 3 - share * (OVERVIEW_PX - 10),
        column + 0.5,
        share * (OVERVIEW_PX - 10),
      ),
  );
  context.globalAlpha = 1;
  /** @param {number} step */
  const x = (step) => gutter + (Math.min(view.length - 1, Math.max(0, step)) / Math.max(1, view.length - 1)) * width;
  context.fillStyle = palette.danger;
  for (const number of clash) {
    const bar = view.bars.get(number);
    if (bar) context.fillRect(x(bar.from) - TICK_PX / 2, 2, TICK_PX, OVERVIEW_PX - 4);
  }
  const [left, right] = [x(window.step(0)), x(window.step(width))];
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.5;
  context.strokeRect(left + 0.75, 1, Math.max(4, right - left - 1.5), OVERVIEW_PX - 2);
}
