"""Reads `sources/*.md` and `facts/*.yml`, and refuses what is not right, naming file, line and field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from knowledge import lexicon
from knowledge.errors import InvalidKnowledge
from knowledge.numbers import find_numbers, values
from knowledge.records import Fact, Passage, Source, Topic

SOURCE_KEYS = {"id", "title", "publisher", "url", "published", "period", "language", "edition", "aliases"}
TOPIC_KEYS = {"topic", "title", "aliases", "facts"}
OPTIONAL_FACT_KEYS = {"brief", "aliases", "parts", "contradicted_by"}
FACT_KEYS = {field.name for field in fields(Fact)}
NULLABLE = {"value", "unit", "qualifier", "period", "publisher", "url", "published"}
LISTS = {"aliases", "parts", "contradicted_by"}


@dataclass(frozen=True)
class Knowledge:
    """All that the files hold, checked."""

    sources: tuple[Source, ...]
    topics: tuple[Topic, ...]
    facts: tuple[Fact, ...]


class _Block:
    """A YAML mapping that remembers the line of each of its keys."""

    def __init__(self, file: Path, node: yaml.Node, first_line: int, allowed: set[str], optional: set[str]) -> None:
        self.file, self.line = file, node.start_mark.line + first_line
        if not isinstance(node, yaml.MappingNode):
            raise InvalidKnowledge(file, self.line, "document", "must be a mapping of keys to values")
        self.lines: dict[str, int] = {}
        self.nodes: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + first_line
            if name in self.lines:
                raise InvalidKnowledge(file, line, name, "stands twice in the same block")
            if name not in allowed:
                raise InvalidKnowledge(file, line, name, f"unknown key; known are {', '.join(sorted(allowed))}")
            self.lines[name], self.nodes[name] = line, value
        for name in sorted(allowed - optional - set(self.lines)):
            raise InvalidKnowledge(file, self.line, name, "is missing (write null where the source does not tell)")

    def fail(self, field: str, problem: str) -> InvalidKnowledge:
        return InvalidKnowledge(self.file, self.lines.get(field, self.line), field, problem)

    def raw(self, field: str) -> Any:
        node = self.nodes.get(field)
        if node is None:
            return None
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        try:
            return yaml.safe_load(yaml.serialize(node))
        except (yaml.YAMLError, ValueError) as error:  # an unknown tag; an impossible date
            raise self.fail(field, f"can't be read: {getattr(error, 'problem', error)}") from error

    def text(self, field: str) -> str:
        value = self.raw(field)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(field, "must be text that is not empty")
        return " ".join(value.split())

    def optional_text(self, field: str) -> str | None:
        return None if self.raw(field) is None else self.text(field)

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.raw(field)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fail(field, "must be a list of texts")
        return tuple(value)


def _scalar(node: yaml.ScalarNode) -> Any:
    # A plain `2022-01-01` or `2/3` stays text, as the source has it; only null is read as such.
    if node.style is None and node.value in ("null", "~", ""):
        return None
    return node.value


def _compose(file: Path, text: str, first_line: int) -> yaml.Node:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + first_line
        raise InvalidKnowledge(file, line, "YAML", f"the character {error.character:#04x} is not allowed") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise InvalidKnowledge(file, mark.line + first_line if mark else None, "YAML", str(error.problem)) from error
    if node is None:
        raise InvalidKnowledge(file, first_line, "YAML", "the block is empty")
    return node


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise InvalidKnowledge(file, line, "encoding", f"is not UTF-8 (byte {error.start})") from error


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def load_source(file: Path) -> tuple[Source, _Block]:
    """The source in `file`: front matter between `---` lines, then the text. Raises InvalidKnowledge."""
    text = _read(file)
    match = re.match(r"---\n(.*?\n)---\n(.*)\Z", text, re.DOTALL)
    if not match:
        raise InvalidKnowledge(file, 1, "front matter", "must stand between two lines of three dashes")
    block = _Block(file, _compose(file, match[1], 2), 2, SOURCE_KEYS, {"aliases"})
    edition = block.text("edition")
    if not edition.isdecimal():
        raise block.fail("edition", "must be a whole number")
    if not match[2].strip():
        raise InvalidKnowledge(file, None, "text", "the source has no text below its front matter")
    source = Source(
        id=block.text("id"),
        title=block.text("title"),
        publisher=block.optional_text("publisher"),
        url=block.optional_text("url"),
        published=block.optional_text("published"),
        period=block.optional_text("period"),
        language=block.text("language"),
        edition=int(edition),
        aliases=block.texts("aliases"),
        text=match[2].strip(),
    )
    return source, block


def passages(source: Source) -> list[Passage]:
    """The sentences of `source` in reading order; a line of the text is never joined to the next."""
    found: list[str] = []
    for line in source.text.splitlines():
        found += re.split(r"(?<=[a-z0-9’'][.!?])\s+(?=[A-Z“\"])", line.strip())
    return [Passage(source.id, position, text) for position, text in enumerate(filter(None, found))]


def _value(block: _Block) -> Fraction | None:
    raw = block.raw("value")
    if raw is None:
        return None
    try:
        return Fraction(str(raw).replace("_", ""))
    except (ValueError, ZeroDivisionError) as error:
        raise block.fail("value", f"{raw!r} is not a number") from error


def _cuts_number(quote: str, text: str) -> bool:
    # "7,149 weapons" stands in "27,149 weapons", and "$1.2" in "$1.2 trillion", but neither is what the text says.
    spans = [(match.start(), match.end()) for match in re.finditer(re.escape(quote), text)]
    numbers = find_numbers(text)
    return all(any(n.start < start < n.end or n.start < end < n.end for n in numbers) for start, end in spans)


def _stands_in(words: str, text: str) -> bool:
    # Whole words: "202" does not stand in "2022".
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


def _check_fact(block: _Block, fact: Fact, source: Source) -> None:
    text = _squeeze(source.text)
    if fact.quote not in text:
        raise block.fail("quote", f"is not a verbatim span of source {source.id!r}: {fact.quote!r}")
    if _cuts_number(fact.quote, text):
        raise block.fail("quote", f"cuts a number of source {source.id!r} in two: {fact.quote!r}")
    quoted = values(fact.quote)
    if fact.value is not None and fact.value not in quoted:
        raise block.fail("value", f"{fact.value} does not stand in the quote {fact.quote!r}")
    if fact.value is not None and fact.unit is None:
        raise block.fail("unit", "a fact with a value needs a unit")
    for field, told in (("statement", fact.statement), ("brief", fact.brief or "")):
        for number in sorted(values(told) - quoted):
            raise block.fail(field, f"the number {number} does not stand in the quote {fact.quote!r}")
    if fact.period and not _stands_in(fact.period, text):
        raise block.fail("period", f"{fact.period!r} does not stand in source {source.id!r}")
    for kind in re.findall(r"^\{(.*)\}$", "\n".join(fact.contradicted_by), re.MULTILINE):
        if kind not in lexicon.rivals().values():
            raise block.fail("contradicted_by", f"{kind!r} is no kind of rival in lexicon/rivals.yml")
    if fact.qualifier and not _stands_in(fact.qualifier, fact.quote):
        raise block.fail("qualifier", f"{fact.qualifier!r} does not stand in the quote {fact.quote!r}")


def load_facts(file: Path, sources: dict[str, Source]) -> tuple[Topic, list[tuple[Fact, _Block]]]:
    """The topic and facts in `file`. Raises InvalidKnowledge for anything that `sources` does not bear out."""
    top = _Block(file, _compose(file, _read(file), 1), 1, TOPIC_KEYS, {"aliases"})
    topic = Topic(top.text("topic"), top.text("title"), top.texts("aliases"))
    nodes = top.nodes["facts"]
    if not isinstance(nodes, yaml.SequenceNode) or not nodes.value:
        raise top.fail("facts", "must be a list of facts")
    found = []
    for node in nodes.value:
        block = _Block(file, node, 1, FACT_KEYS - {"topic"}, OPTIONAL_FACT_KEYS)
        source = sources.get(block.text("source"))
        if source is None:
            raise block.fail("source", f"there is no source {block.text('source')!r}; known are {sorted(sources)}")
        fact = Fact(
            topic=topic.id,
            value=_value(block),
            **{name: block.optional_text(name) for name in ("unit", "qualifier", "period", "brief")},  # type: ignore[arg-type]
            **{name: block.text(name) for name in ("id", "subject", "measure", "statement", "quote", "source", "question")},  # type: ignore[arg-type]
            **{name: block.texts(name) for name in LISTS},  # type: ignore[arg-type]
        )
        _check_fact(block, fact, source)
        found.append((fact, block))
    return topic, found


def _merge_topics(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    # Two files may add facts to one topic (this year's statement and next year's): titles of the first, all aliases.
    merged: dict[str, Topic] = {}
    for topic in topics:
        old = merged.get(topic.id)
        aliases = tuple(dict.fromkeys((old.aliases if old else ()) + topic.aliases))
        merged[topic.id] = Topic(topic.id, old.title if old else topic.title, aliases)
    return tuple(merged.values())


def _in_reading_order(topics: Iterable[Topic], facts: Iterable[Fact], sources: dict[str, Source]) -> tuple[Topic, ...]:
    # People are told the topics in the order in which the statement comes to them.
    first: dict[str, tuple[int, int]] = {}
    for fact in facts:
        source = sources[fact.source]
        place = (source.edition, _squeeze(source.text).find(fact.quote))
        first[fact.topic] = min(first.get(fact.topic, place), place)
    return tuple(sorted(topics, key=lambda topic: first[topic.id]))


def load(sources_dir: Path, facts_dir: Path) -> Knowledge:
    """Everything in the two folders, in a stable order. Raises InvalidKnowledge at the first thing amiss."""
    sources: dict[str, Source] = {}
    editions: dict[int, Path] = {}
    for file in sorted(sources_dir.glob("*.md")):
        source, front = load_source(file)
        if source.id in sources:
            raise front.fail("id", f"source {source.id!r} stands twice")
        if source.edition in editions:
            raise front.fail("edition", f"{source.edition} is taken by {editions[source.edition]}")
        sources[source.id], editions[source.edition] = source, file
    if not sources:
        raise InvalidKnowledge(sources_dir, None, "sources", "there is no *.md file in this folder")
    topics: list[Topic] = []
    facts: list[Fact] = []
    blocks: dict[str, _Block] = {}
    for file in sorted(facts_dir.glob("*.yml")):
        topic, found = load_facts(file, sources)
        topics.append(topic)
        for fact, block in found:
            if fact.id in blocks:
                raise block.fail("id", f"fact {fact.id!r} stands already in {blocks[fact.id].file}")
            blocks[fact.id] = block
            facts.append(fact)
    if not facts:
        raise InvalidKnowledge(facts_dir, None, "facts", "there is no fact in this folder")
    for fact in facts:
        for part in fact.parts:
            if part not in blocks:
                raise blocks[fact.id].fail("parts", f"there is no fact {part!r}")
    return Knowledge(tuple(sources.values()), _in_reading_order(_merge_topics(topics), facts, sources), tuple(facts))
