// An element that tidies up after itself: listeners and subscriptions go when the element goes.

import { find, listen, query } from "./dom.js";

export class TidyElement extends HTMLElement {
  /** @type {(() => unknown)[]} */
  #undo = [];

  disconnectedCallback() {
    for (const undo of this.#undo.splice(0)) undo();
  }

  /**
   * Call `undo` when the element goes.
   *
   * @param {() => unknown} undo
   */
  follow(undo) {
    this.#undo.push(undo);
  }

  /**
   * Listen for an event until the element goes.
   *
   * @template {keyof EventMap} K
   * @param {EventTarget} target
   * @param {K} type
   * @param {(event: Targeted<EventMap[K]>) => unknown} listener
   * @param {AddEventListenerOptions | boolean} [options]
   */
  on(target, type, listener, options) {
    this.follow(listen(target, type, listener, options));
  }

  /**
   * Return the first element within that matches. Throw if there is none, or if it is not of the class `kind`.
   *
   * @template {keyof HTMLElementTagNameMap} K
   * @overload
   * @param {K} selector
   * @returns {HTMLElementTagNameMap[K]}
   */
  /**
   * @template {Element} [T=HTMLElement]
   * @overload
   * @param {string} selector
   * @param {new () => T} [kind]
   * @returns {T}
   */
  /**
   * @param {string} selector
   * @param {new () => Element} [kind]
   */
  find(selector, kind) {
    return kind ? find(this, selector, kind) : find(this, selector);
  }

  /**
   * Return the first element within that matches, or null. Throw if it is not of the class `kind`.
   *
   * @template {keyof HTMLElementTagNameMap} K
   * @overload
   * @param {K} selector
   * @returns {HTMLElementTagNameMap[K] | null}
   */
  /**
   * @template {Element} [T=HTMLElement]
   * @overload
   * @param {string} selector
   * @param {new () => T} [kind]
   * @returns {T | null}
   */
  /**
   * @param {string} selector
   * @param {new () => Element} [kind]
   */
  query(selector, kind) {
    return kind ? query(this, selector, kind) : query(this, selector);
  }
}
