// Sounds of a run, off at first: a tick for a message sent, a thud for one lost, a minor chord and a short vibration for a stale read.

import { query, windowOf } from "../lib/dom.js";
import { storageOf } from "../lib/storage.js";
import { TidyElement } from "../lib/tidy-element.js";
import { MINOR_CHORD_HZ, tonesOf } from "./tones.js";

const REMEMBERED = "lightcone.sounds";
const VIBRATION_MS = 60;

/** @typedef {import("./tones.js").Tone} Tone */

class SoundToggle extends TidyElement {
  /** @type {AudioContext | null} */
  #audio = null;

  connectedCallback() {
    const page = windowOf(this);
    const button = this.find("button");
    const show = () => button.setAttribute("aria-pressed", String(this.#isOn()));
    this.on(button, "click", () => {
      storageOf(page).setItem(REMEMBERED, this.#isOn() ? "off" : "on");
      show();
    });
    show();
    const session = /** @type {import("../run/lab-session.js").LabSession | null} */ (
      query(this.ownerDocument, "lab-session")
    )?.session;
    if (session) this.follow(session.store.subscribe(({ kind, events }) => kind === "frame" && this.#play(events)));
  }

  #isOn() {
    return storageOf(windowOf(this)).getItem(REMEMBERED) === "on";
  }

  /** @param {WireEvent[]} events */
  #play(events) {
    const tones = this.#isOn() ? tonesOf(events) : [];
    if (tones.length === 0) return;
    const page = windowOf(this);
    this.#audio ??= new page.AudioContext();
    for (const tone of tones) sound(this.#audio, tone);
    if (tones.length >= MINOR_CHORD_HZ.length && tones.at(-1)?.hz === MINOR_CHORD_HZ.at(-1))
      page.navigator.vibrate?.(VIBRATION_MS);
  }
}

/**
 * @param {AudioContext} audio
 * @param {Tone} tone
 */
function sound(audio, { hz, seconds, gain }) {
  const volume = new GainNode(audio, { gain });
  const wave = new OscillatorNode(audio, { frequency: hz });
  volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + seconds);
  wave.connect(volume).connect(audio.destination);
  wave.start();
  wave.stop(audio.currentTime + seconds);
}

customElements.define("sound-toggle", SoundToggle);
