"""The build's checks: what the files must say, and how a refusal names the place."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import paths
from knowledge.errors import InvalidKnowledge
from knowledge.loading import OPTIONAL_FACT_KEYS, load, passages
from knowledge.numbers import values
from knowledge.records import Source
from tests.knowledge.conftest import FACTS, SOURCE, Files

MD, YML = "sources/tea.md", "facts/tea.yml"


def refused(files: Files, name: str, line: int | None, field: str) -> InvalidKnowledge:
    """The refusal of `files`, which must name this file, line and field, in its attributes and in its message."""
    with pytest.raises(InvalidKnowledge) as caught:
        files.load()
    error = caught.value
    assert (error.file, error.line, error.field) == (files.path(name), line, field)
    where = f"{files.path(name)}:{line}" if line else str(files.path(name))
    assert str(error) == f"{where}: {field}: {error.problem}"
    return error


NOT_BORNE_OUT = {
    "quote not in the source": ("quote: over 1,200 lb of tea", "quote: over 1,200 lb of coffee", 13, "quote"),
    "quote in other case": ("quote: over 1,200 lb of tea", "quote: Over 1,200 lb of tea", 13, "quote"),
    "quote with words left out": ("quote: over 1,200 lb of tea", "quote: Officers stopped 1,200 lb of tea", 13, "quote"),
    "quote that cuts the head off a number": ("quote: over 1,200 lb of tea", "quote: 200 lb of tea in the past year", 13, "quote"),
    "quote that cuts the tail off a number": ("quote: over 1,200 lb of tea", 'quote: "Officers stopped over 1,20"', 13, "quote"),
    "quote that cuts the scale off a number": ("quote: over 1,200 lb of tea", "quote: tea worth $1.2", 13, "quote"),
    "quote that cuts a worded number": ("quote: over 1,200 lb of tea", "quote: thirds of it was green", 13, "quote"),
    "value not in the quote": ("value: 1200", "value: 1201", 8, "value"),
    "value of another fact": ("value: 1200", "value: 45", 8, "value"),
    "negative value": ("value: 1200", "value: -1200", 8, "value"),
    "number of the statement not in the quote": ("Over 1,200 lb of tea were", "Over 1,300 lb of tea were", 12, "statement"),
    "year of the statement not in the quote": ("statement: 45 lb", "statement: In 2022, 45 lb", 26, "statement"),
    "worded number of the statement not in the quote": ("statement: 45 lb", "statement: Half, 45 lb", 26, "statement"),
    "percentage of the statement not in the quote": ("statement: 45 lb", "statement: 66% and 45 lb", 26, "statement"),
    "qualifier not in the quote": ("qualifier: over", "qualifier: about", 10, "qualifier"),
    "qualifier that is part of a word": ("qualifier: over", "qualifier: ove", 10, "qualifier"),
    "period not in the source": ("period: past year", "period: last year", 11, "period"),
    "year not in the source": ("period: past year", 'period: "2021"', 11, "period"),
    "period that is part of a year": ("period: past year", 'period: "202"', 11, "period"),
    "value without a unit": ("value: 1200\n    unit: lb", "value: 1200\n    unit: null", 9, "unit"),
    "dangling part": ("parts: [tea_white]", "parts: [tea_white, tea_black]", 17, "parts"),
    "dangling source": ("lb of tea\n    source: tea", "lb of tea\n    source: coffee", 14, "source"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "field"), NOT_BORNE_OUT.values(), ids=NOT_BORNE_OUT)
def test_refuses_a_fact_that_its_source_does_not_bear_out(files: Files, old: str, new: str, line: int, field: str) -> None:
    """Quotes, numbers, qualifiers, periods and references must all hold."""
    files.change(YML, old, new)
    refused(files, YML, line, field)


BAD_FACTS = {
    "unknown key of a topic": ("title: Tea at", "colour: green\ntitle: Tea at", 2, "colour"),
    "unknown key of a fact": ("    unit: lb\n    qualifier: over", "    units: lb\n    qualifier: over", 9, "units"),
    "topic inside a fact": ("    qualifier: over", "    topic: tea\n    qualifier: over", 10, "topic"),
    "merge key": ("    qualifier: over", "    <<: {unit: kg}\n    qualifier: over", 10, "<<"),
    "key of a topic twice": ("title: Tea at", "topic: tea\ntitle: Tea at", 2, "topic"),
    "key of a fact twice": ("    qualifier: over", "    value: 1200\n    qualifier: over", 10, "value"),
    "value in words": ("value: 1200", "value: many", 8, "value"),
    "value with separators": ("value: 1200", "value: 1,200", 8, "value"),
    "value over nothing": ("value: 1200", "value: 1/0", 8, "value"),
    "value that is no number": ("value: 1200", "value: nan", 8, "value"),
    "empty value": ("value: 1200", 'value: ""', 8, "value"),
    "list of values": ("value: 1200", "value: [1200]", 8, "value"),
    "empty text": ("subject: tea", 'subject: " "', 6, "subject"),
    "null where text must be": ("subject: tea", "subject: null", 6, "subject"),
    "list where text must be": ("subject: tea", "subject: [tea]", 6, "subject"),
    "list where text may be": ("period: past year", "period: [past, year]", 11, "period"),
    "text where a list must be": ("aliases: [tea, teas]", "aliases: tea", 16, "aliases"),
    "number in a list of texts": ("aliases: [tea, teas]", "aliases: [tea, 5]", 16, "aliases"),
    "empty text in a list": ("aliases: [tea, teas]", 'aliases: [tea, ""]', 16, "aliases"),
    "unknown tag in a list": ("aliases: [tea, teas]", "aliases: [!leaf tea]", 16, "aliases"),
    "impossible date in a list": ("aliases: [tea, teas]", "aliases: [2022-13-45]", 16, "aliases"),
    "mapping in a list of phrases": ("contradicted_by: [black tea]", "contradicted_by: [{tea: black}]", 31, "contradicted_by"),
    "null where the topic's title must be": ("title: Tea at the border", "title: null", 2, "title"),
    "unclosed list": ("aliases: [tea, teas]", "aliases: [tea, teas", 17, "YAML"),
    "stray indentation": ("    unit: lb\n    qualifier: over", "   unit: lb\n    qualifier: over", 9, "YAML"),
    "tab": ("    unit: lb\n    qualifier: over", "\tunit: lb\n    qualifier: over", 9, "YAML"),
    "unknown anchor": ("subject: tea", "subject: *tea", 6, "YAML"),
    "control character": ("subject: tea", "subject: te\x07a", 6, "YAML"),
    "two documents": ("  - id: tea_white", "---\n  - id: tea_white", 19, "YAML"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "field"), BAD_FACTS.values(), ids=BAD_FACTS)
def test_refuses_a_facts_file_of_another_form(files: Files, old: str, new: str, line: int, field: str) -> None:
    """Unknown and doubled keys, bad values and bad YAML are refused at their line."""
    files.change(YML, old, new)
    refused(files, YML, line, field)


BAD_SOURCES = {
    "unknown key": ("language: en", "language: en\ncolour: green", 9, "colour"),
    "key twice": ("language: en", "language: en\nid: tea", 9, "id"),
    "bad YAML": ("aliases: [tea statement]", "aliases: [tea statement", 11, "YAML"),
    "control character": ("publisher: Tea Board", "publisher: Tea\x07 Board", 4, "YAML"),
    "list where text must be": ("title: A statement on tea", "title: [tea]", 3, "title"),
    "null where text must be": ("language: en", "language: null", 8, "language"),
    "text where a list must be": ("aliases: [tea statement]", "aliases: tea statement", 10, "aliases"),
    "edition in words": ("edition: 1", "edition: first", 9, "edition"),
    "edition with a fraction": ("edition: 1", "edition: 1.5", 9, "edition"),
    "edition as a power": ("edition: 1", "edition: ²", 9, "edition"),
    "null edition": ("edition: 1", "edition: null", 9, "edition"),
    "list as front matter": (SOURCE[4 : SOURCE.index("---", 4)], "- id: tea\n", 2, "document"),
    "empty front matter": (SOURCE[4 : SOURCE.index("---", 4)], "# nothing\n", 2, "YAML"),
    "no front matter": ("---\nid", "id", 1, "front matter"),
    "open front matter": ("---\nTea at", "Tea at", 1, "front matter"),
    "no text": (SOURCE[SOURCE.index("Tea at the border") :], " \n", None, "text"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "field"), BAD_SOURCES.values(), ids=BAD_SOURCES)
def test_refuses_a_source_of_another_form(files: Files, old: str, new: str, line: int | None, field: str) -> None:
    """The front matter is held to the same rules, and its lines are counted from the top of the file."""
    files.change(MD, old, new)
    refused(files, MD, line, field)


def lines_of_fields(text: str, indent: str) -> dict[str, str]:
    """Each key at `indent` in `text` (of the first block that has them), and its whole line."""
    found: dict[str, str] = {}
    for line in text.splitlines(keepends=True):
        if line.startswith(indent) and line[len(indent)].isalpha() and ":" in line:
            found.setdefault(line[len(indent) :].split(":")[0], line)
    return found


FACT_LINES = {key: line for key, line in lines_of_fields(FACTS, "    ").items() if key not in OPTIONAL_FACT_KEYS}
SOURCE_LINES = {k: v for k, v in lines_of_fields(SOURCE[: SOURCE.index("---", 4)], "").items() if k != "aliases"}


@pytest.mark.parametrize("field", FACT_LINES)
def test_refuses_a_fact_without_a_field(files: Files, field: str) -> None:
    """A missing field is named at the line where its fact begins."""
    files.write(YML, FACTS.replace(FACT_LINES[field], "", 1))
    assert "missing" in refused(files, YML, 5, field).problem


def test_refuses_a_fact_without_an_id(files: Files) -> None:
    """The id is missed like every other field."""
    files.change(YML, "  - id: tea_white\n    subject", "  - subject")
    assert "missing" in refused(files, YML, 19, "id").problem


@pytest.mark.parametrize("field", ["topic", "title"])
def test_refuses_a_topic_without_a_field(files: Files, field: str) -> None:
    """A facts file without topic or title is refused at its first line."""
    files.write(YML, FACTS.replace(lines_of_fields(FACTS, "")[field], "", 1))
    assert "missing" in refused(files, YML, 1, field).problem


@pytest.mark.parametrize("field", SOURCE_LINES)
def test_refuses_a_source_without_a_field(files: Files, field: str) -> None:
    """What a source does not tell is written as null, never left out."""
    files.write(MD, SOURCE.replace(SOURCE_LINES[field], "", 1))
    assert "missing" in refused(files, MD, 2, field).problem


WHOLE_FILES = {
    "empty file": ("", 1, "YAML"),
    "comment only": ("# nothing\n", 1, "YAML"),
    "list": ("- topic\n", 1, "document"),
    "no facts": (FACTS[: FACTS.index("facts:")], 1, "facts"),
    "empty list of facts": (FACTS[: FACTS.index("facts:")] + "facts: []\n", 4, "facts"),
    "facts as text": (FACTS[: FACTS.index("facts:")] + "facts: none\n", 4, "facts"),
    "fact as text": (FACTS[: FACTS.index("facts:")] + "facts:\n  - tea\n", 5, "document"),
}


@pytest.mark.parametrize(("content", "line", "field"), WHOLE_FILES.values(), ids=WHOLE_FILES)
def test_refuses_a_file_that_is_no_topic_with_facts(files: Files, content: str, line: int, field: str) -> None:
    """A facts file is one mapping with a list of mappings."""
    files.write(YML, content)
    refused(files, YML, line, field)


@pytest.mark.parametrize(("name", "old", "line"), [(MD, "Officers", 13), (MD, "Tea Board", 4), (YML, "silver needle", 30)])
def test_refuses_a_file_that_is_not_utf8(files: Files, name: str, old: str, line: int) -> None:
    """The line of the first byte that is not UTF-8 is named."""
    content = files.path(name).read_bytes()
    assert content.count(old.encode()) == 1
    files.write(name, content.replace(old.encode(), "thé".encode("latin-1")))
    refused(files, name, line, "encoding")


def test_refuses_a_fact_id_twice_in_one_file(files: Files) -> None:
    """The second fact with an id is the one that is named."""
    files.change(YML, "- id: tea_white", "- id: tea_total")
    refused(files, YML, 19, "id")


def test_refuses_a_fact_id_twice_in_two_files(files: Files) -> None:
    """Ids are unique over all files; the message names both files."""
    files.write("facts/tea_more.yml", FACTS)
    error = refused(files, "facts/tea_more.yml", 5, "id")
    assert str(files.path(YML)) in error.problem


def test_refuses_a_source_id_twice(files: Files) -> None:
    """The line is that of the id, wherever in the front matter it stands."""
    files.write("sources/tea_more.md", SOURCE.replace("id: tea\n", "").replace("edition: 1", "edition: 2\nid: tea"))
    refused(files, "sources/tea_more.md", 9, "id")


def test_refuses_an_edition_twice(files: Files) -> None:
    """Of two sources of one edition, neither would be the newer."""
    files.write("sources/tea_more.md", SOURCE.replace("id: tea\n", "id: tea_more\n"))
    assert str(files.path(MD)) in refused(files, "sources/tea_more.md", 9, "edition").problem


@pytest.mark.parametrize("name", [MD, YML])
def test_refuses_a_folder_without_files(files: Files, name: str) -> None:
    """No source or no fact at all is a mistake, not an empty knowledge base."""
    files.path(name).unlink()
    folder = name.split("/")[0]
    refused(files, folder, None, folder)


def test_refuses_a_missing_folder(files: Files, tmp_path: Path) -> None:
    """A misspelt folder is refused like an empty one."""
    with pytest.raises(InvalidKnowledge, match=r"\*\.md"):
        load(tmp_path / "nowhere", files.facts)


def test_reads_every_field(files: Files) -> None:
    """A valid file comes back field by field; null is None, and values are exact."""
    knowledge = files.load()
    total, white = knowledge.facts
    assert (total.id, total.topic, total.subject, total.measure) == ("tea_total", "tea", "tea", "amount stopped")
    assert (total.value, total.unit, total.qualifier, total.period) == (Fraction(1200), "lb", "over", "past year")
    assert (total.aliases, total.parts, total.contradicted_by) == (("tea", "teas"), ("tea_white",), ())
    assert (white.qualifier, white.period, white.contradicted_by) == (None, None, ("black tea",))
    (source,) = knowledge.sources
    assert (source.id, source.publisher, source.published, source.edition) == ("tea", "Tea Board", None, 1)
    assert (source.aliases, source.text) == (("tea statement",), SOURCE.split("---\n")[2].strip())


ACCEPTED = {
    "fraction": ("value: 1200\n", "value: 2400/2\n"),
    "underscores in a value": ("value: 1200\n", "value: 1_200\n"),
    "quoted value": ("value: 1200\n", 'value: "1200"\n'),
    "comment": ("value: 1200\n", "value: 1200  # lb\n"),
    "folded quote": ("quote: over 1,200 lb of tea\n", "quote: >-\n      over 1,200\n      lb of tea\n"),
    "quote over the end of a line": (
        "quote: over 1,200 lb of tea\n",
        "quote: over 1,200 lb of tea in the past year. About two thirds of it was green. - 45 lb of white tea\n",
    ),
    "qualifier in other case": ("qualifier: over", "qualifier: Over"),
    "year as the period": ("period: past year", "period: 2022"),
    "no optional fields": ("    aliases: [tea, teas]\n    parts: [tea_white]\n", ""),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), ACCEPTED.values(), ids=ACCEPTED)
def test_accepts_other_ways_to_write_the_same(files: Files, old: str, new: str) -> None:
    """What YAML allows and the source bears out is read alike."""
    files.change(YML, old, new)
    assert files.load().facts[0].value == 1200


def test_accepts_windows_line_ends(files: Files) -> None:
    """Files saved with CRLF give the same knowledge."""
    plain = files.load()
    for name in (MD, YML):
        files.write(name, files.path(name).read_bytes().replace(b"\n", b"\r\n"))
    assert files.load() == plain


def test_files_of_one_topic_are_merged(files: Files) -> None:
    """A second file adds facts and aliases to a topic; its title stays that of the first."""
    more = FACTS[: FACTS.index("  - id: tea_white")] + FACTS[FACTS.index("  - id: tea_white") :].replace("tea_white", "tea_pale")
    more = more[: more.index("  - id: tea_total")] + more[more.index("  - id: tea_pale") :]
    files.write("facts/tea_more.yml", more.replace("title: Tea at", "title: More tea at").replace("aliases: [tea]", "aliases: [tea, chai]"))
    knowledge = files.load()
    (topic,) = knowledge.topics
    assert (topic.title, topic.aliases) == ("Tea at the border", ("tea", "chai"))
    assert [fact.id for fact in knowledge.facts] == ["tea_total", "tea_white", "tea_pale"]


def test_passages_are_sentences_headings_and_items(files: Files) -> None:
    """A sentence, a heading and a list item are a passage each; a dot inside a sentence ends nothing."""
    files.change(MD, "Tea at the border\nOfficers", "Tea in the U.S. and Canada\nOfficers")
    assert [passage.text for passage in passages(files.load().sources[0])] == [
        "Tea in the U.S. and Canada",
        "Officers stopped over 1,200 lb of tea in the past year.",
        "About two thirds of it was green.",
        "- 45 lb of white tea",
        "In 2022, tea worth $1.2 million came in.",
    ]


@given(st.text(st.sampled_from("aZ9.?!’ \n\u00a0“-") | st.characters(codec="utf-8")))
def test_passages_hold_all_of_any_text(text: str) -> None:
    """Joined, the passages are the text again, whatever it is; none is empty, and they are counted from 0."""
    found = passages(Source("any", "Any", None, None, None, None, "en", 1, (), text))
    assert " ".join(passage.text for passage in found).split() == text.split()
    assert all(passage.text.strip() for passage in found)
    assert [passage.position for passage in found] == list(range(len(found)))


def test_every_number_of_the_statement_stands_in_a_quote() -> None:
    """No figure of the real source is without a fact."""
    knowledge = load(paths.SOURCES, paths.FACTS)
    quoted = {(fact.source, number) for fact in knowledge.facts for number in values(fact.quote)}
    for source in knowledge.sources:
        assert {(source.id, number) for number in values(source.text)} <= quoted
