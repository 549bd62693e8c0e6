"""Which of Rasa's rules chose an action: the tracker names the policy alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from evaluation.readings import Choice
from server.settings import ROOT

RULES = ROOT / "data" / "rules.yml"


@cache
def rules(file: Path = RULES) -> Mapping[tuple[str, str], str]:
    """The names of the rules in `file`, by the intent they wait for and the action they choose."""
    found = {}
    for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]:
        intent = next((step["intent"] for step in entry["steps"] if "intent" in step), "")
        for step in entry["steps"]:
            if "action" in step:
                found[(intent, step["action"])] = str(entry["rule"])
    return found


def rule_of(intent: str | None, choice: Choice) -> str | None:
    """The rule that chose the action after `intent`; None where the policy chose it without one."""
    sure = choice.policy is not None and choice.policy.endswith("RulePolicy") and choice.confidence == 1.0
    return rules().get((intent or "", choice.action)) if sure else None


def chosen(intent: str | None, choice: Choice) -> str:
    """How an action came to be chosen, in words."""
    rule = rule_of(intent, choice)
    by = f"the rule {rule!r}" if rule else "no rule (the policy's fallback)"
    confidence = "" if choice.confidence is None else f" {choice.confidence:.2f}"
    return f"{choice.action}, by {by}, {choice.policy or 'policy not known'}{confidence}"
