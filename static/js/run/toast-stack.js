// <toast-stack>: refusals and notices in words. They stay until read: errors until dismissed or 12 s, others 6 s.

import { first, html, queryAll, windowOf } from "../lib/dom.js";
import { LabElement } from "./lab-element.js";

const STAY_MS = { danger: 12000, warn: 10000, good: 6000, plain: 6000 };
const SHOWN_MAX = 3;

class ToastStack extends LabElement {
  /** @type {Page} */
  page;

  setUp() {
    this.page = windowOf(this);
    this.follow(this.session.notices.subscribe(({ notice }) => notice && this.#show(notice)));
    this.on(this, "click", ({ target }) => target.closest("button")?.parentElement?.remove());
  }

  /** @param {import("./timeline.js").Notice} notice */
  #show({ tone, text, code }) {
    const document = this.ownerDocument;
    if (queryAll(this, ".toast").some((toast) => toast.dataset.text === text)) return;
    const close = html(document, "button", { type: "button", class: "icon", "aria-label": "Dismiss" }, "×");
    const toast = html(
      document,
      "div",
      {
        class: "toast",
        "data-tone": tone,
        "data-text": text,
        "data-code": code,
        role: tone === "danger" ? "alert" : "status",
      },
      html(document, "p", {}, text),
      close,
    );
    this.append(toast);
    while (this.children.length > SHOWN_MAX) first(this).remove();
    this.page.setTimeout(() => toast.remove(), STAY_MS[tone]);
  }
}

customElements.define("toast-stack", ToastStack);
