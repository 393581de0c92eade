// <lab-session>: everything of one lab page. Makes the session from its data attributes and connects once the page is there.

import { windowOf } from "../lib/dom.js";
import { Session } from "./session.js";

export class LabSession extends HTMLElement {
  /** @type {Session} */
  session;

  connectedCallback() {
    const page = windowOf(this);
    const { socket = "", page: path = "", role = "", client } = this.dataset;
    const url = new URL(socket, page.location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.session = new Session(page, { url: url.href, path, role, client: client || null });
    this.session.store.subscribe(() => this.#describe());
    this.session.connection.subscribe(({ name }) => {
      this.dataset.connection = name;
    });
    page.queueMicrotask(() => this.session.open());
  }

  /** A page that was made for another role has other parts: when its exercise has closed, or its learner invites the teacher no more. */
  #describe() {
    const { store, role } = this.session;
    if (role.kind !== this.dataset.role) return void this.ownerDocument.location.reload();
    this.dataset.playing = String(store.playing);
    this.toggleAttribute("data-quiet", store.playing && store.quiet);
    this.toggleAttribute("data-past", store.past);
    this.dataset.ready = "";
  }
}

customElements.define("lab-session", LabSession);
