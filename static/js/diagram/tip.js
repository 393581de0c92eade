// What the pointer is on, in words beside it: the event, its time and its vector clock.

import { GUTTER } from "./layout.js";
import { assign, setText } from "../lib/dom.js";
import { intervalText, operationText, resultText, seconds, vectorText } from "../lib/format.js";

export class DiagramTip {
  /** @param {import("./space-time.js").SpaceTime} diagram */
  constructor(diagram) {
    this.diagram = diagram;
    this.place = diagram.find(".tip");
  }

  /**
   * Show it for what is hovered, or hide it.
   *
   * @param {import("./hits.js").Hover | null} hover
   * @param {Point} place
   */
  show(hover, place) {
    const lines = hover && this.#lines(hover);
    this.place.hidden = !lines;
    assign(this.diagram.picture.root, { "data-on": Boolean(lines) });
    if (!lines) return;
    [...this.place.children].forEach((line, i) => setText(line, lines[i] ?? ""));
    const { width, height } = this.diagram.size ?? { width: 0, height: 0 };
    const own = this.place.getBoundingClientRect();
    const x =
      place.x + GUTTER + 14 + own.width > width + GUTTER ? place.x + GUTTER - own.width - 12 : place.x + GUTTER + 14;
    const y = place.y + 14 + own.height > height ? place.y - own.height - 10 : place.y + 14;
    this.place.style.translate = `${Math.max(2, x)}px ${Math.max(0, y)}px`;
  }

  /** @param {import("./hits.js").Hover} hover */
  #lines({ event: seq, message, operation, of }) {
    const { trace } = this.diagram;
    const [event, carried, issued] = [trace.event(seq), trace.message(message), trace.operation(operation)];
    if (event) return eventLines(event, of ?? 1);
    if (carried) return messageLines(carried);
    return issued ? operationLines(issued) : null;
  }
}

/**
 * @param {WireEvent} event
 * @param {number} of
 */
const eventLines = ({ text, tick, clock }, of) => [
  text,
  `${seconds(tick)} ${vectorText(clock)}`,
  of > 1 ? `one of ${of} events here: press again for the next` : "",
];

/** @param {import("./trace.js").TracedMessage} message */
function messageLines({ source, target, kind, label, start, ended }) {
  const until = ended ? seconds(ended.tick) : "…";
  return [
    `${source} → ${target}: ${kind} ${label}`,
    `${seconds(start)} – ${until}`,
    ended?.kind === "message_dropped" ? ended.text : "",
  ];
}

/** @param {import("./trace.js").TracedOperation} operation */
function operationLines(operation) {
  const { id, stale, reason } = operation;
  return [
    `${id}: ${operationText(operation)} ${resultText(operation)}`,
    intervalText(operation),
    stale?.text ?? reason ?? "",
  ];
}
