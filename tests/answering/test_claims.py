"""Claims are borne out or corrected: yes or no first, then what the source says."""

from __future__ import annotations

import pytest

from tests.answering.conftest import Talk

TRUE = [
    ("is it true that 27,149 prohibited weapons were seized", "seized_prohibited_weapons"),
    ("about 27 thousand prohibited weapons, right?", "seized_prohibited_weapons"),
    ("over 100,000 lb of drugs, correct?", "seized_drugs_total"),
    ("less than 30 lb of fentanyl were seized, right", "seized_fentanyl"),
    ("2,308 pounds of cocaine?", "seized_cocaine"),
    ("3.4 billion a day, yes?", "trade_daily"),
    ("trade in 2022 was over 1.2 trillion, right", "trade_annual"),
    ("is it one of the largest trading relationships", "trade_relationship"),
    ("it's the longest border in the world, isn't it", "border_longest"),
    ("the CBSA leads the task force, true or false", "task_force"),
    ("canada is in five eyes, isn't it?", "five_eyes_membership"),
    ("about 66 % of our trade is with the US, right", "trade_share"),
]
FALSE = [
    ("press says 5,000 restricted firearms, correct?", "seized_restricted_firearms"),
    ("2,308 kg of coke, unit right?", "seized_cocaine"),
    ("3.4 billion a year, right?", "trade_daily"),
    ("is it THE largest trading relationship", "trade_relationship"),
    ("ours is only the second longest border", "border_longest"),
    ("canada is not in the five eyes, right", "five_eyes_membership"),
    ("three quarters of Canada's trade is with the US", "trade_share"),
]


@pytest.mark.parametrize(("text", "about"), TRUE)
def test_a_true_claim_gets_a_yes(talk: Talk, text: str, about: str) -> None:
    reply = talk.say(text, "check_claim", about)
    assert reply.card["kind"] == "fact" and reply.text.startswith("Yes."), reply.text


@pytest.mark.parametrize(("text", "about"), FALSE)
def test_a_false_claim_is_corrected(talk: Talk, text: str, about: str) -> None:
    reply = talk.say(text, "check_claim", about)
    assert reply.card["kind"] == "fact" and reply.text.startswith("No."), reply.text


def test_a_claim_without_a_figure_about_a_figure_gets_the_figure(talk: Talk) -> None:
    reply = talk.say("is the fentanyl number right", "check_claim", "seized_fentanyl")
    assert "23 lb" in reply.text and not reply.text.startswith(("Yes", "No"))


def test_a_figure_given_to_another_thing_is_set_right(talk: Talk) -> None:
    drug = talk.say('copy says "2,308 lb of heroin", that ok to run?', "not_in_source", "seized_fentanyl", sureness=0.5)
    assert drug.card["kind"] == "fact" and drug.text.startswith("No.") and "2,308 lb of cocaine" in drug.text
    kind = talk.say("27,149 firearms were seized, right?", "check_claim", "seized_restricted_firearms")
    assert kind.text.startswith("No.") and "920 restricted firearms" in kind.text and "27,149 prohibited weapons" in kind.text
    elsewhere = talk.say("2,308 lb of cocaine in Mexico, right?", "check_claim", "seized_cocaine")
    assert elsewhere.card["kind"] == "not_in_source"


@pytest.mark.parametrize("text", ["fentanyl seizures doubled, is that so?", "is 920 restricted firearms an all-time record then?"])
def test_what_a_figure_does_not_settle_is_refused(talk: Talk, text: str) -> None:
    about = "seized_fentanyl" if "fentanyl" in text else "seized_restricted_firearms"
    reply = talk.say(text.replace("920 ", ""), "check_claim", about)
    assert reply.card["kind"] == "not_in_source", reply.text


def test_a_part_is_not_affirmed_as_the_whole(talk: Talk) -> None:
    reply = talk.say("goods only?", "check_claim", "trade_relationship")
    assert not reply.text.startswith("Yes")


def test_the_sentence_before_a_bare_question_is_what_is_asked(talk: Talk) -> None:
    reply = talk.say("I hear the task force is funded by the RCMP. Is that so?", "check_claim", "task_force")
    assert reply.card["kind"] == "not_in_source"


def test_each_of_several_claimed_figures_is_checked(talk: Talk) -> None:
    swapped = talk.say("2308 pounds of fentanyl and 23 of cocaine, right?", "check_claim", "seizures")
    assert swapped.text.startswith("No.") and "23 lb of fentanyl" in swapped.text and "2,308 lb of cocaine" in swapped.text
    assert talk.say("23 pounds of fentanyl and 2308 of cocaine, right?", "check_claim", "seizures").text.startswith("Yes.")


@pytest.mark.parametrize(
    ("text", "about"),
    [("trade in 2019 was 1.2 trillion, right?", "trade_annual"), ("the border is 8,891 km long, right?", "border_longest")],
)
def test_a_claim_beyond_what_the_source_says_is_neither_yes_nor_no(talk: Talk, text: str, about: str) -> None:
    assert talk.say(text, "check_claim", about).card["kind"] == "not_in_source"


@pytest.mark.parametrize(
    ("text", "about", "start"),
    [
        ("were at least 900 restricted firearms seized", "seized_restricted_firearms", "Yes."),
        ("did they seize more than 1,000 restricted firearms", "seized_restricted_firearms", "No."),
        ("does more than $3.3 billion cross each day", "trade_daily", "Yes."),
        ("were fewer than 20 lb of fentanyl seized?", "seized_fentanyl", "No."),
    ],
)
def test_a_bound_on_a_stated_figure_is_checked_though_it_reads_like_no_question_of_ours(
    talk: Talk, text: str, about: str, start: str
) -> None:
    reply = talk.say(text, "not_in_source", about, sureness=0.99)
    assert reply.card["kind"] == "fact" and reply.text.startswith(start), reply.text


@pytest.mark.parametrize(
    ("text", "about", "sureness"),
    [
        ("did more than 5,000 officers seize restricted firearms", "seized_restricted_firearms", 0.99),
        ("were at least 900 restricted firearms seized", "seized_restricted_firearms", 0.7),
        ("how many more than 900 restricted firearms were sold", "seized_restricted_firearms", 0.99),
        ("did more than 300 trucks cross each day", "trade_daily", 0.99),
    ],
)
def test_a_bound_on_something_else_is_not(talk: Talk, text: str, about: str, sureness: float) -> None:
    assert talk.say(text, "not_in_source", about, sureness).card["kind"] == "not_in_source"


def test_a_claim_about_a_figure_elsewhere_is_not_denied(talk: Talk) -> None:
    reply = talk.say("Canada-EU trade topped a trillion dollars in 2022, right?", "check_claim", "trade_annual")
    assert reply.card["kind"] == "not_in_source" and "EU" in reply.text


def test_a_wrong_leader_is_put_right(talk: Talk) -> None:
    reply = talk.say("the FBI leads the task force", "check_claim", "task_force")
    assert reply.card["kind"] == "fact" and "Canada Border Services Agency leads" in reply.text


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("the forum meets every spring, right?", "forum_purpose"),
        ("the task force targets stolen cars, correct?", "task_force"),
        ("is it true that Five Eyes tracks tax evasion", "five_eyes_work"),
        ("is the border guarded by drones", "border_longest"),
    ],
)
def test_what_a_fact_does_not_say_gets_no_yes(talk: Talk, text: str, about: str) -> None:
    assert talk.say(text, "check_claim", about).text.startswith("What the statement says is this: ")


def test_a_figure_of_another_thing_is_no_yes(talk: Talk) -> None:
    reply = talk.say("920 prohibited weapons were seized, correct?", "check_claim", "seized_restricted_firearms")
    assert reply.text.startswith("No.") and "27,149" in reply.text
