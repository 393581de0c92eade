// <faults-panel>: every fault as a form, so that nothing needs a pointer. One entry of FORMS a form: what it sends.

import { fieldOf, html, keyed, query, queryAll, sameLabels, setOptions, setText } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
const number = (form, name) => fieldOf(form, name).valueAsNumber;
/** @param {HTMLFormElement} form */
const link = (form) => {
  const [source, target] = fieldOf(form, "link").value ? fieldOf(form, "link").value.split(">") : [null, null];
  return { source, target };
};

/** @type {Record<string, (form: HTMLFormElement) => [command: string, members: Record<string, Json>]>} */
const FORMS = {
  partition: (form) => ["partition", { groups: groupsOf(form) }],
  cut_link: (form) => ["cut_link", ends(form)],
  latency: (form) => [
    "set_latency",
    {
      ...link(form),
      distribution: fieldOf(form, "distribution").value,
      low_ticks: number(form, "low"),
      high_ticks: number(form, "high"),
    },
  ],
  loss: (form) => ["set_loss", { ...link(form), per_mille: Math.round(number(form, "percent") * 10) }],
  duplication: (form) => ["set_duplication", { ...link(form), per_mille: Math.round(number(form, "percent") * 10) }],
  workload: (form) => ["set_workload", { interval_ticks: Number(fieldOf(form, "interval").value) }],
};

/** @param {HTMLFormElement} form */
const ends = (form) => ({ source: fieldOf(form, "source").value, target: fieldOf(form, "target").value });

/**
 * The groups that the radio buttons say, empty ones left out.
 *
 * @param {HTMLFormElement} form
 */
function groupsOf(form) {
  const groups = new Map();
  for (const input of queryAll(form, "input:checked", HTMLInputElement))
    groups.set(input.value, [...(groups.get(input.value) ?? []), input.name]);
  return [...groups].sort(([a], [b]) => a.localeCompare(b)).map(([, group]) => group);
}

/**
 * Return names for the groups of a partition that no node has.
 *
 * @param {string[]} nodes
 */
const groupNames = (nodes) => (nodes.some((name) => /^[ABC]$/.test(name)) ? ["1", "2", "3"] : ["A", "B", "C"]);

class FaultsPanel extends LabElement {
  setUp() {
    this.on(this, "submit", (event) => this.#submit(event));
    this.on(this, "change", ({ target }) => {
      if (target instanceof HTMLSelectElement && target.name === "link" && target.form) this.#show(target.form);
    });
    this.on(this, "click", ({ target }) => this.#mend(target.closest("[data-mend]")?.dataset.mend));
  }

  /** @param {StoreChange} change */
  draw({ kind, events }) {
    const names = Object.keys(this.view.nodes);
    if (kind === "frame" && !events.some(({ fault, kind }) => fault || kind === "workload_set")) return;
    this.#links(names);
    this.#groups(names);
    this.#cuts();
    for (const form of queryAll(this, "form")) this.#show(form);
  }

  /** @param {string[]} names */
  #links(names) {
    const nodes = sameLabels(names);
    /** @type {[string, string][]} */
    const pairs = names.flatMap((a) =>
      names.filter((b) => b !== a).map((b) => /** @type {[string, string]} */ ([`${a}>${b}`, `${a} → ${b}`])),
    );
    for (const select of queryAll(this, "[name=link]", HTMLSelectElement))
      setOptions(select, [["", "every link"], ...pairs]);
    for (const select of queryAll(this, "[name=source]", HTMLSelectElement)) setOptions(select, nodes);
    const target = this.find("[name=target]", HTMLSelectElement);
    if (!target.dataset.options) {
      setOptions(target, nodes);
      target.value = names[1] ?? names[0];
    }
  }

  /** @param {string[]} names */
  #groups(names) {
    const { partition } = this.view.network;
    /** @param {string} name */
    const groupOf = (name) =>
      Math.max(
        0,
        (partition ?? []).findIndex((group) => group.includes(name)),
      );
    const rows = this.find("[data-groups]");
    keyed(
      rows,
      names.map((name) => [name, name]),
      (name) => this.#groupRow(name),
      (row, name) => {
        const choices = queryAll(row, "input", HTMLInputElement);
        (choices[groupOf(name)] ?? choices[choices.length - 1]).checked = true;
      },
    );
  }

  /** @param {string} name */
  #groupRow(name) {
    const document = this.ownerDocument;
    /** @param {string} group */
    const choice = (group) =>
      html(
        document,
        "label",
        {},
        html(document, "input", { type: "radio", name, value: group }),
        html(document, "span", {}, group),
      );
    return html(
      document,
      "div",
      { class: "group-row", role: "radiogroup", "aria-label": `Group of ${name}` },
      html(document, "b", {}, name),
      ...groupNames(Object.keys(this.view.nodes)).map(choice),
    );
  }

  #cuts() {
    const { cuts } = this.view.network;
    const document = this.ownerDocument;
    keyed(
      this.find("[data-cuts]"),
      cuts.map((cut) => [cut.join(">"), cut]),
      ([source, target]) =>
        html(
          document,
          "li",
          {},
          html(document, "span", {}, `${source} ⇥ ${target}`),
          html(
            document,
            "button",
            {
              type: "button",
              class: "small",
              "data-mend": `${source}>${target}`,
              "aria-label": `Mend ${source} to ${target}`,
            },
            "Mend",
          ),
        ),
    );
  }

  /**
   * Fill a form with what is in force now.
   *
   * @param {HTMLFormElement} form
   */
  #show(form) {
    const { network, workload } = this.view;
    const { dataset } = form;
    const link = query(form, "[name=link]", HTMLSelectElement)?.value ?? "";
    const settings = network.links[link] ?? network.default;
    if (dataset.form === "latency")
      this.#fill(form, {
        distribution: settings.latency.distribution,
        low: settings.latency.low_ticks,
        high: settings.latency.high_ticks,
      });
    if (dataset.form === "loss") this.#fill(form, { percent: settings.loss_per_mille / 10 });
    if (dataset.form === "duplication") this.#fill(form, { percent: settings.duplication_per_mille / 10 });
    if (dataset.form === "workload")
      setText(
        this.find(".workload-now"),
        workload.interval_ticks ? `each client about every ${workload.interval_ticks} ms` : "off",
      );
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Record<string, string | number>} values
   */
  #fill(form, values) {
    for (const [name, value] of Object.entries(values)) fieldOf(form, name).value = String(value);
  }

  /** @param {Targeted<SubmitEvent>} event */
  #submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const [command, members] = FORMS[form.dataset.form ?? ""](form);
    if (command === "partition" && members.groups.length < 2)
      return this.session.notify("plain", "Put the nodes into at least two groups.");
    if (command === "cut_link" && members.source === members.target)
      return this.session.notify("plain", "Choose two different nodes.");
    this.session.command(command, members);
  }

  /** @param {string | undefined} cut */
  #mend(cut) {
    if (!cut) return;
    const [source, target] = cut.split(">");
    this.session.command("mend_link", { source, target });
  }
}

customElements.define("faults-panel", FaultsPanel);
