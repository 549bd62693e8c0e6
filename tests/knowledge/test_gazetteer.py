"""Subjects and rivals in a text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import lexicon, paths
from knowledge.gazetteer import Gazetteer
from knowledge.loading import load
from knowledge.store import KnowledgeBase
from tests.knowledge.conftest import Files

REAL = Gazetteer(list(load(paths.SOURCES, paths.FACTS).facts))
SCRAPS = [*REAL.subjects, *REAL.rivals, "s", "es", "'s", "-", "ſ", "ı", "and"]


@pytest.fixture
def gazetteer(kb: KnowledgeBase) -> Gazetteer:
    """The terms of the real knowledge base."""
    return Gazetteer.of(kb)


def terms(gazetteer: Gazetteer, text: str) -> list[str]:
    """The terms of the mentions in `text`."""
    return [mention.term for mention in gazetteer.mentions(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("prohibited weapons", ["prohibited weapons"]),
        ("anti-money laundering and money laundering", ["anti-money laundering", "money laundering"]),
        ("the Cross-Border Crime Forum", ["cross-border crime forum"]),
        ("Is the Five Eyes alliance old?", ["five eyes alliance"]),
        ("illegal drugs, drugs", ["illegal drugs", "drugs"]),
        ("crack cocaine or cocaine", ["crack cocaine", "cocaine"]),
        ("non-restricted firearms", ["non-restricted firearms"]),
    ],
)
def test_longest_term_wins(gazetteer: Gazetteer, text: str, found: list[str]) -> None:
    """Where terms overlap, only the longest is mentioned."""
    assert terms(gazetteer, text) == found


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("fentanyls", "fentanyl"),
        ("task forces", "task force"),
        ("crime forums", "crime forum"),
        ("fentanyl's price", "fentanyl"),
        ("prohibited weapon", "prohibited weapon"),
        ("all switchblades", "switchblades"),
        ("the task force's work", "task force"),
        ("opioid crisises", "opioid crisis"),
    ],
)
def test_plural_and_possessive_are_the_same_term(gazetteer: Gazetteer, text: str, term: str) -> None:
    """An ending does not hide a term."""
    assert terms(gazetteer, text) == [term]


@pytest.mark.parametrize("text", ["fentanyl", "FENTANYL", "Fentanyl", "fEnTaNyL"])
def test_case_does_not_matter(gazetteer: Gazetteer, text: str) -> None:
    """A mention keeps the text as written, and its term in lower case."""
    (mention,) = gazetteer.mentions(f"How much {text} was seized?")
    assert (mention.text, mention.term, mention.facts, mention.rival) == (text, "fentanyl", ("seized_fentanyl",), None)
    assert (mention.start, mention.end) == (9, 17)


@pytest.mark.parametrize("text", ["carfentanylish", "fentanylic", "acocaine", "cocaine-based", "drugstore", "tradesman", "pre-terrorism"])
def test_part_of_a_word_is_no_mention(gazetteer: Gazetteer, text: str) -> None:
    """A term inside another word is not that term."""
    assert terms(gazetteer, text) == []


@pytest.mark.parametrize(
    "text", ["(fentanyl)", "fentanyl.", "fentanyl, please", "“fentanyl”", "fentanyl/cocaine", "fentanyl-", "fentanyl’s"]
)
def test_marks_beside_a_word_do_not_hide_it(gazetteer: Gazetteer, text: str) -> None:
    """Brackets, quotes and full stops end a word."""
    assert terms(gazetteer, text)[0] == "fentanyl"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("heroin", "drug"),
        ("handguns", "weapon"),
        ("the RCMP", "agency"),
        ("Mexico", "country"),
        ("Québec", "place"),
        ("Mexican", "nationality"),
    ],
)
def test_rivals_have_their_kind_and_no_facts(gazetteer: Gazetteer, text: str, kind: str) -> None:
    """A rival is known for what it is, and belongs to no fact."""
    (mention,) = gazetteer.mentions(f"What about {text}?")
    assert (mention.rival, mention.facts) == (kind, ())


def test_subjects_are_no_rivals(gazetteer: Gazetteer) -> None:
    """No term is both, and a subject's mention has facts and no kind."""
    assert not set(gazetteer.subjects) & set(gazetteer.rivals)
    for term, facts in gazetteer.subjects.items():
        (mention,) = gazetteer.mentions(term)
        assert (mention.term, mention.facts, mention.rival) == (term, facts, None)


def test_every_rival_is_found(gazetteer: Gazetteer) -> None:
    """Each rival of the lexicon is found by itself, unless it has become a subject."""
    for term, kind in lexicon.rivals().items():
        (mention,) = gazetteer.mentions(term)
        assert mention.term == term
        assert mention.rival == (None if term in gazetteer.subjects else kind)


def test_new_subject_is_no_rival_any_more(next_year_kb: KnowledgeBase) -> None:
    """With a fact about heroin, heroin is a subject; the lexicon needs no change."""
    assert lexicon.rivals()["heroin"] == "drug"
    grown = Gazetteer.of(next_year_kb)
    (mention,) = grown.mentions("How much heroin?")
    assert (mention.rival, mention.facts) == (None, ("seized_heroin_2027",))
    assert "heroin" not in grown.rivals
    assert grown.mentions("fentanyl")[0].facts == ("seized_fentanyl", "seized_fentanyl_2027")


def test_alias_takes_a_rival_over(files: Files) -> None:
    """A rival that a fact names as its alias belongs to that fact."""
    assert "tobacco" in lexicon.rivals()
    files.change("facts/tea.yml", "aliases: [tea, teas]", "aliases: [tea, teas, Tobacco]")
    (mention,) = Gazetteer(list(files.load().facts)).mentions("tobacco")
    assert (mention.rival, mention.facts) == (None, ("tea_total",))


def test_term_of_two_facts_has_both(gazetteer: Gazetteer) -> None:
    """Facts that share an alias are all named, in the order of the files."""
    assert gazetteer.subjects["five eyes"] == ("five_eyes_membership", "five_eyes_work")


def test_words_are_apart(gazetteer: Gazetteer) -> None:
    """The words of subjects and those of rivals do not overlap."""
    own, other = gazetteer.words()
    assert {"fentanyl", "cocaine", "forum"} <= own
    assert {"heroin", "mexico", "québec"} <= other
    assert not own & other


@pytest.mark.parametrize("text", ["fıve eyes", "ſeizures", "İllegal drugs"])
def test_letters_that_only_look_alike_do_no_harm(gazetteer: Gazetteer, text: str) -> None:
    """Letters that match others when case is ignored name no term and raise nothing."""
    assert all(mention.term in gazetteer.subjects or mention.term in gazetteer.rivals for mention in gazetteer.mentions(text))


@given(st.lists(st.sampled_from(SCRAPS) | st.text(max_size=5)).map(" ".join))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever the text, mentions come in order, apart from one another, and stand where they say."""
    found = REAL.mentions(text)
    for mention in found:
        assert text[mention.start : mention.end] == mention.text
        assert bool(mention.facts) != bool(mention.rival)
    assert all(first.end <= second.start for first, second in pairwise(found))


def test_a_rival_behind_a_hyphen_is_one(gazetteer: Gazetteer) -> None:
    """Only rivals count there: "cross-border" is no mention of the border, and "anti-…" is about something else."""
    assert [m.term for m in gazetteer.mentions("Canada-EU trade, a Canada-Mexico forum")] == ["eu", "mexico", "forum"]
    assert [m.term for m in gazetteer.mentions("non-fentanyl, cross-cocaine, anti-heroin")] == []
