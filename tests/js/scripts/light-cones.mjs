// Says how every event of recorded runs stands to every other, as the diagram would: reads recordings from standard input, prints for
// each run a list of {seq, relations: "p" past, "f" future, "c" concurrent, "s" itself, "-" no process, counts, unaware}.
// Run by tests/labs/test_light_cone.py, which compares that with the transitive closure.

import { LightCone, lightCone } from "../../../static/js/diagram/light-cone.js";
import { Trace } from "../../../static/js/diagram/trace.js";

const LETTERS = { past: "p", future: "f", concurrent: "c", self: "s" };

let text = "";
for await (const chunk of process.stdin) text += chunk;
const runs = JSON.parse(text).map(({ view, log, events }) => {
  const trace = new Trace(view);
  trace.append([...log, ...events]);
  return trace.events.map(({ seq }) => {
    const cone = lightCone(trace, seq);
    if (!(cone instanceof LightCone)) return { seq, relations: null };
    const relations = trace.events.map((other) => LETTERS[cone.relation(other)] ?? "-").join("");
    return { seq, relations, counts: cone.counts(trace.head), unaware: cone.unaware(trace.head) };
  });
});
process.stdout.write(JSON.stringify(runs));
