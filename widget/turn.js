/** A turn of the conversation as elements: the question, then each answer with its source and what can be done with it. */

import { button, copy, el, unseen } from "./dom.js";
import { feedbackOn } from "./feedback.js";
import { citation, sourceOf } from "./transcript.js";

const WAITING_SIGN_MS = 300;
const WITH_EVIDENCE = new Set(["fact", "derived", "not_in_source"]);
const PLAIN = new Set(["smalltalk", "clarify"]);

/** The element of `turn`. `act` offers `ask(text)`, `retry()`, `takeBack()`, `judge(turn, answer, verdict)` and `announce(text)`. */
export function turnView(turn, text, act) {
  const node = el("div", { class: `turn ${turn.state}`, "data-id": turn.id });
  const said = turn.state === "withheld" ? text("withheld") : turn.said;
  node.append(el("h3", { class: "question" }, unseen(text("you")), el("span", { class: "said" }, said)), time(turn, text));
  if (turn.state === "waiting") node.append(waiting(text, act));
  else if (turn.state === "stuck") node.append(stuck(turn, text, act));
  else if (turn.state === "refused") node.append(el("p", { class: "notice" }, text("refused", turn.problem)));
  else node.append(reply(turn, text, act));
  return node;
}

/** Changes exactly when the turn has to be drawn anew. */
export function stateOf(turn) {
  return [turn.state, turn.past, turn.problem?.code].join(" ");
}

function time(turn, text) {
  return el("time", { datetime: turn.at }, text.time(turn.at));
}

function waiting(text, act) {
  const sign = el("p", { class: "waiting", hidden: true }, el("span", { class: "dots", "aria-hidden": "true" }), text("waiting"));
  setTimeout(() => {
    if (!sign.isConnected) return;
    sign.hidden = false;
    act.announce(text("waiting"));
  }, WAITING_SIGN_MS);
  return sign;
}

function stuck(turn, text, act) {
  const { code, seconds } = turn.problem;
  const key = code === "too_many" ? "too_many" : navigator.onLine ? "unreachable" : "offline";
  act.announce(text(key, { seconds }));
  return el("div", { class: "notice" },
    el("p", {}, text(key, { seconds })),
    el("div", { class: "row" }, button(text("try_now"), act.retry), button(text("take_back"), act.takeBack)));
}

// One element gets the focus and tells all answers, so that a screen reader says them once.
function reply(turn, text, act) {
  const answers = turn.messages.map((message, index) => answerView(turn, message, index, text, act));
  const names = turn.messages.flatMap((_, index) => [`kind-${turn.id}-${index}`, `text-${turn.id}-${index}`]).join(" ");
  return el("article", { class: "reply", tabindex: "-1", "aria-labelledby": names }, answers);
}

function answerView(turn, message, index, text, act) {
  const { card } = message;
  const id = `${turn.id}-${index}`;
  const kind = el("p", { id: `kind-${id}`, class: PLAIN.has(card.kind) ? "kind unseen" : "kind" }, text(`kind_${card.kind}`));
  const node = el("div", { class: `answer ${card.kind}` }, kind, el("div", { id: `text-${id}`, class: "text" }, paragraphs(message.text)));
  if (card.quotes.length) node.append(source(card, text));
  if (card.kind === "error") node.append(el("div", { class: "row" }, button(text("ask_again"), () => act.ask(turn.said))));
  if (WITH_EVIDENCE.has(card.kind) || card.kind === "out_of_scope") node.append(actions(turn, message, index, text, act));
  return node;
}

function paragraphs(content) {
  const blocks = [];
  for (const line of content.split("\n").filter((each) => each.trim())) {
    if (!line.startsWith("- ")) blocks.push(el("p", {}, line));
    else {
      if (blocks.at(-1)?.localName !== "ul") blocks.push(el("ul"));
      blocks.at(-1).append(el("li", {}, line.slice(2)));
    }
  }
  return blocks;
}

function source(card, text) {
  const isSum = card.kind === "derived";
  const title = card.sources.map((each) => each.title).join("; ");
  const node = el("details", { class: "source", open: isSum },
    el("summary", {}, el("span", {}, text(isSum ? "source_and_sum" : "source")), unseen(`: ${title}`)));
  if (isSum) {
    node.append(el("p", { class: "caption" }, text("sum")), el("p", { class: "sum" }, card.derivation.expression));
    node.append(el("p", { class: "caption" }, text("inputs")));
  } else if (card.kind === "not_in_source") node.append(el("p", { class: "caption" }, text("nearest")));
  for (const origin of card.sources) {
    const quotes = [...new Set(card.quotes.filter((quote) => quote.source === origin.id).map((quote) => quote.text))];
    node.append(el("figure", {},
      quotes.map((quote) => el("blockquote", { cite: origin.url }, el("p", {}, quote))),
      el("figcaption", {}, origin.url?.startsWith("https:") ? el("a", { href: origin.url, rel: "noopener" }, origin.title) : el("cite", {}, origin.title),
        el("span", {}, sourceOf({ ...origin, title: "" }, text)))));
  }
  return node;
}

function actions(turn, message, index, text, act) {
  const copied = button(text("copy"), async () => {
    const done = text((await copy(citation(message, text))) ? "copied" : "copy_failed");
    copied.textContent = done;
    act.announce(done);
    setTimeout(() => (copied.textContent = text("copy")), 3000);
  }, { class: "quiet" });
  return el("div", { class: "actions" }, copied, turn.past ? null : feedbackOn(turn, index, text, act));
}

/** Questions to be pressed. */
export function suggestions(questions, text, press) {
  return el("div", { class: "suggestions", role: "group", "aria-label": text("suggestions") }, questions.map((question) => button(question, () => press(question))));
}
