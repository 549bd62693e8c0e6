/** The conversation as it is seen: greeting, turns, and the questions to go on with. */

import { el } from "./dom.js";
import { statements } from "./texts.js";
import { stateOf, suggestions, turnView } from "./turn.js";

const FIRST_QUESTIONS = 4;
const MARGIN_PX = 12;

export class LogView {
  #text;
  #act;

  /** `act` as for `turnView`, and `press(question)` for a suggested one. */
  constructor(text, act) {
    this.#text = text;
    this.#act = act;
    // Not live: the focus moves to each answer, which has it told; a live log would have it told twice.
    this.node = el("div", { class: "log", role: "log", "aria-live": "off", "aria-label": text("log"), tabindex: "0" });
  }

  /** Bring the log up to date with `conversation` and `topics` (undefined while unknown). */
  draw(conversation, topics) {
    const nodes = [this.#greeting(topics?.statements)];
    conversation.turns.forEach((turn, index, turns) => {
      if (!turn.past && turns[index - 1]?.past) nodes.push(this.#divider());
      nodes.push(this.#keep(`turn ${turn.id} ${stateOf(turn)}`, () => turnView(turn, this.#text, this.#act)));
    });
    nodes.push(this.#suggestions(conversation, topics));
    place(this.node, nodes.filter(Boolean));
  }

  /** The answer to `turn` that takes the focus, or null. */
  replyTo(turn) {
    return [...this.node.querySelectorAll(".turn")].find((node) => node.dataset.id === turn.id)?.querySelector(".reply") ?? null;
  }

  /** Bring the turn that `node` is part of to the top, or as near as it gets. */
  scrollTo(node) {
    // The log scrolls, or the whole panel where there is little height; never the page around it.
    for (const scroller of [this.node, this.node.parentElement])
      scroller.scrollTop += node.closest(".turn").getBoundingClientRect().top - scroller.getBoundingClientRect().top - MARGIN_PX;
  }

  /** Show the newest turn. */
  scrollToEnd() {
    const last = [...this.node.querySelectorAll(".turn")].at(-1);
    if (last) this.scrollTo(last);
  }

  /** Show `words` below everything. */
  note(words) {
    const note = el("p", { class: "notice" }, words);
    this.node.append(note);
    note.scrollIntoView({ block: "nearest" });
  }

  showTimes(on) {
    this.node.classList.toggle("timed", on);
  }

  // The node drawn before for the same thing in the same state: it may have the focus, or an open source.
  #keep(key, make) {
    const known = [...this.node.children].find((node) => node.dataset.key === key);
    if (known) return known;
    const node = make();
    node.dataset.key = key;
    return node;
  }

  #divider() {
    return this.#keep("divider", () => el("p", { class: "divider" }, this.#text("ended")));
  }

  #greeting(list) {
    const text = this.#text;
    return this.#keep(`greeting ${Boolean(list)}`, () =>
      el("div", { class: "greeting" },
        el("p", { class: "lead" }, text("greeting_title")),
        el("p", {}, list ? text("greeting", { statements: statements(text, list) }) : text("greeting_unknown")),
        el("p", {}, text("greeting_limits"))));
  }

  #suggestions(conversation, topics) {
    // While a question is under way those before it stay: one of them may have the focus.
    if (conversation.open) return this.node.querySelector(".suggestions");
    const last = conversation.turns.findLast((turn) => turn.messages.length);
    const first = (topics?.topics ?? []).slice(0, FIRST_QUESTIONS).map((topic) => topic.question);
    const questions = last ? [...new Set(last.messages.flatMap((message) => message.card.suggestions))].slice(0, 3) : first;
    return questions.length ? this.#keep(`suggestions ${questions.join("|")}`, () => suggestions(questions, this.#text, this.#act.press)) : null;
  }
}

// Puts `nodes` into `parent` in this order; those already in their place are not moved, so that the focus stays.
function place(parent, nodes) {
  for (const node of [...parent.children]) if (!nodes.includes(node)) node.remove();
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
}
