/** The panel's frame: header with options, the log, and the form to ask in. Says what is done to it by the calls in `act`. */

import { MOST_CHARACTERS } from "./conversation.js";
import { button, copy, el, icon } from "./dom.js";

/** The dialog around `log` and its parts; `act` offers `send(text)`, `typing()`, `close()`, `forget()`, `save()`, `showTimes(on)`, `announce(text)`. */
export function panelView(title, log, text, act) {
  const heading = el("h2", { id: "title", tabindex: "-1" }, title);
  const options = optionsView(text, act);
  const composer = composerView(text, act);
  const close = button(icon("close"), act.close, { class: "close", "aria-label": text("close") });
  const header = el("header", {}, heading, el("div", { class: "controls" }, options.node, close));
  const dialog = el("dialog", { "aria-labelledby": "title" }, el("div", { class: "frame" }, header, log, composer.form));
  const escape = () => options.escape() || act.close();
  dialog.addEventListener("cancel", (event) => (event.preventDefault(), escape()));
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && (event.preventDefault(), escape()));
  dialog.addEventListener("pointerdown", (event) => options.node.contains(event.target) || options.shut());
  log.addEventListener("keydown", (event) => {
    // Who types while an answer has the focus wants to ask on; the key then lands in the field.
    const isText = event.key.length === 1 && event.key !== " " && !(event.ctrlKey || event.metaKey || event.altKey);
    if (isText && (event.target === log || event.target.matches(".reply"))) composer.field.focus();
  });
  return { dialog, heading, options, ...composer };
}

function composerView(text, act) {
  const field = el("textarea", { id: "field", rows: "1", "aria-describedby": "count hint", autocomplete: "off", enterkeyhint: "send" });
  const count = el("span", { id: "count", class: "count" });
  const fault = el("p", { id: "fault", class: "fault", role: "alert" });
  const fit = () => {
    const left = MOST_CHARACTERS - [...field.value].length;
    count.textContent = text(left < 0 ? "too_many_characters" : "characters_left", { count: Math.abs(left) });
    count.classList.toggle("over", left < 0);
    field.toggleAttribute("aria-invalid", false);
    fault.textContent = "";
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
    return left;
  };
  const complain = (key) => {
    fault.textContent = text(key, { most: MOST_CHARACTERS });
    field.setAttribute("aria-invalid", "true");
    field.focus();
  };
  const submit = (event) => {
    event.preventDefault();
    const said = field.value.trim();
    if (!said) return complain("empty");
    if (fit() < 0) return complain("too_long");
    if (!act.send(said)) return complain("wait");
    write("");
  };
  const write = (said) => {
    field.value = said;
    fit();
  };
  field.addEventListener("input", () => {
    fit();
    act.typing();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });
  const form = el("form", { class: "composer", novalidate: true, onsubmit: submit },
    el("div", { class: "above" }, el("label", { for: "field" }, text("question")), count),
    el("div", { class: "line" }, field, el("button", { type: "submit", class: "send" }, el("span", {}, text("ask")), icon("send"))),
    fault,
    el("p", { id: "hint", class: "hint" }, text("hint")));
  write("");
  return { form, field, write, fit };
}

function optionsView(text, act) {
  const id = el("code");
  const copyId = button(text("copy_id"), async () => act.announce(text((await copy(id.textContent)) ? "copied" : "copy_failed")));
  const times = button(text("times"), () => {
    const on = times.getAttribute("aria-pressed") !== "true";
    times.setAttribute("aria-pressed", on);
    act.showTimes(on);
  }, { "aria-pressed": "false" });
  const sure = el("div", { class: "sure", role: "group", "aria-label": text("forget_sure"), hidden: true },
    el("p", {}, text("forget_sure")),
    el("div", { class: "row" }, button(text("forget_yes"), () => act.forget().then(shut), { class: "main" }), button(text("forget_no"), () => settle(forget))));
  const forget = button(text("forget"), () => {
    sure.hidden = false;
    sure.querySelector("button").focus();
  });
  const settle = (target) => {
    sure.hidden = true;
    target.focus();
  };
  const summary = el("summary", {}, text("options"));
  const node = el("details", { class: "options" }, summary,
    el("div", { class: "sheet" },
      el("p", { class: "caption" }, text("conversation_id")),
      id, copyId, times, button(text("save"), act.save), forget, sure));
  const shut = () => {
    sure.hidden = true;
    node.open = false;
  };
  const tell = (conversation) => {
    id.textContent = conversation ?? text("no_id");
    copyId.hidden = !conversation;
  };
  /** Close the sheet, back to its button; false where it was not open. */
  const escape = () => {
    if (!node.open) return false;
    shut();
    summary.focus();
    return true;
  };
  node.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !node.contains(relatedTarget) && shut());
  return { node, tell, shut, escape, pressTimes: (on) => times.setAttribute("aria-pressed", on) };
}
