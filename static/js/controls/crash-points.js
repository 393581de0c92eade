// <crash-points>: every point between two steps at which a node of this protocol can crash, one click each.

import { assign, first, html, keyed, last, present, setText } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";

class CrashPoints extends LabElement {
  setUp() {
    this.on(this, "click", ({ target }) => this.#press(target.closest("[data-point]")));
  }

  draw() {
    const document = this.ownerDocument;
    const points = this.view.protocol.crash_points;
    present(this.closest("details"), "part to fold").hidden = points.length === 0;
    /** @param {View["protocol"]["crash_points"][number]} point */
    const create = (point) =>
      html(
        document,
        "li",
        {},
        html(
          document,
          "button",
          { type: "button", "data-node": point.node, "data-point": point.point },
          html(document, "b", { "data-identity": Object.keys(this.view.nodes).indexOf(point.node) + 1 }, point.node),
          html(document, "span", {}, point.title),
        ),
      );
    keyed(
      this.find("ol"),
      points.map((point) => [`${point.node} ${point.point}`, point]),
      create,
      (item, { node, point, title }) => {
        const { status, crash_point: armed } = this.view.nodes[node];
        const button = first(item);
        setText(last(button), title);
        assign(button, { "aria-pressed": String(armed === point) });
        assign(button, { disabled: status === "crashed" });
      },
    );
    const armed = points.filter(({ node, point }) => this.view.nodes[node].crash_point === point);
    setText(this.find("[role=status]"), armed.map(({ node, title }) => `${node} will crash ${title}.`).join(" "));
  }

  /** @param {HTMLElement | null} button */
  #press(button) {
    if (!button) return;
    const { node = "", point } = button.dataset;
    this.session.command("set_crash_point", {
      node,
      point: this.view.nodes[node].crash_point === point ? null : point,
    });
  }
}

customElements.define("crash-points", CrashPoints);
