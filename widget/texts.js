/** The wording, by language, from `strings.json`. */

const FALLBACK = "en";
let strings;

/** A function from key and values to text, in `language` where there is one, else in English. Raises TypeError when the file can't be read. */
export async function textsIn(language) {
  strings ??= fetch(new URL("strings.json", import.meta.url)).then((reply) => reply.json());
  const all = await strings.catch((problem) => {
    strings = undefined;
    throw problem;
  });
  const code = [language, language?.split("-")[0]].find((name) => Object.hasOwn(all, name)) ?? FALLBACK;
  const text = (key, values = {}) => fill(all[code][key] ?? all[FALLBACK][key] ?? key, values);
  text.language = code;
  text.list = (items) => new Intl.ListFormat(code, { type: "conjunction" }).format(items);
  const date = new Intl.DateTimeFormat(code, { dateStyle: "long", timeZone: "UTC" });
  const time = new Intl.DateTimeFormat(code, { dateStyle: "medium", timeStyle: "short" });
  text.date = (iso) => date.format(new Date(iso));
  text.time = (iso) => time.format(new Date(iso));
  return text;
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The statements that are answered from, in one phrase. */
export function statements(text, list) {
  return text.list(list.map((s) => (s.publisher ? text("statement_of", s) : s.title)));
}
