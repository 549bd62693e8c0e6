/** The assistant's web API: each call comes back with JSON or raises a `Problem`. */

const PATIENCE_MS = 20_000;

/** Why a call failed: the server's `code` and words (`unreachable` where it said nothing), and whether trying again may help. */
export class Problem extends Error {
  constructor(code, message, { passing = false, seconds = null } = {}) {
    super(message);
    this.code = code;
    this.passing = passing;
    this.seconds = seconds;
  }

  get isOfSession() {
    return this.code.startsWith("session_");
  }
}

export class Client {
  #server;

  constructor(server) {
    this.#server = server;
  }

  /** A new session: `{token, conversation}`. */
  begin() {
    return this.#call("POST", "sessions");
  }

  /** What the assistant says to `said`; the same `id` again is the same turn. */
  send(token, { id, said, button }) {
    return this.#call("POST", "messages", token, button ? { id, payload: said } : { id, text: said });
  }

  /** The session's turns as the server knows them. */
  history(token) {
    return this.#call("GET", "messages", token);
  }

  forget(token) {
    return this.#call("DELETE", "messages", token);
  }

  feedback(token, body) {
    return this.#call("POST", "feedback", token, body);
  }

  topics() {
    return this.#call("GET", "topics");
  }

  async #call(method, name, token, body) {
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    let reply, content;
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      reply = await fetch(new URL(`api/${name}`, this.#server), { method, headers, body: body && JSON.stringify(body), signal });
      content = reply.status === 204 ? null : await reply.json();
    } catch (error) {
      throw new Problem("unreachable", String(error), { passing: true });
    }
    if (reply.ok) return content;
    const { code = "unreachable", message = reply.statusText } = content?.error ?? {};
    const seconds = Number(reply.headers.get("Retry-After")) || null;
    throw new Problem(code, message, { passing: reply.status === 429 || reply.status >= 500, seconds });
  }
}

const asked = new Map();

/** Statements and topics of the assistant at `server`, asked for once a page. Raises `Problem`. */
export function topicsOf(server) {
  if (!asked.has(server)) {
    const answer = new Client(server).topics();
    answer.catch(() => asked.delete(server));
    asked.set(server, answer);
  }
  return asked.get(server);
}
