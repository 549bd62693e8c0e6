/**
 * The custom element `<border-briefing>`: a launcher and a panel to ask the assistant in.
 *
 * Attributes: `server` (address of the assistant; default: where this file is from), `title`, `language`, `position` (`right`, `left`
 * or `inline`: in the flow of the page), `open`. On a narrow screen the panel fills it. `ask(question)` opens it and asks.
 */

import { Client, topicsOf } from "./client.js";
import { Conversation } from "./conversation.js";
import { button, deepActive, download, el, icon } from "./dom.js";
import { LogView } from "./log.js";
import { panelView } from "./panel.js";
import { Store } from "./store.js";
import { textsIn } from "./texts.js";
import { transcript } from "./transcript.js";

const NARROW = matchMedia("(max-width: 40rem)");
const TOPICS_AGAIN_MS = 4000;
const styles = Promise.all(["controls.css", "panel.css", "log.css"].map(sheet));

class BorderBriefing extends HTMLElement {
  static observedAttributes = ["open", "title", "language", "server"];
  #conversation;
  #launcher;
  #listening;
  #log;
  #panel;
  #ready;
  #status = el("div", { role: "status", class: "unseen" });
  #store;
  #text;
  #topics;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    NARROW.addEventListener("change", () => this.#panel && this.open && this.#show(), { signal });
    document.addEventListener("visibilitychange", () => !document.hidden && this.#conversation?.refresh(), { signal });
    this.#ready = this.#build();
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#ready || before === now) return;
    if (name !== "open") this.#ready = this.#ready.then(() => this.#build());
    else if (this.#panel) this.open ? this.#show() : this.#hide();
  }

  /** Whether the panel is open; to be set, too. */
  get open() {
    return this.hasAttribute("open");
  }

  set open(open) {
    this.toggleAttribute("open", open);
  }

  /** The assistant's address. */
  get server() {
    return new URL(this.getAttribute("server") ?? ".", this.hasAttribute("server") ? document.baseURI : import.meta.url).href;
  }

  /** Open the panel and ask one of the assistant's own questions; ends when it is answered. */
  async ask(question) {
    await this.#ready;
    this.open = true;
    this.#panel.dialog.scrollIntoView({ block: "nearest" });
    await this.#ask(question, true);
  }

  // -- building

  async #build() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const language = this.getAttribute("language") ?? this.closest("[lang]")?.lang ?? navigator.language;
    const [text, sheets] = await Promise.all([textsIn(language), styles]);
    const title = this.getAttribute("title") || text("title");
    this.#text = text;
    this.#store = new Store(this.server);
    this.#conversation = new Conversation(new Client(this.server), this.#store);
    this.#conversation.addEventListener("change", ({ detail }) => this.#draw(detail));
    this.#log = new LogView(text, this.#actsOnTurns());
    this.#panel = panelView(title, this.#log.node, text, this.#actsOnPanel(title));
    this.#launcher = button([icon("speech"), el("span", {}, text("launcher"))], () => this.#openByHand(), { class: "launcher", "aria-haspopup": "dialog" });
    root.adoptedStyleSheets = sheets;
    // An empty title, lest the host's own attribute show as a tooltip over everything.
    root.replaceChildren(el("section", { "aria-label": title, lang: text.language, title: "" }, this.#launcher, this.#panel.dialog, this.#status));
    const { open = this.open, times = false } = this.#store.read();
    this.#showTimes(times);
    this.#draw();
    if (open !== this.open) this.open = open;
    else if (open) this.#show();
    this.#log.scrollToEnd();
    this.#learnTopics();
    const { open: underWay } = this.#conversation;
    this.#conversation.resume().then(() => underWay && this.#tell(underWay));
  }

  #actsOnTurns() {
    return {
      ask: (said) => this.#ask(said),
      press: (question) => this.#ask(question, true),
      retry: () => this.#conversation.retry(),
      takeBack: () => this.#takeBack(),
      judge: (...verdict) => this.#conversation.judge(...verdict),
      announce: (words) => this.#announce(words),
    };
  }

  #actsOnPanel(title) {
    return {
      send: (said) => !this.#conversation.open && (this.#ask(said), true),
      typing: () => this.#conversation.prepare().catch(() => {}), // Sending meets the same trouble, and tells of it.
      close: () => this.#close(),
      forget: () => this.#forget(),
      save: () => download(this.#text("file_name"), transcript(this.#conversation, title, this.#text)),
      showTimes: (on) => this.#showTimes(on),
      announce: (words) => this.#announce(words),
    };
  }

  async #learnTopics() {
    try {
      this.#topics = await topicsOf(this.server);
      this.#draw();
    } catch {
      if (this.isConnected) setTimeout(() => this.#learnTopics(), TOPICS_AGAIN_MS);
    }
  }

  #draw(changed) {
    this.#log.draw(this.#conversation, this.#topics);
    this.#panel.options.tell(this.#conversation.id);
    if (changed && changed.state !== "done") this.#log.scrollToEnd();
  }

  // -- open and closed

  #show() {
    const { dialog, heading, fit } = this.#panel;
    const focused = this.shadowRoot.activeElement;
    if (dialog.open) dialog.close();
    // Over the whole screen, nothing behind it may be reached; beside the page, the page stays in reach and keeps the focus.
    if (NARROW.matches) dialog.showModal(), heading.focus();
    else dialog.setAttribute("open", "");
    if (dialog.contains(focused)) focused.focus();
    fit();
    this.#launcher.hidden = true;
    this.#store.write({ open: true });
  }

  #hide() {
    this.#panel.dialog.close();
    this.#launcher.hidden = false;
    this.#store.write({ open: false });
  }

  #openByHand() {
    this.open = true;
    this.#panel.field.focus();
  }

  #close() {
    this.open = false;
    this.#launcher.focus();
  }

  // -- asking

  async #ask(said, isButton = false) {
    if (this.#conversation.open) return this.#announce(this.#text("wait"));
    const before = deepActive();
    const turn = await this.#conversation.say(said, { button: isButton });
    this.#tell(turn, before);
    // What was not taken comes back to be changed.
    if (["refused", "withheld"].includes(turn.state) && !this.#panel.field.value) this.#panel.write(said);
  }

  // The focus goes to the answer, which has it told once. Who is elsewhere by now, or typing on, stays there and is told by the status line.
  #tell(turn, before) {
    const reply = this.#log.replyTo(turn);
    if (!reply) return turn.state === "refused" && this.#announce(this.#text("refused", turn.problem));
    this.#log.scrollTo(reply);
    const now = deepActive();
    const { field } = this.#panel;
    const isFree = this.shadowRoot.activeElement || now === before || now === document.body;
    if (isFree && !(now === field && field.value)) reply.focus({ preventScroll: true });
    else this.#announce(turn.messages.map((message) => message.text).join(" "));
  }

  #takeBack() {
    const said = this.#conversation.takeBack();
    if (said !== null) this.#panel.write(said);
    this.#panel.field.focus();
  }

  async #forget() {
    try {
      await this.#conversation.forget();
      this.#announce(this.#text("forgotten"));
    } catch {
      this.#log.note(this.#text("forget_failed"));
      this.#announce(this.#text("forget_failed"));
    }
    this.#panel.field.focus();
  }

  #announce(words) {
    this.#status.textContent = words;
  }

  #showTimes(on) {
    this.#log.showTimes(on);
    this.#panel.options.pressTimes(on);
    this.#store.write({ times: on });
  }
}

async function sheet(name) {
  const reply = await fetch(new URL(name, import.meta.url));
  return new CSSStyleSheet().replace(await reply.text());
}

customElements.define("border-briefing", BorderBriefing);
