// The operations that a replicated type offers, and what they are given. Pure. One that takes several things has them as a JSON list.

/** The offer of that name; undefined for the operations of registers. */
export const offerOf = (view, operation) => view.protocol.offers.find(({ name }) => name === operation);

/** What can be given at a node as it stands, or, while it holds nothing under the key, at first. */
export function choicesFor(view, offer, node, key) {
  return view.nodes[node]?.inside[key]?.choices[offer.name] ?? offer.choices;
}

/** What an operation is given at first; undefined for one that takes no value. */
export const startOf = ({ fields, choices, example }) =>
  fields.length > 0 ? example || (choices[0] ?? "") : undefined;

/** What the fields hold, as an operation is given it. */
export const argumentOf = ({ fields }, parts) => (fields.length > 1 ? JSON.stringify(parts) : parts[0]);

/** What an operation is given, a text a field. */
export function partsOf({ fields }, argument) {
  if (fields.length < 2) return [argument, ""];
  return argument ? JSON.parse(argument) : fields.map(() => "");
}
