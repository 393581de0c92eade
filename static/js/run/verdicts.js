// What the verdicts of a run say, in words. Pure.

export const MARKS = { holds: "✓", violated: "✕", undecided: "?" };
export const STATES = { holds: "kept so far", violated: "violated", undecided: "undecided" };

/**
 * The verdict on the chosen model, under the question that is asked; null if nothing is chosen or judged.
 *
 * @param {View | null} view
 * @param {Pick<Chosen, "model" | "question">} chosen
 */
export function chosenVerdict(view, { model, question }) {
  return view?.verdicts?.[asked(view, question)]?.[model ?? ""] ?? null;
}

/**
 * The question to judge by: the one chosen if this run can answer it, else the first that it can.
 *
 * @param {View | null} view
 * @param {string} question
 */
export function asked(view, question) {
  const questions = Object.keys(view?.verdicts ?? {});
  return questions.includes(question) ? question : questions[0];
}

/**
 * A text cut into pieces: strings, and {operation} where an operation's identity stands.
 *
 * @param {string} text
 * @param {string[]} operations
 */
export function linked(text, operations) {
  const names = [...operations]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (names.length === 0) return [text];
  const parts = text.split(new RegExp(`(?<![\\w#·])(${names.join("|")})(?![\\w·])`));
  return parts.map((part, i) => (i % 2 ? { operation: part } : part)).filter((part) => part !== "");
}

/**
 * The models that these events broke, under one question.
 *
 * @param {WireEvent[]} events
 * @param {string} question
 */
export function newlyBroken(events, question) {
  const changes = events.flatMap(({ set }) => set ?? []);
  return changes
    .filter(([path, verdict]) => path[0] === "verdicts" && path[1] === question && verdict.status === "violated")
    .map(([path]) => path[2]);
}

/**
 * Why a model is violated or undecided, or that nothing speaks against it.
 *
 * @param {{ status: string, explanation: string }} verdict
 */
export const verdictText = ({ status, explanation }) =>
  status === "holds" ? "Nothing in this run contradicts it." : explanation;

/**
 * The heading over a verdict.
 *
 * @param {string} title
 * @param {{ status: string }} verdict
 */
export function verdictTitle(title, { status }) {
  const name = title === "PRAM" ? title : title.charAt(0).toLowerCase() + title.slice(1);
  if (status === "violated") return `Why not ${name}?`;
  return status === "holds" ? `${title}: kept so far` : `${title}: not decided`;
}
