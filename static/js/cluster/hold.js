// Time stands still while a learner handles a message, if they chose that: pauses a playing run, and plays it again after.

const NAME = "lightcone.hold";

export class Hold {
  #resume = false;

  /**
   * @param {Timeline} session
   * @param {import("../lib/storage.js").Store} storage
   */
  constructor(session, storage) {
    this.session = session;
    this.storage = storage;
  }

  /** True if the learner wants this; yes unless they said no. */
  get wanted() {
    return this.storage.getItem(NAME) !== "no";
  }

  set wanted(wanted) {
    this.storage.setItem(NAME, wanted ? "yes" : "no");
  }

  /** Something is being handled. */
  begin() {
    if (!this.wanted || !this.session.store.playing || this.#resume) return;
    this.#resume = true;
    this.session.command("pause");
  }

  /** No longer. */
  end() {
    if (!this.#resume) return;
    this.#resume = false;
    this.session.command("play");
  }
}
