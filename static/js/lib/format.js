// How times, values, clocks and operations are written, everywhere alike. Pure.

const NOTHING = "∅";

export const LOADING_FAILED = "This run could not be loaded. Check the connection and reload the page.";

/**
 * 12480 → "12.480 s".
 *
 * @param {number} tick
 */
export const seconds = (tick) => `${(Math.max(0, tick) / 1000).toFixed(3)} s`;

/**
 * 8900 → "8.9 s", for labels.
 *
 * @param {number} tick
 */
export const shortSeconds = (tick) => `${(tick / 1000).toFixed(1)} s`;

/**
 * 100 → "+100 ms"; −2500 → "−2.5 s".
 *
 * @param {number} ticks
 */
export function signedTicks(ticks) {
  const sign = ticks < 0 ? "−" : "+";
  const size = Math.abs(Math.round(ticks));
  return size < 1000 ? `${sign}${size} ms` : `${sign}${Number((size / 1000).toFixed(2))} s`;
}

/**
 * [3, 1, 0] → "⟨3,1,0⟩".
 *
 * @param {number[] | null | undefined} vector
 */
export const vectorText = (vector) => (vector ? `⟨${vector.join(",")}⟩` : "");

/**
 * Return a vector with the name of the process at each entry, without those that are zero: ⟨n1:3 alice:1⟩.
 *
 * @param {number[]} vector
 * @param {string[]} processes
 */
export const namedVector = (vector, processes) =>
  `⟨${vector.flatMap((count, i) => (count > 0 ? [`${processes[i]}:${count}`] : [])).join(" ")}⟩`;

/**
 * The values of a key's versions: none is the initial value, several are siblings.
 *
 * @param {(string | { value: string })[] | null | undefined} values
 * @param {string} [initial]
 */
export function valuesText(values, initial = NOTHING) {
  if (!values || values.length === 0) return initial;
  return values.map((value) => visible(typeof value === "string" ? value : value?.value)).join(" ∥ ");
}

/**
 * Return a value with the spaces at its ends made visible, "  a" → "␠␠a"; other values as they are.
 *
 * @param {string} value
 */
export const visible = (value) => value?.replace(/^ +| +$/g, (spaces) => "␠".repeat(spaces.length));

/**
 * Return what a node's wall clock reads at a tick.
 *
 * @param {WallClock} clock
 * @param {number} tick
 */
export function wallReading(clock, tick) {
  return clock.reading_ticks + Math.floor(((tick - clock.at_tick) * (1000 + clock.drift_per_mille)) / 1000);
}

/**
 * Return how far a node's wall clock is from the true time at a tick.
 *
 * @param {WallClock} clock
 * @param {number} tick
 */
export const wallOffset = (clock, tick) => wallReading(clock, tick) - Math.floor(tick);

/**
 * "write x = 7", "read x", "add x: milk".
 *
 * @param {{ kind: string, key: string, value?: string | null, expected?: string | null }} operation
 */
export function operationText({ kind, key, value, expected }) {
  if (kind === "cas") return `cas ${key} ${visible(expected ?? NOTHING)} → ${visible(value ?? "")}`;
  if (Object.hasOwn(ADMINISTRATION, kind)) return `${ADMINISTRATION[kind]} ${value}`;
  if (kind === "write") return `write ${key} = ${visible(value ?? "")}`;
  return value === null || value === undefined ? `${kind} ${key}` : `${kind} ${key}: ${argumentText(kind, value)}`;
}

// Operations on the cluster itself; apps/simulation/arguments.py has the same words.
/** @type {Record<string, string>} */
const ADMINISTRATION = { transfer: "hand over to", reconfigure: "members" };

// Arguments of two parts travel as JSON (apps/simulation/arguments.py says the same of the same).
/** @type {Record<string, (first: string, second: string) => string>} */
const ARGUMENTS = {
  insert: (place, text) => `“${text}” ${place ? `after ${place}` : "at the beginning"}`,
  put: (key, value) => `${key} → ${value}`,
};

/**
 * '["3.n1","ab"]' of an insert → "“ab” after 3.n1"; what is no such pair is left as it is.
 *
 * @param {string} kind
 * @param {string} value
 */
export function argumentText(kind, value) {
  const parts = Object.hasOwn(ARGUMENTS, kind) ? pairOf(value) : null;
  return parts ? ARGUMENTS[kind](...parts) : value;
}

/**
 * @param {string} text
 * @returns {[string, string] | null}
 */
function pairOf(text) {
  try {
    const found = JSON.parse(text);
    const isPair = Array.isArray(found) && found.length === 2 && found.every((part) => typeof part === "string");
    return isPair ? /** @type {[string, string]} */ (found) : null;
  } catch {
    return null;
  }
}

/**
 * Return the result of an operation in words: "→ 7", "→ ∅ (initial value)", or nothing.
 *
 * @param {{ kind: string, status?: string, result?: string[] | null }} operation
 */
export function resultText({ kind, status, result }) {
  if (kind !== "read" || status !== "ok") return "";
  return result?.length ? `→ ${valuesText(result)}` : `→ ${NOTHING} (initial value)`;
}

/**
 * "3.128 s – 3.391 s", with an open end while it runs.
 *
 * @param {{ invoked_tick: number | null, completed_tick: number | null }} operation
 */
export function intervalText({ invoked_tick, completed_tick }) {
  if (invoked_tick === null) return "not begun";
  return `${(invoked_tick / 1000).toFixed(3)} – ${completed_tick === null ? "…" : (completed_tick / 1000).toFixed(3)} s`;
}

/**
 * Return how a piece of a node's state reads.
 *
 * @param {Json} value
 * @returns {string}
 */
export function stateText(value) {
  if (value === null || value === undefined) return "none";
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.length ? value.map(stateText).join(", ") : "none";
  return (
    Object.entries(value)
      .map(([name, part]) => `${name} ${stateText(part)}`)
      .join(" · ") || "none"
  );
}

/**
 * 250 → "0.25×".
 *
 * @param {number} perMille
 */
export const speedText = (perMille) => `${Number((perMille / 1000).toPrecision(2))}×`;

const SIMPLE = /^[ -ʯ]*$/;
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Return the characters of a text as a reader sees them: an emoji or a letter with its accents is one.
 *
 * @param {string} text
 * @returns {string[]}
 */
export const characters = (text) =>
  SIMPLE.test(text) ? text.split("") : Array.from(segmenter.segment(text), ({ segment }) => segment);

/**
 * Return the first `charsMax` characters of a text, the last of them an ellipsis if something was cut off.
 *
 * @param {string} text
 * @param {number} charsMax
 */
export function shortened(text, charsMax) {
  if (text.length <= charsMax) return text;
  const all = characters(text);
  return all.length > charsMax ? `${all.slice(0, Math.max(0, charsMax - 1)).join("")}…` : text;
}

/**
 * The keys whose naive twin at a node has another value than the true one: [key, its value].
 *
 * @param {NodeState} node
 * @returns {[key: string, value: string][]}
 */
export function wrongTwins(node) {
  return Object.entries(node.inside ?? {}).flatMap(([key, { twin }]) => (twin?.differs ? [[key, twin.value]] : []));
}

/**
 * "add" → "Add".
 *
 * @param {string} text
 */
export const capitalized = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Return what a key reads as at first: nothing, or the initial value of the type that it holds.
 *
 * @param {View} view
 */
export const initialOf = (view) => view.protocol?.type?.initial ?? NOTHING;

/**
 * A node's state in a sentence, for those who cannot see the picture.
 *
 * @param {string} name
 * @param {NodeState} node
 * @param {string[]} keys
 * @param {string} [initial]
 */
export function nodeSentence(name, node, keys, initial = NOTHING) {
  const values = keys.map((key) => `${key} = ${valuesText(node.values[key], initial)}`).join(", ");
  const wrong = wrongTwins(node)
    .map(([key, value]) => `; naive ${key} = ${value}`)
    .join("");
  return `${name}, ${node.status}${node.role ? `, ${node.role}` : ""}: ${values}${wrong}`;
}
