/** Answers and conversations as plain text, with their sources. */

/** Title, publisher and date of a source, as far as they are known. */
export function sourceOf(source, text) {
  const date = source.published ? text.date(source.published) : text("undated");
  return [source.title, source.publisher, date].filter(Boolean).join(", ");
}

/** An answer with the words it stands on, to be pasted elsewhere. */
export function citation(message, text) {
  const names = new Map(message.card.sources.map((source) => [source.id, sourceOf(source, text)]));
  const quotes = message.card.quotes.map((quote) => `“${quote.text}” — ${names.get(quote.source)}`);
  return [message.text, ...new Set(quotes), text("cited_by")].join("\n\n");
}

/** The whole conversation, with its id and times. */
export function transcript(conversation, title, text) {
  const head = [title, text("transcript_head", { id: conversation.id ?? "–", time: text.time(new Date().toISOString()) })];
  const turns = conversation.turns.map((turn) => {
    const said = turn.state === "withheld" ? text("withheld") : turn.said;
    const answers = turn.messages.map((message) => `${title}: ${citation(message, text).replace(`\n\n${text("cited_by")}`, "")}`);
    return [`[${text.time(turn.at)}]`, `${text("you")} ${said}`, ...answers].join("\n\n");
  });
  return [...head, ...turns].join("\n\n") + "\n";
}
