// What is looked at on the page of a judged history, as the fragment of its address: `#model=sequential&key=x&edge=0`. Pure.

/**
 * Return what a fragment asks for, as far as the history has it.
 *
 * @param {string} hash
 * @param {import("./model.js").History} history
 * @returns {Partial<import("./judged-history.js").Looked>}
 */
export function fromHash(hash, history) {
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  const model = asked.get("model");
  const known = model !== null && Object.hasOwn(history.models, model);
  const edges = known ? history.models[model].edges.length : 0;
  const edge = numberOf(asked.get("edge") ?? "");
  const operation = numberOf(asked.get("operation") ?? "");
  return {
    ...(known ? { model } : {}),
    edge: edge !== null && edge < edges ? edge : null,
    operation: operation !== null && history.byNumber.has(operation) ? operation : null,
    key: history.keys.find((key) => key === asked.get("key")) ?? "",
    only: asked.get("only") === "yes" && known,
  };
}

/** @param {string} text */
const numberOf = (text) => (/^\d{1,9}$/.test(text) ? Number(text) : null);

/**
 * The fragment for what is chosen; "" if that is nothing.
 *
 * @param {import("./judged-history.js").Looked} looked
 */
export function toHash({ model, edge, operation, key, only }) {
  const parts = { model, edge, operation, key, only: only ? "yes" : null };
  const said = Object.entries(parts).filter(([, value]) => value !== null && value !== "");
  return said.length ? `#${new URLSearchParams(said.map(([name, value]) => [name, String(value)]))}` : "";
}

/**
 * The model to look at first: the strongest that is violated, or the strongest.
 *
 * @param {import("./model.js").History} history
 */
export function firstModel({ models }) {
  const names = Object.keys(models);
  return names.find((name) => models[name].verdict === "violated") ?? names[0] ?? "";
}
