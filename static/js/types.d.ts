// The types that many modules share. They are known everywhere without an import, as the types of the DOM are.
//
// First what travels between server and page, as docs/protocol.md has it; then what the page keeps; last what it adds to the DOM.

/** A value as JSON has it, of a shape that only the protocol of a run knows. */
// biome-ignore lint/suspicious/noExplicitAny: what a protocol keeps in `durable`, or in a `set`, has no shape of its own.
type Json = any;

/** A window, with the constructors and functions that belong to it. */
type Page = Window & typeof globalThis;

// ---- The wire ----

/** A change to the view: a path with the new value there, or a path alone, which deletes. */
type SetEntry = [path: string[], value?: Json];

interface WireEvent {
  seq: number;
  tick: number;
  kind: string;
  process: string | null;
  clock: number[] | null;
  text: string;
  nodes: string[];
  operation: string | null;
  message: string | null;
  fault?: boolean;
  set?: SetEntry[];
}

/** A moment of a run: after event `seq`, at `tick`. */
interface Moment {
  seq: number;
  tick: number;
}

interface Role {
  kind: string;
  client: string | null;
}

interface RunOfLab {
  number: number;
  title: string;
  parent: number | null;
  forked: Moment | null;
}

interface Lab {
  title: string;
  runs: RunOfLab[];
  current: number;
}

/** How a run stands: what each frame and snapshot says first. */
interface Pace {
  tick: number;
  playing: boolean;
  /** Time waits for a command, because nothing can happen before. */
  quiet?: boolean;
  speed_per_mille: number;
}

interface Frame extends Pace {
  type?: string;
  run: number;
  seq: number;
  events: WireEvent[];
}

interface Snapshot extends Pace {
  type?: string;
  run: number;
  seq: number;
  role: Role;
  lab: Lab | null;
  view: View;
  log: WireEvent[];
}

interface Recording extends Moment {
  run: number;
  title?: string;
  not_applied?: string[];
  view: View;
  log: WireEvent[];
  events: WireEvent[];
  until: Moment;
}

/** The answer to a command that was stored and applied. */
interface Ack extends Moment {
  type: "ack";
  id: string;
  run: number;
  operation?: string;
  not_applied?: string[];
}

/** Why something was refused. */
interface Refusal {
  code: string;
  message: string;
}

interface RefusalFrame extends Refusal {
  type: "error";
  id: string | null;
}

/** A command as it is sent. */
interface Command {
  type: string;
  id: string;
  [member: string]: unknown;
}

// ---- The view ----

interface View {
  processes: string[];
  protocol: ProtocolOfView;
  keys: string[];
  nodes: Record<string, NodeState>;
  clients: Record<string, ClientState>;
  messages: Record<string, Message>;
  operations: Record<string, Operation>;
  network: Network;
  faults: Fault[];
  workload: { interval_ticks: number };
  ended: string | null;
  verdicts: Record<string, Record<string, Verdict>>;
  goals: Goal[];
  convergence: { state: string; after_ticks: number };
  anomalies: Anomaly[];
  invariants: Invariant[];
}

interface ProtocolOfView {
  name: string;
  title: string;
  dials: Record<string, Json>;
  consequence: { tone: string; text: string };
  actions: string[];
  offers: Offer[];
  administration: Offer[];
  type: TypeOfKeys | null;
  promotes: boolean;
  columns: string[];
  crash_points: { node: string; point: string; title: string }[];
}

interface TypeOfKeys {
  name: string;
  title: string;
  initial: string;
  merges: boolean;
}

interface Offer {
  name: string;
  help: string;
  fields: string[];
  choices: string[];
  example?: string;
}

/** A node's wall clock. */
interface WallClock {
  at_tick: number;
  reading_ticks: number;
  skew_ticks: number;
  drift_per_mille: number;
}

interface Version {
  value: string;
  write: string;
  version: string;
}

/**
 * Characters that one replica typed one after the other: time of the first, replica, parent, characters, which are deleted, whether
 * the first hangs on the left of its parent.
 */
type TextRun = [time: number, replica: string, parent: string, text: string, deleted: number[], isLeft?: boolean];

/** What a key with a convergent type consists of at a node. */
interface Inside {
  value: string;
  bytes: number;
  tombstones: number;
  slots: [string, string, string][];
  slots_more: number;
  runs?: TextRun[];
  waiting?: [string, string, string][];
  twin: { title: string; value: string; differs: boolean } | null;
  choices: Record<string, string[]>;
}

interface Condition {
  kind: string;
  text: string;
}

interface NodeState {
  status: string;
  role: string;
  leads: boolean;
  clock: WallClock;
  processing_ticks: number;
  waiting: number;
  values: Record<string, Version[]>;
  inside: Record<string, Inside>;
  durable: Record<string, Json>;
  volatile: Record<string, Json>;
  timers: Record<string, number>;
  vector: number[];
  crash_point: string | null;
  row: string[];
  condition: Condition | null;
}

interface ClientState {
  process: string;
  open: string | null;
  queued: string[];
  context: Record<string, Json>;
}

interface Message {
  source: string;
  target: string;
  kind: string;
  category: string;
  label: string;
  words: string;
  sent_tick: number;
  arrives_tick: number;
  dies_tick: number | null;
  state: string;
  operation: string | null;
  bytes?: number;
}

interface Operation {
  client: string;
  process: string;
  node: string;
  kind: string;
  key: string;
  value: string | null;
  expected?: string | null;
  status: string;
  invoked_tick: number | null;
  completed_tick: number | null;
  result: string[] | null;
  returned: string[] | null;
  version: string | null;
  reason: string | null;
  stale: { missed: string; text: string } | null;
}

interface Link {
  latency: { distribution: string; low_ticks: number; high_ticks: number };
  loss_per_mille: number;
  duplication_per_mille: number;
}

interface Network {
  partition: string[][] | null;
  partition_since_tick: number | null;
  cuts: [source: string, target: string][];
  default: Link;
  links: Record<string, Link>;
}

interface Fault {
  key: string;
  kind: string;
  label: string;
  node?: string;
}

interface Edge {
  source: string;
  target: string;
  kind: string;
  words: string;
}

interface Cause {
  text: string;
  message: string | null;
  nodes: string[];
  fault: number | null;
}

type VerdictStatus = "holds" | "violated" | "undecided";

interface Verdict {
  status: VerdictStatus;
  explanation: string;
  operations: string[];
  edges: Edge[];
  cause: Cause | null;
}

interface Goal {
  name: string;
  title: string;
  reached: boolean;
  text: string;
  operations: string[];
  events: number[];
}

interface Anomaly {
  kind: string;
  title: string;
  count: number;
  text: string;
  operations: string[];
}

interface Invariant {
  name: string;
  title: string;
  statement: string;
  state: string;
  text: string;
  nodes: string[];
}

// ---- A class ----

interface Step {
  slug: string;
  title: string;
  asks?: boolean;
}

interface Exercise {
  id: number;
  slug: string;
  title: string;
  published: boolean;
  steps: Step[];
}

interface Poll {
  question: string;
  options: string[];
  right: number;
  because: string;
}

interface Votes {
  phase: "" | "first" | "discuss" | "second" | "revealed";
  counts: number[][];
  voted: number;
  advice: string;
  advised: string;
}

/** What is said of a class as a whole. */
interface About {
  title: string;
  code: string;
  code_open: boolean;
  exercise: string;
  step: string;
  paced: boolean;
  paused: boolean;
  anonymous: boolean;
  announcement: string;
  joined: number;
  here: number;
  waiting: number;
  exercises: Exercise[];
  poll: Poll | null;
  votes: Votes;
  broke: { kind: string; title: string; count: number; telling: number }[];
  pushed: { title: string; back: boolean } | null;
  projected: { snapshot: number; token: string; title: string; from_tick: number } | null;
}

type LearnerStatus = "hand" | "struggling" | "idle" | "working" | "met" | "away";

interface Learner {
  number: number;
  seat: string;
  name: string;
  group: string;
  invited: boolean;
  lesson: string;
  step: string;
  passed: string;
  status: LearnerStatus;
  words: string;
  since: number | null;
  detail: string;
}

/** A learner's cluster in small. */
interface Cluster {
  number: number;
  live: boolean;
  nodes: string;
  newest: string;
  groups: string;
  cuts: [number, number][];
  act: string;
  acted: number | null;
  broke: string[];
}

interface ClassFrame {
  type: string;
  now: number;
  class?: Partial<About>;
  learners?: (Partial<Learner> & { number: number })[];
  clusters?: Cluster[];
  left?: number[];
}

// ---- What a page of a run keeps ----

type Timeline = import("./run/timeline.js").Timeline;

/** How the page's connection stands: its name, and why in words. */
interface ConnectionState {
  name: string;
  words: string;
}

/** What the learner has chosen, in every part of the page. */
interface Chosen {
  tool: string;
  node: string | null;
  operation: string | null;
  message: string | null;
  event: number | null;
  pair: { a: number | null; b: number | null } | null;
  client: string | null;
  model: string | null;
  question: string;
}

/** Which rows of a node its last change touched, and which event that was. */
interface Mark {
  seq: number;
  tick: number;
  text: string;
  rows: Set<string>;
}

type Marks = Record<string, Mark>;

/** What is known of a run after an event. */
interface Known {
  view: View | null;
  marks: Marks;
  seq: number;
}

interface StoreChange {
  kind: "snapshot" | "frame" | "travel" | "head";
  events: WireEvent[];
}

interface HistoryChange {
  kind: "reset" | "append";
  events: WireEvent[];
}

interface Point {
  x: number;
  y: number;
}

interface Size {
  width: number;
  height: number;
}

// ---- The DOM ----

/** An event whose target is an element, as all events are that begin at one. */
type Targeted<E> = E & { readonly target: HTMLElement };

/** What htmx does for the page: static/vendor has it. */
interface Htmx {
  ajax(
    method: string,
    url: string,
    options: { target: string | Element; swap: string; values?: Record<string, unknown> },
  ): Promise<void>;
  process(element: Element): void;
}

/** What a page looks for are HTML elements, but where it says otherwise. */
interface Element {
  closest<K extends keyof HTMLElementTagNameMap>(selector: K): HTMLElementTagNameMap[K] | null;
  closest(selector: string): HTMLElement | null;
}

interface ParentNode {
  querySelector<K extends keyof HTMLElementTagNameMap>(selector: K): HTMLElementTagNameMap[K] | null;
  querySelector(selector: string): HTMLElement | null;
}

interface HTMLElementTagNameMap {
  "cluster-stage": import("./cluster/stage.js").ClusterStage;
  "cluster-view": import("./cluster/view.js").ClusterView;
  "compare-runs": import("./controls/compare-runs.js").CompareRuns;
  "growth-chart": import("./panels/growth-chart.js").GrowthChart;
  "hand-order": import("./history/hand-order.js").HandOrder;
  "history-diagram": import("./history/diagram.js").HistoryDiagram;
  "history-reason": import("./history/reason.js").HistoryReason;
  "history-table": import("./history/table.js").HistoryTable;
  "judged-history": import("./history/judged-history.js").JudgedHistory;
  "lab-session": import("./run/lab-session.js").LabSession;
  "lab-transport": import("./controls/lab-transport.js").LabTransport;
  "message-menu": import("./controls/message-menu.js").MessageMenu;
  "node-controls": import("./controls/node-controls.js").NodeControls;
  "node-menu": import("./controls/node-menu.js").NodeMenu;
  "operation-form": import("./controls/operation-form.js").OperationForm;
  "recorded-run": import("./run/recorded-run.js").RecordedRun;
  "space-time": import("./diagram/space-time.js").SpaceTime;
  "text-tree": import("./text/tree-view.js").TextTree;
}

interface Window {
  htmx: Htmx;
}

/** The events that elements of these pages, and htmx, dispatch. */
interface OwnEventMap {
  "cluster-drawn": CustomEvent<{ scene: import("./cluster/view.js").Scene }>;
  "compare-ready": Event;
  "cut-picked": CustomEvent<{ picked: string[] }>;
  "htmx:afterSwap": Event;
  "htmx:beforeOnLoad": CustomEvent<{ xhr: XMLHttpRequest }>;
  "htmx:configRequest": CustomEvent<{ parameters: Record<string, unknown> }>;
  "htmx:responseError": CustomEvent<{ elt: Element }>;
  "instruments-changed": Event;
  "message-held": CustomEvent<{ held: boolean }>;
  "open-menu": CustomEvent<{ message?: string; node?: string; mark: Element }>;
  "recorded-run-ready": Event;
  "reveal-verdict": Event;
  "tab-shown": Event;
}

/** Every event that may be listened for, by its type. */
interface EventMap extends HTMLElementEventMap, OwnEventMap {
  offline: Event;
  online: Event;
  pagehide: PageTransitionEvent;
  hashchange: HashChangeEvent;
}
