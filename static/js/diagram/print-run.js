// <print-run>: a run on paper. Its diagram in bands one below the other, quiet stretches folded; what it keeps and breaks, and why; every
// operation; what was done to the cluster.

import { GUTTER, layoutOf, orderedLines } from "./layout.js";
import { drawMoving, drawStill, makePicture } from "./draw/picture.js";
import { assign, html, queryAll, setText } from "../lib/dom.js";
import { drawInvariants } from "../panels/draw-invariants.js";
import { faultRows } from "./draw/faults.js";
import { intervalText, operationText, resultText, seconds } from "../lib/format.js";
import { LabElement } from "../run/lab-element.js";
import { lightCone } from "./light-cone.js";
import { TimeScale, quietStretches } from "../lib/time-scale.js";
import { Trace } from "./trace.js";
import { MARKS, STATES, chosenVerdict, verdictText } from "../run/verdicts.js";

const BAND_PX = 900;
const LINE_PX = 26;
const MARGIN_PX = 14;
const PER_TICK = 0.32;

/**
 * The stretches of a scale, `width` pixels each, that show everything up to a tick: their starts, in pixels from tick 0.
 *
 * @param {import("../lib/time-scale.js").TimeScale} scale
 * @param {number} until
 * @param {number} width
 */
function bandStarts(scale, until, width) {
  const bands = Math.max(1, Math.ceil(scale.position(until) / width));
  return Array.from({ length: bands }, (_, nth) => nth * width);
}

class PrintRun extends LabElement {
  /** @type {Trace} */
  trace;

  setUp() {
    const { history, store } = this.session;
    this.trace = new Trace(history.first.view);
    this.trace.append(history.events);
    this.#bands(store.head.tick);
    this.#operations();
    this.#faults();
  }

  draw() {
    this.#verdicts();
    this.#invariants();
  }

  /** @param {number} until */
  #bands(until) {
    const { trace, chosen, ownerDocument: document } = this;
    const lines = orderedLines(trace, null, new Set());
    const rows = faultRows(trace);
    const layout = layoutOf({ lines, height: lines.length * LINE_PX + 50, faultRows: rows.rows });
    const whole = new TimeScale({
      perTick: PER_TICK,
      folds: quietStretches([...trace.events.map(({ tick }) => tick), until]),
    });
    const width = BAND_PX - GUTTER;
    const broken = chosenVerdict(this.session.store.view, chosen);
    const verdict = broken?.status === "violated" ? broken : null;
    const scene = {
      document,
      trace,
      chosen,
      rows,
      layout,
      width,
      verdict,
      tick: until,
      present: until,
      past: false,
      hover: null,
      points: null,
      cone: lightCone(trace, chosen.event),
      violating: new Set(verdict?.operations),
      names: /** @type {const} */ ("all"),
      /** @type {Set<string>} */
      differing: new Set(),
      fault: verdict?.cause?.fault ?? null,
    };
    const place = this.find("[data-bands]");
    for (const start of bandStarts(whole, until, width - 2 * MARGIN_PX)) {
      const scale = whole.with({ start: start - MARGIN_PX });
      const band = { ...scene, scale, left: 0, right: width, from: scale.tick(0), to: scale.tick(width) };
      const picture = makePicture(document);
      place.append(
        html(
          document,
          "figure",
          {},
          picture.root,
          html(document, "figcaption", {}, `${seconds(band.from)} to ${seconds(Math.min(until, band.to))}`),
        ),
      );
      drawMoving(picture, band, drawStill(picture, band));
      for (const fold of queryAll(picture.root, "[tabindex]"))
        assign(fold, { tabindex: null, role: null, "aria-label": null });
      picture.root.setAttribute("role", "img");
      picture.root.setAttribute(
        "aria-label",
        `Space-time diagram from ${seconds(band.from)} to ${seconds(Math.min(until, band.to))}`,
      );
    }
  }

  #operations() {
    const document = this.ownerDocument;
    /** @param {string} text */
    const cell = (text) => html(document, "td", {}, text);
    const rows = [...this.trace.operations.values()].map((operation) => {
      const times = {
        invoked_tick: operation.invoked?.tick ?? null,
        completed_tick: operation.completed?.tick ?? null,
      };
      const name = html(document, "th", { scope: "row" }, operation.id);
      return html(
        document,
        "tr",
        {},
        name,
        cell(`${operationText(operation)} ${resultText(operation)}`),
        cell(operation.node ?? ""),
        cell(intervalText(times)),
        cell(operation.status ?? ""),
      );
    });
    this.find("[data-operations]").replaceChildren(...rows);
  }

  #faults() {
    const document = this.ownerDocument;
    const items = this.trace.faults.intervals.map(({ set, ended, label }) =>
      html(document, "li", {}, `${seconds(set.tick)} to ${ended ? seconds(ended.tick) : "the end"}: ${label}`),
    );
    this.find("[data-faults]").replaceChildren(...items);
    this.find("[data-no-faults]").hidden = items.length > 0;
  }

  #invariants() {
    drawInvariants(this.find("[data-invariants]"), this.view.invariants);
    for (const table of queryAll(this, "[data-models]"))
      table.hidden = !table.querySelector("[data-model]:not([hidden])");
  }

  #verdicts() {
    const document = this.ownerDocument;
    for (const row of queryAll(this, "[data-model]")) {
      const verdict = this.view.verdicts[row.dataset.question ?? ""]?.[row.dataset.model ?? ""];
      row.hidden = !verdict;
      if (!verdict) continue;
      const [state, why] = queryAll(row, "td");
      setText(state, `${MARKS[verdict.status]} ${STATES[verdict.status]}`);
      why.replaceChildren(
        ...(verdict.status === "holds"
          ? []
          : [verdictText(verdict), ...(verdict.cause ? [html(document, "br"), verdict.cause.text] : [])]),
      );
    }
  }
}

customElements.define("print-run", PrintRun);
