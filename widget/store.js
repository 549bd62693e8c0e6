/** What outlives a reload: the conversation of this tab, in sessionStorage. */

export class Store {
  #key;

  constructor(server) {
    this.#key = `border-briefing ${server}`;
  }

  /** What was kept last, or an empty object. */
  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#key)) ?? {};
    } catch {
      return {}; // Storage is blocked or holds something else: the conversation then lives as long as the page.
    }
  }

  /** Keep `changes` beside what is kept already. */
  write(changes) {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify({ ...this.read(), ...changes }));
    } catch {
      // As above; nothing else depends on it.
    }
  }
}
