"""A run of stories as JUnit XML, for whatever shows test results."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from stories.failure import explain, shown
from stories.report.data import Run
from stories.runner import FAILED, KNOWN, MENDED, Outcome

# What XML 1.0 can't hold, however it is escaped.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)


def _seconds(outcome: Outcome) -> float:
    return sum(told.exchange.ms or 0.0 for told in outcome.told) / 1000


def _case(suite: Xml.Element, outcome: Outcome) -> None:
    story = outcome.story
    case = Xml.SubElement(
        suite, "testcase", name=_legal(story.name), classname=f"stories.{story.behaviour}", time=f"{_seconds(outcome):.3f}"
    )
    case.set("file", shown(story.file))
    case.set("line", str(story.line))
    if outcome.verdict in (FAILED, MENDED):
        finding = next(iter(outcome.findings), None)
        why = f"{finding.name}: expected {finding.gap.expected}" if finding else "passes, though marked as a known failure"
        Xml.SubElement(case, "failure", message=_legal(why), type=outcome.verdict).text = _legal(explain(outcome))
    elif outcome.verdict == KNOWN:
        Xml.SubElement(case, "skipped", message=_legal(f"known failure: {story.known_failure}"))


def as_junit(run: Run) -> str:
    """The XML document: a suite a behaviour, a case a story."""
    root = Xml.Element("testsuites", name="stories")
    behaviours = list(dict.fromkeys(outcome.story.behaviour for outcome in run.outcomes))
    for behaviour in behaviours:
        outcomes = [outcome for outcome in run.outcomes if outcome.story.behaviour == behaviour]
        failures = sum(not outcome.good for outcome in outcomes)
        skipped = sum(outcome.verdict == KNOWN for outcome in outcomes)
        suite = Xml.SubElement(root, "testsuite", name=f"stories.{behaviour}", timestamp=run.started)
        for name, value in (("tests", len(outcomes)), ("failures", failures), ("errors", 0), ("skipped", skipped)):
            suite.set(name, str(value))
        suite.set("time", f"{sum(map(_seconds, outcomes)):.3f}")
        for outcome in outcomes:
            _case(suite, outcome)
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
