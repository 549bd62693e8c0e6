"""The table, the JSON, and the machine's description."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from bench import machine, report
from bench.targets import TARGETS, met

FIGURES = {"fact_p99": 0.125, "answer_p50": 1234.5, "memory": 1.0, "memory_rss": 2.0}


def test_a_target_is_met_up_to_its_limit() -> None:
    """At the limit it is met, above it isn't, and without one there is no verdict."""
    most = TARGETS["fact_p99"].most
    assert most == 2.0
    assert (met("fact_p99", most), met("fact_p99", most + 0.001), met("fact_p50", 99.0)) == (True, False, None)


def test_missed_names_the_figures_over_target() -> None:
    """Figures without a target are never missed."""
    assert report.missed(FIGURES) == ["answer_p50"]


def test_table_has_a_line_for_each_figure() -> None:
    """Columns are as wide as their widest cell; lines stand in the order of the targets and say whether they are met."""
    head, rule, *lines = report.table(FIGURES).splitlines()
    assert head.split() == ["figure", "value", "unit", "target", "met"]
    assert set(rule) == {"-", " "}
    order = [TARGETS[name].what for name in TARGETS if name in FIGURES]
    assert [line.split("  ")[0] for line in lines] == order
    assert lines[0].split()[-5:] == ["1234", "ms", "<=", report.number(TARGETS["answer_p50"].most or 0), "NO"]
    assert lines[-1].endswith("yes")
    assert "<=" not in lines[order.index(TARGETS["memory_rss"].what)]
    column = head.index("unit")
    assert all(line[column - 1] == " " and line[column] != " " for line in (rule, *lines))


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (250, "250"), (1234.5, "1234"), (56.72, "56.7"), (0.012345, "0.0123"), (2.0, "2")])
def test_numbers_keep_three_digits(value: float, shown: str) -> None:
    """Large values are whole, small ones keep three digits that count."""
    assert report.number(value) == shown


def test_json_holds_all_that_was_measured(tmp_path: Path) -> None:
    """The file names the machine, and each figure with unit, target and verdict; its folder is made."""
    content = report.document(FIGURES, {"starts_s": [1.5]}, machine.describe())
    report.keep(content, tmp_path / "new" / "bench.json")
    read = json.loads((tmp_path / "new" / "bench.json").read_text(encoding="utf-8"))
    assert read == content
    assert set(read) == {"machine", "figures", "details"}
    assert set(read["figures"]) == set(FIGURES)
    assert read["figures"]["fact_p99"] == {"what": TARGETS["fact_p99"].what, "value": 0.125, "unit": "ms", "target": 2.0, "met": True}
    assert read["details"] == {"starts_s": [1.5]}


def test_machine_is_described() -> None:
    """Each part has a value, the date has a time zone, and all of it stands in the line."""
    found = machine.describe()
    assert set(found) == {"cpu", "cores", "memory_gb", "system", "python", "date", "load"}
    assert found["cpu"]
    assert found["cores"] >= 1
    assert found["memory_gb"] > 0
    assert found["python"].startswith("3.10.")
    assert datetime.fromisoformat(found["date"]).tzinfo is not None
    assert all(str(value) in machine.line(found) for value in found.values())


def test_cpu_has_a_name_without_cpuinfo(tmp_path: Path) -> None:
    """Where the system's file is missing or tells no name, something else stands in for it."""
    told, silent = tmp_path / "told", tmp_path / "silent"
    told.write_text("processor\t: 0\nmodel name\t: Some CPU: 9000\n")
    silent.write_text("processor\t: 0\n")
    assert machine.cpu_model(told) == "Some CPU: 9000"
    assert machine.cpu_model(silent) == machine.cpu_model(tmp_path / "missing") != ""
