"""The words beside the facts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from knowledge import lexicon
from knowledge.errors import InvalidKnowledge


def test_rivals_are_in_lower_case_with_their_kind() -> None:
    """Every rival has one of the known kinds."""
    found = lexicon.rivals()
    assert set(found.values()) == {"drug", "weapon", "agency", "country", "place", "nationality", "period", "whose"}
    assert all(term == term.lower().strip() != "" for term in found)


def test_rivals_stand_once() -> None:
    """No rival is of two kinds: the later one would silently win."""
    listed = Counter(str(term).lower() for terms in lexicon.read("rivals").values() for term in terms)
    assert [term for term, count in listed.items() if count > 1] == []


def test_every_word_is_text() -> None:
    """No unquoted word is taken for a number, a date or a truth value by YAML."""
    rivals = [term for terms in lexicon.read("rivals").values() for term in terms]
    units = [form for names in lexicon.read("units").values() for forms in names.values() for form in forms]
    assert [word for word in (*rivals, *units) if not isinstance(word, str)] == []


@pytest.mark.parametrize(
    ("form", "unit"),
    [
        ("lb", ("lb", "weight")), ("pounds", ("lb", "weight")), ("#", ("lb", "weight")), ("kilos", ("kg", "weight")),
        ("ounces", ("oz", "weight")), ("metric tons", ("tonne", "weight")), ("tons", ("short_ton", "weight")),
        ("km", ("kilometre", "length")), ("litres", ("litre", "volume")), ("celsius", ("degC", "temperature")),
        ("daily", ("day", "time")), ("annum", ("year", "time")),
    ],
)  # fmt: skip
def test_written_forms_of_units_are_known(form: str, unit: tuple[str, str]) -> None:
    """Each way to write a unit gives the unit and what it measures."""
    assert lexicon.units()[form] == unit


def test_forms_of_units_belong_to_one_unit() -> None:
    """No form stands under two units: the later one would silently win."""
    owners: dict[str, set[str]] = {}
    for names in lexicon.read("units").values():
        for unit, forms in names.items():
            for form in forms:
                owners.setdefault(str(form).lower(), set()).add(unit)
    assert {form: units for form, units in owners.items() if len(units) > 1} == {}


def test_bad_yaml_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken word list is refused with its file and line."""
    (tmp_path / "broken.yml").write_text("drug: [heroin]\nweapon: [knife\n", encoding="utf-8")
    monkeypatch.setattr(lexicon, "HERE", tmp_path)
    with pytest.raises(InvalidKnowledge) as caught:
        lexicon.read("broken")
    assert (caught.value.file, caught.value.line, caught.value.field) == (tmp_path / "broken.yml", 3, "YAML")
