// <lab-session>: everything of one lab page. Makes the session from its data attributes and connects once the page is there.

import { Session } from "./session.js";

class LabSession extends HTMLElement {
  connectedCallback() {
    const page = this.ownerDocument.defaultView;
    const { socket, page: path, role, client } = this.dataset;
    const url = new URL(socket, page.location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.session = new Session(page, { url: url.href, path, role, client: client || null });
    this.session.store.subscribe(() => this.#describe());
    this.session.connection.subscribe(({ name }) => (this.dataset.connection = name));
    page.queueMicrotask(() => this.session.open());
  }

  /** A page that was made for another role has other parts: when its exercise has closed, or its learner invites the teacher no more. */
  #describe() {
    const { store, role } = this.session;
    if (role.kind !== this.dataset.role) return void this.ownerDocument.location.reload();
    this.dataset.playing = store.playing;
    this.toggleAttribute("data-past", store.past);
    this.dataset.ready = "";
  }
}

customElements.define("lab-session", LabSession);
