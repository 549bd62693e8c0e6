"""Turns that lean on the one before."""

from __future__ import annotations

import pytest

from answering.followup import FADES_AFTER
from tests.answering.conftest import Talk


def test_and_cocaine(talk: Talk) -> None:
    talk.say("how much fentanyl was seized", "ask_seizures", "seized_fentanyl")
    assert "2,308 lb" in talk.say("and cocaine?", "follow_up", "seized_cocaine").text


def test_same_in_kg_then_another_subject_in_kg(talk: Talk) -> None:
    talk.say("how much fentanyl was seized", "ask_seizures", "seized_fentanyl")
    kilograms = talk.say("same in kg", "compute_figure", "context")
    assert "10.43 kg" in kilograms.text and kilograms.card["kind"] == "derived"
    assert "1,046.89 kg" in talk.say("and cocaine?", "follow_up", "seized_cocaine").text


def test_a_subject_that_the_source_lacks_is_refused(talk: Talk) -> None:
    talk.say("how much fentanyl was seized", "ask_seizures", "seized_fentanyl")
    reply = talk.say("and heroin?", "follow_up", "context")
    assert reply.card["kind"] == "not_in_source" and "heroin" in reply.text


def test_after_a_refusal_another_subject_is_refused_too(talk: Talk) -> None:
    talk.say("street price of fentanyl", "not_in_source", "seized_fentanyl")
    assert talk.say("and cocaine?", "follow_up", "seized_cocaine").card["kind"] == "not_in_source"


def test_a_correction_after_a_refusal_is_answered(talk: Talk) -> None:
    talk.say("street price of fentanyl", "not_in_source", "seized_fentanyl")
    assert talk.say("sorry, I meant how much cocaine", "follow_up", "seized_cocaine").card["kind"] == "fact"


def test_say_that_again(talk: Talk) -> None:
    first = talk.say("fentanyl in kg", "compute_figure", "seized_fentanyl")
    assert talk.say("say that again", "repeat_answer", "context").text == first.text


def test_both_added_up(talk: Talk) -> None:
    talk.say("fentanyl?", "ask_seizures", "seized_fentanyl")
    talk.say("cocaine?", "ask_seizures", "seized_cocaine")
    assert "2,331 lb" in talk.say("both together", "compute_figure", "context").text


def test_a_stated_rate_is_told_rather_than_computed(talk: Talk) -> None:
    talk.say("daily trade", "ask_trade", "trade_daily")
    reply = talk.say("and per year?", "compute_figure", "context")
    assert reply.card["kind"] == "fact" and "1.2 trillion" in reply.text


def test_what_else(talk: Talk) -> None:
    talk.say("does the forum deal with money laundering", "ask_forum", "forum_laundering")
    assert talk.say("what else", "ask_more", "context").card["facts"] == ["forum_priorities"]


def test_you_sure(talk: Talk) -> None:
    talk.say("fentanyl?", "ask_seizures", "seized_fentanyl")
    reply = talk.say("you sure?", "verify_answer", "context")
    assert reply.text.startswith("Yes") and "23 lb" in reply.text


def test_where_is_that_from(talk: Talk) -> None:
    talk.say("fentanyl?", "ask_seizures", "seized_fentanyl")
    assert "23 lb of fentanyl" in talk.say("source?", "ask_provenance", "context").text


def test_an_unanswerable_follow_up_is_refused_with_the_context_as_nearest(talk: Talk) -> None:
    talk.say("fentanyl?", "ask_seizures", "seized_fentanyl")
    reply = talk.say("why so little", "not_in_source", "context")
    assert reply.card["kind"] == "not_in_source" and reply.card["facts"] == ["seized_fentanyl"]


def test_the_context_fades(talk: Talk) -> None:
    talk.say("fentanyl?", "ask_seizures", "seized_fentanyl")
    for _ in range(FADES_AFTER + 1):
        talk.say("lol", "acknowledge")
    assert talk.say("in kg", "compute_figure", "context").card["kind"] == "clarify"


def test_a_change_of_topic_replaces_the_context(talk: Talk) -> None:
    talk.say("fentanyl?", "ask_seizures", "seized_fentanyl")
    talk.say("task force?", "ask_task_force", "task_force")
    assert talk.say("source?", "ask_provenance", "context").card["facts"] == ["task_force"]


def test_without_any_context_the_next_best_target_counts(talk: Talk) -> None:
    from answering.question import Question

    question = Question("in tonnes, the drugs", "compute_figure", 1.0, (("context", 0.5), ("seized_drugs_total", 0.4)))
    replies, _ = talk.engine.answer_all([question], talk.context)
    assert "68.04 tonnes" in replies[0].text


def test_a_quote_for_what_is_named(talk: Talk) -> None:
    talk.say("fentanyl?", "ask_seizures", "seized_fentanyl")
    assert talk.say("a quote for the task force", "ask_provenance", "context").card["facts"] == ["task_force"]


def test_several_figures_are_converted_together(talk: Talk) -> None:
    talk.say("fentanyl and cocaine", "ask_seizures", "seizures")
    text = talk.say("in kg?", "compute_figure", "context").text
    assert "10.43 kg" in text and "1,046.89 kg" in text


def test_after_a_subject_that_is_missing_another_one_is_answered(talk: Talk) -> None:
    talk.say("how much heroin was seized", "ask_seizures", "seized_drugs_total")
    assert "2,308 lb" in talk.say("and cocaine?", "follow_up", "seized_cocaine").text


def test_what_was_not_said_has_no_source(talk: Talk) -> None:
    talk.say("street price of fentanyl", "not_in_source", "seized_fentanyl")
    assert talk.say("says who", "ask_provenance", "context").card["kind"] == "not_in_source"


@pytest.mark.parametrize(
    ("turns", "result", "unit"),
    [
        (("fentanyl plus cocaine", "in kg"), 1057.32, "kg"),
        (("fentanyl plus cocaine", "in kg", "per week"), 20.28, "kg / week"),
        (("drugs other than fentanyl and cocaine", "tonnes?"), 66.98, "tonne"),
        (("illegal drugs a day", "in kg?"), 186.41, "kg / day"),
        (("illegal drugs a day", "in kg?", "per week"), 2876.71, "lb / week"),
        (("fentanyl plus cocaine", "half of that"), 1165.5, "lb"),
    ],
)
def test_a_computed_figure_is_computed_with(talk: Talk, turns: tuple[str, ...], result: float, unit: str) -> None:
    first, *others = turns
    talk.say(first, "compute_figure", "seized_drugs_total" if "drugs" in first else "seized_fentanyl")
    derivation = [talk.say(turn, "compute_figure", "context").card["derivation"] for turn in others][-1]
    assert (round(derivation["result"], 2), derivation["unit"]) == (result, unit)


def test_each_step_of_a_chain_is_shown(talk: Talk) -> None:
    talk.say("fentanyl plus cocaine", "compute_figure", "seized_fentanyl")
    reply = talk.say("in kg", "compute_figure", "context")
    assert "23 lb + 2,308 lb = 2,331 lb; 2,331 lb × 0.45359237 kg/lb = 1,057.32 kg" in reply.text
    assert set(reply.card["derivation"]["inputs"]) == {"seized_fentanyl", "seized_cocaine"}


def test_a_share_of_the_sum_before(talk: Talk) -> None:
    talk.say("prohibited weapons and restricted firearms combined", "compute_figure", "seized_prohibited_weapons")
    assert "3.28 %" in talk.say("restricted firearms as % of that", "compute_figure", "seized_restricted_firearms").text


def test_an_unsure_target_counts_when_the_sum_before_was_on_its_topic(talk: Talk) -> None:
    talk.say("total trade if 1.2 trillion is two thirds", "compute_figure", "trade_share")
    assert "$600 billion" in talk.say("so the rest is 600 billion?", "compute_figure", "trade_share", 0.3).text
    assert talk.say("so the rest is 600?", "compute_figure", "seized_cocaine", 0.3).card["kind"] == "clarify"


def test_the_total_of_what_was_spoken_of(talk: Talk) -> None:
    talk.say("our region's share of the drug seizures", "not_in_source", "seized_drugs_total")
    assert "150,000 lb" in talk.say("fine, just give me the national total", "follow_up", "trade_annual", 0.6).text


def test_a_correction_of_what_is_to_be_computed(talk: Talk) -> None:
    talk.say("fentanyl and cocaine combined", "compute_figure", "seized_fentanyl")
    assert "2,285 lb" in talk.say("I meant the difference, not the sum", "follow_up", "context").text


def test_a_sum_in_another_unit(talk: Talk) -> None:
    assert "1,057.32 kg" in talk.say("fentanyl and cocaine together in kilos", "compute_figure", "seizures").text


def test_verify_the_same_for_a_year_that_the_source_lacks_is_refused(talk: Talk) -> None:
    talk.say("verify: trade in 2022 was over $1.2 trillion", "check_claim", "trade_annual")
    assert talk.say("verify: same for 2023", "verify_answer", "context").card["kind"] == "not_in_source"


def test_the_rest_of_an_amount_of_money_is_money(talk: Talk) -> None:
    talk.say("if 1.2T is two thirds, implied total trade?", "compute_figure", "trade_share")
    assert "$600 billion" in talk.say("so the rest of the world =", "compute_figure", "context").text


def test_a_bare_name_after_a_computation_asks_for_the_same(talk: Talk) -> None:
    talk.say("cocaine as a percentage of the drug total by weight", "compute_figure", "seized_cocaine")
    assert "0.0153" in talk.say("Fentanyl?", "ask_seizures", "seized_fentanyl").text


def test_what_is_left_of_the_total_after_a_sum(talk: Talk) -> None:
    talk.say("fentanyl and cocaine combined", "compute_figure", "seizures")
    assert "147,669 lb" in talk.say("rest of the total then?", "follow_up", "seized_drugs_total").text


def test_another_figure_named_by_its_period_is_told(talk: Talk) -> None:
    talk.say("daily trade", "ask_trade", "trade_daily")
    reply = talk.say("back to trade, what was the yearly total again", "follow_up", "trade_annual")
    assert reply.card["kind"] == "fact" and "1.2 trillion" in reply.text


def test_what_was_told_last_is_added_up(talk: Talk) -> None:
    talk.say("how many restricted firearms", "ask_seizures", "seized_restricted_firearms")
    talk.say("and prohibited weapons", "follow_up", "seized_prohibited_weapons")
    reply = talk.say("so total??", "verify_answer", "context")
    assert reply.card["kind"] == "derived" and reply.card["derivation"]["result"] == 28069


def test_what_cannot_be_added_up_is_not(talk: Talk) -> None:
    talk.say("how many restricted firearms", "ask_seizures", "seized_restricted_firearms")
    talk.say("how much fentanyl", "ask_seizures", "seized_fentanyl")
    assert talk.say("so total??", "verify_answer", "context").card["kind"] != "derived"
