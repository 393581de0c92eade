// One open lab: what is known of it (store), what time it is (clock), what the learner has chosen (chosen), and a way to act.
// The elements of the page are views of this; they share nothing else.

import { Connection } from "./connection.js";
import { Observed } from "./emitter.js";
import { Frames } from "./frames.js";
import { Store } from "./store.js";
import { VirtualClock } from "./virtual-clock.js";

const OFFLINE_QUEUE = "Not connected: this will be sent as soon as the connection is back.";

/** Commands that are answered only when every command of a run has been replayed. */
const REPLAYS = new Set(["change_scenario", "switch_run"]);

export class Session {
  store = new Store();
  clock = new VirtualClock();
  connection = new Observed({ name: "connecting", words: "" });
  chosen = new Observed({ tool: "select", node: null, operation: null, message: null, event: null, client: null, model: null, question: "replicated" });
  notices = new Observed({ notice: null });
  replays = new Observed({ waiting: 0 });
  #link;

  constructor(page, { url, role, client }) {
    this.page = page;
    this.frames = new Frames(page);
    this.role = { kind: role, client };
    this.chosen.set({ client });
    this.#link = new Connection({ url, page, held: () => ({ run: this.store.run, seq: this.store.seq }), on: this.#handlers() });
  }

  /** Connect. */
  open() {
    this.#link.open();
  }

  /** The virtual time to draw now. */
  now(nowMs = this.page.performance.now()) {
    return this.clock.read(nowMs);
  }

  /** Whether this visitor may give commands at all, or (`client` given) act as that client. */
  may(client) {
    if (this.role.kind === "owner") return true;
    return this.role.kind === "client" && client === this.role.client;
  }

  /** Give a command. Resolves with its ack; with null if it was refused, which is then shown in words. */
  async command(type, members) {
    const waits = REPLAYS.has(type) ? 1 : 0;
    this.replays.set({ waiting: this.replays.value.waiting + waits });
    if (this.connection.value.name !== "live") this.notify("plain", OFFLINE_QUEUE);
    try {
      const ack = await this.#link.command(type, members);
      for (const sentence of ack.not_applied ?? []) this.notify("warn", sentence);
      return ack;
    } catch (error) {
      this.notify("danger", error.message, error.code);
      return null;
    } finally {
      this.replays.set({ waiting: this.replays.value.waiting - waits });
    }
  }

  /** Tell the learner something in a toast. Tones: danger, warn, good, plain. */
  notify(tone, text, code = null) {
    this.notices.set({ notice: { tone, text, code } });
  }

  #handlers() {
    return {
      state: (state) => this.connection.set(state),
      error: ({ message, code }) => this.notify("danger", message, code),
      snapshot: (frame) => this.#snapshot(frame),
      frame: (frame) => this.#frame(frame),
    };
  }

  #snapshot(frame) {
    const nowMs = this.page.performance.now();
    const continues = frame.run === this.store.run && Math.abs(frame.tick - this.store.tick) < 1000;
    this.clock[continues ? "sync" : "jump"](frame, nowMs);
    this.role = frame.role;
    if (frame.run !== this.store.run) this.chosen.set({ operation: null, message: null, event: null });
    this.store.replace(frame);
    this.frames.wake();
  }

  #frame(frame) {
    const follows = this.store.apply(frame);
    if (follows) this.clock.sync(frame, this.page.performance.now());
    this.frames.wake();
    return follows;
  }
}
