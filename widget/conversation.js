/**
 * A conversation: its turns, and how a question gets to the assistant whatever the network does.
 *
 * A turn is `{id, at, said, button, messages, feedback}` as in the API, with `state`: waiting, stuck (trying again, `problem` says
 * why), refused, withheld (held personal information; `said` is gone) or done. A turn of an earlier session is `past`.
 * Dispatches `change` when turns have changed, with the turn in `detail` where it is one.
 */

import { Problem } from "./client.js";

export const MOST_CHARACTERS = 500;
const MOST_SECONDS = 30;
const OPEN_STATES = new Set(["waiting", "stuck"]);

export class Conversation extends EventTarget {
  #client;
  #store;
  #session = null;
  #beginning;
  #wake = () => {};

  constructor(client, store) {
    super();
    this.#client = client;
    this.#store = store;
    ({ session: this.#session = null, turns: this.turns = [] } = store.read());
  }

  /** The conversation's id, null before the first question. */
  get id() {
    return this.#session?.conversation ?? null;
  }

  /** The turn that waits for its answer, if any. */
  get open() {
    return this.turns.find((turn) => OPEN_STATES.has(turn.state));
  }

  /** Have a session, so that the first answer need not wait for one. Raises Problem. */
  async prepare() {
    if (this.#session) return;
    this.#beginning ??= this.#client.begin().finally(() => (this.#beginning = undefined));
    this.#session = await this.#beginning;
  }

  /** Go on after a reload: what the server knows, and the question that was under way. */
  async resume() {
    if (this.open) return this.#deliver(this.open);
    return this.refresh();
  }

  /** Take over what another tab of this session has said. What can't be asked for now stays as it is. */
  async refresh() {
    if (!this.#session || this.open) return;
    try {
      const { turns } = await this.#client.history(this.#session.token);
      if (!this.open) this.#take(turns);
    } catch (problem) {
      if (problem.isOfSession) this.#end();
    }
  }

  /** Ask `said`; ends when it is answered, refused or taken back. */
  async say(said, { button = false } = {}) {
    const turn = { id: uuid(), at: new Date().toISOString(), said, button, messages: [], feedback: [], state: "waiting" };
    this.turns.push(turn);
    const delivered = this.#deliver(turn); // On its way before anything is drawn.
    this.#changed(turn);
    await delivered;
    return turn;
  }

  /** Try a stuck turn again at once. */
  retry() {
    this.#wake();
  }

  /** Take the open turn back: what was said, or null. */
  takeBack() {
    const turn = this.open;
    if (!turn) return null;
    this.turns = this.turns.filter((other) => other !== turn);
    turn.state = "taken back";
    this.#wake();
    this.#changed();
    return turn.said;
  }

  /** Say whether message `answer` of `turn` was helpful. Raises Problem. */
  async judge(turn, answer, verdict) {
    await this.#client.feedback(this.#session?.token, { id: turn.id, answer, ...verdict });
    turn.feedback[answer] = verdict.helpful;
    this.#keep();
  }

  /** Forget everything, here and on the server. Raises Problem, and then nothing is forgotten. */
  async forget() {
    if (this.#session) await this.#client.forget(this.#session.token).catch(unlessOfSession);
    this.takeBack();
    this.turns = [];
    this.#session = null;
    this.#changed();
  }

  async #deliver(turn) {
    for (let attempt = 0; turn.state !== "taken back"; attempt++) {
      try {
        if (!this.#session) await this.prepare();
        const { messages, stored } = await this.#client.send(this.#session.token, turn);
        if (turn.state === "taken back") return;
        Object.assign(turn, { messages, state: stored === false ? "withheld" : "done", said: stored === false ? "" : turn.said });
        delete turn.problem;
        return this.#changed(turn);
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        if (problem.isOfSession && attempt < 3) {
          this.#end();
          continue;
        }
        if (problem.code === "payload_unknown" && turn.button) {
          turn.button = false; // A question of a conversation that has ended: asked anew in plain words.
          continue;
        }
        if (turn.state === "taken back") return;
        turn.problem = { code: problem.code, message: problem.message, seconds: problem.seconds };
        turn.state = problem.passing ? "stuck" : "refused";
        this.#changed(turn);
        if (!problem.passing) return;
        await this.#pause(problem.seconds ?? backoff(attempt));
      }
    }
  }

  #pause(seconds) {
    return new Promise((resolve) => {
      this.#wake = () => {
        clearTimeout(timer);
        removeEventListener("online", this.#wake);
        resolve();
      };
      const timer = setTimeout(this.#wake, seconds * 1000);
      addEventListener("online", this.#wake);
    });
  }

  #end() {
    this.#session = null;
    for (const turn of this.turns) if (!OPEN_STATES.has(turn.state)) turn.past = true;
    this.#changed();
  }

  // The server's order counts; what it has not stored (withheld, refused) stays where it was if nothing else is new.
  #take(known) {
    const mine = this.turns.filter((turn) => !turn.past);
    const told = new Map(known.map((turn) => [turn.id, { ...turn, state: turn.messages.length ? "done" : "waiting" }]));
    const isNews = known.some(({ id }) => !mine.some((turn) => turn.id === id));
    const kept = isNews ? [...told.values()] : mine.filter((turn) => told.has(turn.id) || turn.state !== "done").map((turn) => told.get(turn.id) ?? turn);
    this.turns = [...this.turns.filter((turn) => turn.past), ...kept.filter((turn) => turn.state !== "waiting")];
    this.#changed();
  }

  #keep() {
    this.#store.write({ session: this.#session, turns: this.turns });
  }

  #changed(turn) {
    this.#keep();
    this.dispatchEvent(new CustomEvent("change", { detail: turn }));
  }
}

function unlessOfSession(problem) {
  if (!problem.isOfSession) throw problem;
}

// Spread, so that all the pages of a server that comes back do not ask in the same moment.
function backoff(attempt) {
  return Math.min(2 ** attempt, MOST_SECONDS) * (0.75 + Math.random() / 2);
}

// crypto.randomUUID is missing on pages without https.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
