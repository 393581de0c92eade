// One open lab: what is known of it (store), what time is shown (timeline), what the learner has chosen (chosen), and a way to act.
// The elements of the page are views of this; they share nothing else.

import { Connection } from "./connection.js";
import { Observable } from "../lib/emitter.js";
import { Timeline } from "./timeline.js";

const OFFLINE_QUEUE = "Not connected: this will be sent as soon as the connection is back.";
const IN_THE_PAST =
  "You are looking at an earlier moment. Fork here to change what happens from it, or go back to now.";

/** Commands that are answered only when every command of a run has been replayed. */
const REPLAYS = new Set(["change_scenario", "switch_run", "fork", "undo"]);

/** Commands that make sense while an earlier moment is shown. */
const TIMELESS = new Set([...REPLAYS, "pause", "set_speed"]);

export class Session extends Timeline {
  connection = new Observable({ name: "connecting", words: "" });
  #link;
  /** @type {Promise<Response> | null} */
  #loading = null;

  /**
   * @param {Page} page
   * @param {{ url: string, path: string, role: string, client: string | null }} options
   */
  constructor(page, { url, path, role, client }) {
    super(page);
    this.path = path;
    this.role = { kind: role, client };
    this.chosen.set({ client });
    const held = () => ({ run: this.store.run, seq: this.store.head.seq });
    this.#link = new Connection({ url, page, held, on: this.#handlers() });
  }

  /** Connect. */
  open() {
    this.#link.open();
  }

  /**
   * @override
   * @param {string | null} [client]
   */
  may(client) {
    if (client !== undefined && this.role.client) return client === this.role.client;
    return this.role.kind === "owner";
  }

  /**
   * Give a command. Resolves with its ack; with null if it was refused, which is then shown in words.
   *
   * @override
   * @param {string} type
   * @param {Record<string, unknown>} [members]
   */
  async command(type, members) {
    if (this.playsExcerpt) this.goLive();
    if (this.store.past && !TIMELESS.has(type)) {
      this.notify("warn", IN_THE_PAST);
      return null;
    }
    const waits = REPLAYS.has(type) ? 1 : 0;
    this.replays.set({ waiting: this.replays.value.waiting + waits });
    if (this.connection.value.name !== "live") this.notify("plain", OFFLINE_QUEUE);
    try {
      const ack = await this.#link.command(type, members);
      for (const sentence of ack.not_applied ?? []) this.notify("warn", sentence);
      return ack;
    } catch (error) {
      const { message, code } = /** @type {Refusal} */ (error);
      this.notify("danger", message, code);
      return null;
    } finally {
      this.replays.set({ waiting: this.replays.value.waiting - waits });
    }
  }

  /**
   * Let time go at another speed, for everyone who watches.
   *
   * @override
   * @param {number} perMille
   */
  setSpeed(perMille) {
    return this.command("set_speed", { per_mille: perMille });
  }

  /** Begin a new run from the moment that is shown; the one before stays. */
  fork() {
    return this.command("fork", { seq: this.store.seq, tick: Math.floor(this.store.tick) });
  }

  /** Pause the run when its owner looks at an earlier moment. */
  leavePresent() {
    if (this.store.playing && this.role.kind === "owner") this.command("pause");
  }

  /** @returns {import("./connection.js").Handlers} */
  #handlers() {
    return {
      state: (state) => this.connection.set(state),
      error: ({ message, code }) => this.notify("danger", message, code),
      snapshot: (frame) => this.#snapshot(frame),
      frame: (frame) => this.#frame(frame),
    };
  }

  /** @param {Snapshot} frame */
  #snapshot(frame) {
    const nowMs = this.page.performance.now();
    const another = frame.run !== this.store.run;
    const halts = this.store.playing && !frame.playing;
    const continues = !another && !halts && Math.abs(frame.tick - this.store.head.tick) < 1000;
    this.clock[continues ? "sync" : "jump"](frame, nowMs);
    this.role = frame.role;
    if (another) {
      this.replay.set({ playing: false });
      this.chosen.set({ operation: null, message: null, event: null });
    }
    this.store.replace(frame);
    this.#load();
    this.frames.wake();
  }

  /** @param {Frame} frame */
  #frame(frame) {
    const halts = this.store.playing && (!frame.playing || (frame.quiet && !this.store.quiet));
    const follows = this.store.apply(frame);
    if (follows) this.clock[halts ? "jump" : "sync"](frame, this.page.performance.now());
    this.frames.wake();
    return follows;
  }

  /** Fetch what the history lacks: the whole run, or what a snapshot passed over. One request at a time. */
  async #load() {
    if (this.#loading || this.history.run !== this.store.run || this.history.lastSeq >= this.store.head.seq) return;
    const { run, complete, lastSeq } = this.history;
    const asking = this.page.fetch(`${this.path}recording/?run=${run}${complete ? `&after=${lastSeq}` : ""}`);
    this.#loading = asking;
    try {
      const answer = await asking;
      if (!answer.ok) throw new Error(answer.statusText);
      const recording = await answer.json();
      if (this.history.run === run) {
        if (complete) this.history.append(recording.events);
        else this.history.start(recording);
      }
    } catch {
      this.page.setTimeout(() => {
        this.#loading = null;
        this.#load();
      }, 2000);
      return;
    }
    this.#loading = null;
    this.#load();
  }
}
