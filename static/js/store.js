// What the browser holds of a run: a snapshot folded with every event since. Pure: nothing here knows the page or the time.
//
// A snapshot replaces everything. A frame's events are folded one by one: each `set` entry is a path and a new value, or a
// path alone, which deletes. Objects along a path are copied, so a view that was handed out never changes behind its reader.

const LOG_MAX = 2000;
const SECTIONS = ["values", "durable", "volatile", "timers"];

/** `view` with one `set` entry applied; whatever the path does not touch is shared with the old view. */
export function fold(view, [path, ...value]) {
  const [step, ...rest] = path;
  const copy = Array.isArray(view) ? [...view] : { ...view };
  if (rest.length > 0) copy[step] = fold(view?.[step] ?? {}, [rest, ...value]);
  else if (value.length > 0) copy[step] = value[0];
  else delete copy[step];
  return copy;
}

/** The rows of a node, as `section.name`, in which `after` differs from `before`. */
export function changedRows(before, after) {
  const rows = [];
  for (const section of SECTIONS) {
    const names = new Set([...Object.keys(before?.[section] ?? {}), ...Object.keys(after?.[section] ?? {})]);
    for (const name of names) {
      if (JSON.stringify(before?.[section]?.[name]) !== JSON.stringify(after?.[section]?.[name])) rows.push(`${section}.${name}`);
    }
  }
  return rows;
}

const withoutSet = ({ set, ...event }) => event;

/** The latest state of one lab, for whoever subscribes. */
export class Store {
  #listeners = new Set();

  constructor() {
    this.run = null;
    this.seq = null;
    this.tick = 0;
    this.playing = false;
    this.speed = 1000;
    this.role = null;
    this.lab = null;
    this.view = null;
    this.log = [];
    this.marks = {};
  }

  /** Call `listener(change)` after every change, `change` being {kind: "snapshot" | "frame", events}. Returns the undoing. */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Take a snapshot in place of everything. */
  replace(snapshot) {
    this.run = snapshot.run;
    this.seq = snapshot.seq;
    this.role = snapshot.role;
    this.lab = snapshot.lab;
    this.view = snapshot.view;
    this.log = snapshot.log.map(withoutSet);
    this.marks = {};
    this.#pace(snapshot);
    this.#tell({ kind: "snapshot", events: [] });
  }

  /** Fold a frame in. False if it does not follow what is held: then only a new hello helps. */
  apply(frame) {
    if (frame.run !== this.run) return false;
    const events = frame.events.filter((event) => event.seq > this.seq);
    if (events.length > 0 && events[0].seq !== this.seq + 1) return false;
    for (const event of events) this.#fold(event);
    this.#pace(frame);
    this.#tell({ kind: "frame", events });
    return true;
  }

  #fold(event) {
    const before = this.view.nodes;
    for (const entry of event.set ?? []) this.view = fold(this.view, entry);
    for (const [name, node] of Object.entries(this.view.nodes)) {
      if (node === before[name]) continue;
      const rows = changedRows(before[name], node);
      if (rows.length > 0) this.marks[name] = { seq: event.seq, tick: event.tick, text: event.text, rows: new Set(rows) };
    }
    this.seq = event.seq;
    this.log.push(withoutSet(event));
    if (this.log.length > LOG_MAX) this.log.splice(0, this.log.length - LOG_MAX);
  }

  #pace({ tick, playing, speed_per_mille }) {
    this.tick = tick;
    this.playing = playing;
    this.speed = speed_per_mille;
  }

  #tell(change) {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
