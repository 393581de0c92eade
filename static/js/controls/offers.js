// The operations that a replicated type offers, or that are about the cluster itself, and what they are given. Pure. One that takes several things has them as a JSON list.

/**
 * The offer of that name; undefined for the operations of registers.
 *
 * @param {View} view
 * @param {string} operation
 */
export const offerOf = (view, operation) =>
  [...view.protocol.offers, ...view.protocol.administration].find(({ name }) => name === operation);

/**
 * Return whether an operation is about the cluster itself, and so about no key.
 *
 * @param {View} view
 * @param {string} operation
 */
export const isAdministration = (view, operation) =>
  view.protocol.administration.some(({ name }) => name === operation);

/**
 * Return what can be given at a node as it stands, or, while it holds nothing under the key, at first.
 *
 * @param {View} view
 * @param {Offer} offer
 * @param {string} node
 * @param {string} key
 */
export function choicesFor(view, offer, node, key) {
  return view.nodes[node]?.inside[key]?.choices[offer.name] ?? offer.choices;
}

/**
 * The value that an operation begins with; undefined for one that takes none.
 *
 * @param {Offer} offer
 */
export const startOf = ({ fields, choices, example }) =>
  fields.length > 0 ? example || (choices[0] ?? "") : undefined;

/**
 * Return the value that an operation gets from the fields.
 *
 * @param {{ fields: string[] }} offer
 * @param {string[]} parts
 */
export const argumentOf = ({ fields }, parts) => (fields.length > 1 ? JSON.stringify(parts) : parts[0]);

/**
 * Return the texts of the fields for a value of an operation.
 *
 * @param {{ fields: string[] }} offer
 * @param {string} argument
 */
export function partsOf({ fields }, argument) {
  if (fields.length < 2) return [argument, ""];
  return argument ? JSON.parse(argument) : fields.map(() => "");
}
