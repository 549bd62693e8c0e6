/** The host page: its wording, and the topics as buttons that ask. */

import { topicsOf } from "./client.js";
import { button, el } from "./dom.js";
import { statements, textsIn } from "./texts.js";

const TOPICS_AGAIN_MS = 4000;
const briefing = document.querySelector("border-briefing");
const text = await textsIn(new URLSearchParams(location.search).get("lang") ?? navigator.language);

if (document.documentElement.lang !== text.language) {
  document.documentElement.lang = text.language;
  briefing.setAttribute("language", text.language);
}
tell();
showTopics();

function tell(known) {
  const values = { statements: known && statements(text, known.statements) };
  for (const node of document.querySelectorAll("[data-text]")) {
    const key = node.dataset.text;
    node.textContent = text(!known && "unknown" in node.dataset ? `${key}_unknown` : key, values);
  }
}

async function showTopics() {
  try {
    const known = await topicsOf(briefing.server);
    tell(known);
    const buttons = known.topics.map((topic) => el("li", {}, button(topic.title, () => briefing.ask(topic.question))));
    document.querySelector("#topics").replaceChildren(...buttons);
  } catch {
    setTimeout(showTopics, TOPICS_AGAIN_MS);
  }
}
