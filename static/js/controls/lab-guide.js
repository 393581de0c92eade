// <lab-guide>: what to do next in a lab, from the first write to the replay that cures it; `data-path` names the path (guide.js).

import { assign, find, html, setText } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";
import { askPreview, previewText } from "../replay/preview.js";
import { guideFor } from "./guide.js";

class LabGuide extends LabElement {
  /** @type {import("./guide.js").Guide | null} */
  guide = null;
  #previewed = "";

  setUp() {
    this.on(this.find("button"), "click", () => this.act());
    this.follow(this.session.replay.subscribe(() => this.view && this.draw()));
  }

  draw() {
    this.guide = this.session.may() ? guideFor(this.dataset.path ?? "start", this.#situation()) : null;
    this.hidden = !this.guide;
    if (!this.guide) return;
    const { steps, said, action } = this.guide;
    const document = this.ownerDocument;
    const list = this.find(".guide-steps");
    list.replaceChildren(
      ...steps.map(({ text, state }, i) =>
        html(
          document,
          "li",
          { "data-state": state, "data-number": i + 1, "aria-current": state === "next" ? "step" : null },
          html(
            document,
            "span",
            {},
            text,
            ...(state === "done" ? [html(document, "span", { class: "visually-hidden" }, " (done)")] : []),
          ),
        ),
      ),
    );
    list.hidden = steps.length < 2;
    assign(this.find(".guide-said"), { hidden: !said });
    setText(this.find(".guide-said"), said);
    const button = this.find("button");
    button.hidden = !action;
    if (action) setText(button, action.label);
    this.#preview(action);
  }

  drawHead() {
    this.draw();
  }

  /** @param {import("./guide.js").GuideAction | null} action */
  async #preview(action) {
    const wanted =
      action?.type === "change_scenario" ? `${this.session.store.run} ${JSON.stringify(action.members)}` : "";
    if (wanted === this.#previewed) return;
    this.#previewed = wanted;
    const place = this.find(".guide-preview");
    place.hidden = true;
    if (!action || !wanted) return;
    const { protocol, dials } = /** @type {{ protocol: string, dials: Record<string, unknown> }} */ (action.members);
    const found = await askPreview(this.session, protocol, dials);
    if (!found || this.#previewed !== wanted) return;
    setText(place, previewText(found));
    place.hidden = false;
  }

  /** Do what the guide says to do next. */
  act() {
    const { action } = this.guide ?? {};
    if (!action) return;
    const { type, members } = action;
    if (type === "now") this.session.goLive();
    else if (type === "modes") this.#press('[data-opens="modes"]');
    else this.#command(type, members ?? {});
  }

  /** @returns {import("./guide.js").Situation} */
  #situation() {
    const { store } = this.session;
    const run = store.lab?.runs.find(({ number }) => number === store.lab?.current);
    return {
      view: this.view,
      tick: store.tick,
      past: store.past,
      playing: this.session.replay.value.playing,
      replayed: Boolean(run?.parent && !run.forked),
    };
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} members
   */
  #command(type, members) {
    if (type === "invoke")
      this.session.chosen.set({
        client: /** @type {string} */ (members.client),
        node: /** @type {string} */ (members.node),
      });
    this.session.command(type, members);
  }

  /** @param {string} button */
  #press(button) {
    find(this.ownerDocument, button).click();
  }
}

customElements.define("lab-guide", LabGuide);
