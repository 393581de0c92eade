// What is said of the chosen event below the diagram.

import { assign, first, last, setText } from "../lib/dom.js";
import { coneSentences } from "./light-cone.js";

const INVITATION = "Pick an event. The blue ones could have influenced it, and it could influence the orange ones.";

/**
 * Bring the sentence up to date.
 *
 * @param {import("./space-time.js").SpaceTime} diagram
 * @param {"polite" | "off"} live Whether it is read out.
 */
export function drawSentence(diagram, live) {
  const { trace, chosen, session } = diagram;
  const event = trace.event(chosen.event);
  const sentence = diagram.find(".sentence");
  assign(sentence, { "aria-live": live });
  const [what, cone] = event ? coneSentences(trace, event, session.store.seq) : [INVITATION, ""];
  setText(first(sentence), what);
  setText(last(sentence), cone);
  sentence.dataset.cone = String(Boolean(event?.clock));
}
