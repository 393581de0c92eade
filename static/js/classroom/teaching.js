// What a teacher does to everybody: steps, pause, names, pushes, announcements. Each is posted; an answer in words is shown.

import { exerciseOf, nextStep } from "./state.js";
import { assign, find, html, keyed, listen, present, setOptions, setText, windowOf } from "../lib/dom.js";

const FAILED = "This did not reach the server. Check the connection and try again.";
const REFUSED = "The server could not do this. Reload the page and try again.";
const SAID_MS = 12_000;

/**
 * Fields as the body of a request.
 *
 * @param {Record<string, string | number> | FormData} fields
 */
function bodyOf(fields) {
  const entries = fields instanceof FormData ? [...fields] : Object.entries(fields);
  return new URLSearchParams(entries.map(([name, value]) => [name, String(value)]));
}

export class ClassTeaching {
  /** @type {number | undefined} */
  silence;

  /**
   * `root` is the dashboard; `about()` what is said of the class.
   *
   * @param {{ root: HTMLElement, about: () => About }} options
   */
  constructor({ root, about }) {
    this.root = root;
    this.about = about;
    this.find("[data-pause]").addEventListener("click", () => this.teach("pause/", { paused: about().paused ? 0 : 1 }));
    this.find("[data-anonymous]").addEventListener("click", () =>
      this.teach("anonymous/", { anonymous: about().anonymous ? 0 : 1 }),
    );
    this.find("[data-next]").addEventListener("click", () => this.#send(nextStep(about())));
    this.find("[data-paced]").addEventListener("change", () => this.teach("step/", { paced: this.#paced() }));
    this.find("[data-exercise]").addEventListener("change", () => this.#drawSteps());
    listen(this.find("[data-steps]"), "click", ({ target }) =>
      this.#send(this.#steps().find(({ slug }) => slug === target.closest("button")?.dataset.step)),
    );
    this.find("[data-on-wall] button").addEventListener("click", () => this.post(root.dataset.project ?? "", {}));
    this.find("[data-pushed] button").addEventListener("click", () => this.teach("back/", {}));
    this.find("[data-announced] button").addEventListener("click", () => this.teach("announce/", { text: "" }));
    listen(root, "submit", (event) => this.#submit(event));
  }

  /**
   * @template {Element} [T=HTMLElement]
   * @param {string} selector
   * @param {new () => T} [kind]
   * @returns {T}
   */
  find(selector, kind) {
    return find(this.root, selector, kind);
  }

  /**
   * Do something to the class: post it, and say what came of it.
   *
   * @param {string} path
   * @param {Record<string, string | number> | FormData} fields
   */
  teach(path, fields) {
    return this.post(this.root.dataset.teach + path, fields);
  }

  /**
   * Post fields to an address of the class.
   *
   * @param {string} address
   * @param {Record<string, string | number> | FormData} fields
   */
  async post(address, fields) {
    const { fetch } = windowOf(this.root);
    const answer = await fetch(address, {
      method: "POST",
      body: bodyOf(fields),
      headers: { "X-CSRFToken": this.root.dataset.csrf ?? "" },
    }).catch(() => null);
    const words =
      answer === null
        ? FAILED
        : answer.headers.get("Content-Type")?.startsWith("text/plain")
          ? await answer.text()
          : answer.ok
            ? ""
            : REFUSED;
    this.say(words, answer?.ok ?? false);
  }

  /**
   * Say what came of something, for a while.
   *
   * @param {string} words
   * @param {boolean} [well]
   */
  say(words, well = true) {
    const said = this.find("[data-said]");
    const { clearTimeout, setTimeout } = windowOf(this.root);
    setText(said, words);
    assign(said, { "data-failed": !well });
    clearTimeout(this.silence);
    this.silence = setTimeout(() => setText(said, ""), SAID_MS);
  }

  /**
   * Bring the controls up to date with these parts of what is said of the class.
   *
   * @param {Set<string>} touched
   */
  draw(touched) {
    const about = this.about();
    setText(this.find("[data-pause]"), about.paused ? "Resume everyone" : "Pause everyone");
    this.find("[data-pause]").classList.toggle("primary", about.paused);
    assign(this.find("[data-anonymous]"), { "aria-pressed": about.anonymous ? "true" : "false" });
    if (touched.has("paced")) this.find("[data-paced]", HTMLInputElement).checked = about.paced;
    if (touched.has("announcement")) this.find("[data-announcement]", HTMLTextAreaElement).value = about.announcement;
    this.#tell("[data-announced]", about.announcement);
    this.#tell("[data-pushed]", about.pushed?.title ?? "");
    this.find("[data-pushed] button").hidden = !about.pushed?.back;
    this.#tell("[data-on-wall]", about.projected?.title ?? "");
    if (touched.has("exercises") || touched.has("exercise") || touched.has("step")) this.#drawExercises(about, touched);
    if (touched.has("code") || touched.has("code_open")) this.#drawCode(about);
    assign(this.find("[data-next]"), { disabled: nextStep(about) === null });
  }

  /**
   * Say what everybody sees now, or nothing.
   *
   * @param {string} line
   * @param {string} words
   */
  #tell(line, words) {
    this.find(line).hidden = !words;
    setText(this.find(`${line} b`), words);
  }

  /** @param {About} about */
  #drawCode({ code, code_open: open }) {
    setText(this.find("[data-code]"), code);
    this.find("[data-code-over]").hidden = open;
    assign(this.find(".join-at"), { "data-over": !open });
    const picture = this.find("[data-qr]");
    assign(picture, { src: `${picture.dataset.qr}?code=${code}` });
  }

  /**
   * @param {About} about
   * @param {Set<string>} touched
   */
  #drawExercises(about, touched) {
    const select = this.find("[data-exercise]", HTMLSelectElement);
    setOptions(
      select,
      (about.exercises ?? []).map(({ id, title, published }) => [
        String(id),
        published ? title : `${title} (not published)`,
      ]),
    );
    const here = exerciseOf(about);
    if (here && touched.has("exercise")) select.value = String(here.id);
    const none = (about.exercises ?? []).length === 0;
    this.find("[data-no-exercise]").hidden = !none;
    this.find(".lesson-choice").hidden = none;
    this.#drawSteps();
  }

  #drawSteps() {
    const about = this.about();
    const chosen = this.#chosen();
    const { ownerDocument: document } = this.root;
    /** @type {[string, { slug: string, title: string, nth: number, here: boolean }][]} */
    const entries = this.#steps().map(({ slug, title }, i) => [
      `${chosen.id}/${slug}`,
      { slug, title, nth: i + 1, here: chosen.slug === about.exercise && slug === about.step },
    ]);
    keyed(
      this.find("[data-steps]"),
      entries,
      () => html(document, "button", { type: "button" }),
      (button, { slug, title, nth, here }) => {
        assign(button, {
          "data-step": slug,
          title,
          "aria-pressed": here ? "true" : "false",
          "aria-label": `Step ${nth}: ${title}`,
        });
        setText(button, here ? `${nth} ${title}` : nth);
      },
    );
  }

  #chosen() {
    const { exercises = [] } = this.about();
    return (
      exercises.find(({ id }) => String(id) === this.find("[data-exercise]", HTMLSelectElement).value) ?? exercises[0]
    );
  }

  #steps() {
    return this.#chosen()?.steps ?? [];
  }

  #paced() {
    return this.find("[data-paced]", HTMLInputElement).checked ? 1 : 0;
  }

  /** @param {Step | null | undefined} step */
  #send(step) {
    if (!step) return;
    const chosen = this.#chosen();
    const exercise = chosen.steps.includes(step) ? chosen : present(exerciseOf(this.about()), "exercise");
    this.teach("step/", { exercise: exercise.id, step: step.slug, paced: this.#paced() });
  }

  /** @param {Targeted<SubmitEvent>} event */
  #submit(event) {
    const form = event.target.closest("[data-post]");
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    const { FormData } = windowOf(this.root);
    const fields = new FormData(form);
    const { submitter } = event;
    if (submitter instanceof HTMLButtonElement && submitter.name) fields.set(submitter.name, submitter.value);
    form.closest("[popover]")?.hidePopover();
    this.teach(form.dataset.post ?? "", fields);
  }
}
