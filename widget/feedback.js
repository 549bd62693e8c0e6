/** Was this helpful? Yes or no, and for a no the reason, where the person wants to give one. */

import { button, el } from "./dom.js";

const REASONS = ["wrong", "incomplete", "unclear", "not_answered", "other"];

/** The question under answer `index` of `turn`; the last word counts. */
export function feedbackOn(turn, index, text, act) {
  const thanks = el("p", { class: "thanks", role: "status" });
  const form = el("div", { class: "reasons" });
  const send = async (verdict) => {
    try {
      await act.judge(turn, index, verdict);
      return true;
    } catch (problem) {
      thanks.textContent = text(problem.code === "personal_information" ? "feedback_personal" : "feedback_failed");
      return false;
    }
  };
  const verdict = (helpful) => async () => {
    thanks.textContent = "";
    if (!(await send({ helpful }))) return;
    mark(helpful);
    form.replaceChildren(...(helpful ? [] : [reasons(turn, index, text, send, done)]));
    if (helpful) thanks.textContent = text("thanks");
    else form.querySelector("input").focus();
  };
  const done = () => {
    form.replaceChildren();
    thanks.textContent = text("thanks");
    no.focus();
  };
  const yes = button(text("yes"), verdict(true), { class: "quiet", "aria-label": text("helpful_yes") });
  const no = button(text("no"), verdict(false), { class: "quiet", "aria-label": text("helpful_no") });
  const mark = (helpful) => {
    yes.setAttribute("aria-pressed", helpful === true);
    no.setAttribute("aria-pressed", helpful === false);
  };
  mark(turn.feedback[index]);
  const row = el("div", { class: "row", role: "group", "aria-label": text("helpful") }, el("span", { class: "asked", "aria-hidden": "true" }, text("helpful")), yes, no);
  return el("div", { class: "feedback" }, row, form, thanks);
}

function reasons(turn, index, text, send, done) {
  const name = `reason-${turn.id}-${index}`;
  const choices = REASONS.map((reason) => el("label", { class: "choice" }, el("input", { type: "radio", name, value: reason }), text(`reason_${reason}`)));
  const words = el("textarea", { rows: "2", maxlength: "500" });
  const submit = async (event) => {
    event.preventDefault();
    const reason = form.querySelector("input:checked")?.value ?? null;
    if (await send({ helpful: false, reason, words: words.value.trim() || null })) done();
  };
  const form = el("form", { onsubmit: submit },
    el("fieldset", {}, el("legend", {}, text("why")), choices),
    el("label", { class: "words" }, text("words"), words),
    el("div", { class: "row" }, el("button", { type: "submit" }, text("send_feedback")), button(text("skip"), done, { class: "quiet" })));
  return form;
}
