// Commands that the server has not acknowledged, in the order they were given. Pure.
//
// A command is sent again with the same id after each reconnection until its `ack` or `error` comes; the server knows the id,
// so nothing happens twice.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/**
 * An id of 20 characters from the bytes that `random(n)` gives: 120 bits.
 *
 * @param {(length: number) => Uint8Array} random
 */
export function commandId(random) {
  return Array.from(random(20), (byte) => ALPHABET[byte % 64]).join("");
}

export class Outbox {
  /** @type {Map<string, { command: Command, resolve: (ack: Ack) => void, reject: (error: Refusal) => void }>} */
  #pending = new Map();

  /**
   * Keep a command until it is answered. The promise settles with its ack, or fails with its error.
   *
   * @param {Command} command
   * @returns {Promise<Ack>}
   */
  add(command) {
    return new Promise((resolve, reject) => this.#pending.set(command.id, { command, resolve, reject }));
  }

  /**
   * Settle the command that this `ack` or `error` frame answers. False if it answers none.
   *
   * @param {Ack | RefusalFrame} answer
   */
  settle(answer) {
    const entry = answer.id === null ? undefined : this.#pending.get(answer.id);
    if (!entry || answer.id === null) return false;
    this.#pending.delete(answer.id);
    if (answer.type === "ack") entry.resolve(answer);
    else entry.reject(answer);
    return true;
  }

  /** Everything to send again. */
  unanswered() {
    return Array.from(this.#pending.values(), ({ command }) => command);
  }

  /**
   * Fail everything: the lab is gone.
   *
   * @param {Refusal} error
   */
  abandon(error) {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
