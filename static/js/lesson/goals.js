// What a lesson's panel says of goals and of what the learner points at. Pure.

/** What there is to say of the goals that are not reached: [{name, text}]. */
export function goalTexts(goals) {
  return goals.filter(({ reached }) => !reached).map(({ name, text }) => ({ name, text }));
}

/** Whether a goal is reached that is not among those `told`. */
export function reachedUntold(goals, told) {
  return goals.some(({ name, reached }) => reached && !told.has(name));
}

/** What was pointed at, in words. */
export function chosenText(view, log, kind, value) {
  if (kind === "event") return `You chose: ${log.find(({ seq }) => seq === Number(value))?.text ?? `event ${value}`}`;
  const operation = view.operations[value];
  if (!operation) return `You chose ${value}`;
  const { client, kind: action, key, value: given, node } = operation;
  return `You chose ${value}: ${client}'s ${action} of ${key}${given === null ? "" : ` = ${given}`} at ${node}`;
}

/** How many ticks lie between the first invocation and the last end of some operations. */
export function spanOf(view, names) {
  const found = names.map((name) => view.operations[name]).filter(({ invoked_tick: begun }) => begun !== null);
  const from = Math.min(...found.map(({ invoked_tick: begun }) => begun));
  return Math.max(...found.map(({ invoked_tick: begun, completed_tick: ended }) => ended ?? begun)) - from;
}
