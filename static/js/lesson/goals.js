// What a lesson's panel says of goals and of what the learner points at. Pure.

/**
 * Return what there is to say of the goals that are not reached: [{name, text}].
 *
 * @param {Goal[]} goals
 */
export function goalTexts(goals) {
  return goals.filter(({ reached }) => !reached).map(({ name, text }) => ({ name, text }));
}

/**
 * Return whether a goal is reached that is not among those `told`.
 *
 * @param {Goal[]} goals
 * @param {Set<string | undefined>} told
 */
export function reachedUntold(goals, told) {
  return goals.some(({ name, reached }) => reached && !told.has(name));
}

/**
 * Return in words what the learner chose.
 *
 * @param {View} view
 * @param {WireEvent[]} log
 * @param {string} kind
 * @param {string | number} value
 */
export function chosenText(view, log, kind, value) {
  if (kind === "event") return `You chose: ${log.find(({ seq }) => seq === Number(value))?.text ?? `event ${value}`}`;
  const operation = view.operations[value];
  if (!operation) return `You chose ${value}`;
  const { client, kind: action, key, value: given, node } = operation;
  return `You chose ${value}: ${client}'s ${action} of ${key}${given === null ? "" : ` = ${given}`} at ${node}`;
}

/**
 * Return how many ticks lie between the first invocation and the last end of some operations.
 *
 * @param {View} view
 * @param {string[]} names
 */
export function spanOf(view, names) {
  const found = names.flatMap((name) => {
    const { invoked_tick: begun, completed_tick: ended } = view.operations[name];
    return begun === null ? [] : [{ begun, ended: ended ?? begun }];
  });
  return Math.max(...found.map(({ ended }) => ended)) - Math.min(...found.map(({ begun }) => begun));
}
