"""How an answer looks in Slack, and that its limits are kept by splitting in order."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.slack.blocks import Answer, citation, messages, pieces, together, with_figures
from channels.slack.buttons import copy_view
from channels.slack.home import view
from server.catalogue import Catalogue, SourceEntry, TopicEntry
from tests.channels.slack.rules import broken
from tests.channels.slack.workspace import Workspace, new

SOURCE = {"id": "s", "title": "A statement", "publisher": "An agency", "url": None, "published": None}


def _card(**more: Any) -> dict[str, Any]:
    return {"kind": "fact", "facts": ["f"], "quotes": [], "sources": [SOURCE], "derivation": None, "suggestions": [], **more}


def _quotes(*texts: str) -> list[dict[str, str]]:
    return [{"fact": "f", "text": text, "source": "s"} for text in texts]


def test_an_answer_with_figure_quote_source_and_buttons(workspace: Workspace) -> None:
    user = new("U")
    workspace.deliver(workspace.direct("how much trade crosses the border every day", user))
    (answer,) = workspace.answers(f"D{user[1:]}")
    text, quote, context, questions, verdict = answer.blocks
    assert "*$3.4 billion*" in text["text"]["text"]
    assert quote["text"]["text"].startswith(">“more than $3.4 billion worth")
    assert context["elements"][0]["text"] == "International Customs Day statement, Canada Border Services Agency, undated"
    assert len(questions["elements"]) == 3 and all(button["text"]["text"] == button["value"] for button in questions["elements"])
    assert [button["text"]["text"] for button in verdict["elements"]] == ["Helpful", "Not helpful", "Copy-ready"]
    assert "$3.4 billion" in answer.text and "Canada Border Services Agency" in answer.text


def test_a_computed_figure_is_called_computed_and_is_not_bold(workspace: Workspace) -> None:
    user = new("U")
    workspace.deliver(workspace.direct("how much fentanyl was seized in kg", user))
    (answer,) = workspace.answers(f"D{user[1:]}")
    context = next(block for block in answer.blocks if block["type"] == "context")
    assert [element["text"] for element in context["elements"]][1].startswith("computed: 23 lb")
    assert "*23 lb*" in answer.blocks[0]["text"]["text"] and "*10.43" not in answer.blocks[0]["text"]["text"]


def test_a_refusal_and_small_talk_look_calm(workspace: Workspace) -> None:
    user = new("U")
    workspace.deliver(workspace.direct("how much heroin was seized", user))
    workspace.deliver(workspace.direct("thanks", user))
    refusal, thanks = workspace.answers(f"D{user[1:]}", 2)
    assert refusal.buttons("helpful") and not thanks.buttons("helpful")


@pytest.mark.parametrize(
    ("text", "quotes", "shown"),
    [
        ("About 23 lb of it.", ["23 lb of fentanyl"], "About *23 lb* of it."),
        ("23 of them, 123 of those", ["23 lb of fentanyl"], "*23* of them, 123 of those"),
        ("$3.4 billion a day", ["more than $3.4 billion worth"], "*$3.4 billion* a day"),
        ("$3.4 million a day", ["more than $3.4 billion worth"], "*$3.4* million a day"),
        ("27,149 weapons, 2308 lb", ["27,149 prohibited weapons", "2,308 lb of cocaine"], "*27,149* weapons, 2308 lb"),
        ("5% & more < 6", ["5%"], "*5%* &amp; more &lt; 6"),
        ("B52 of 52", ["52"], "B52 of *52*"),
        ("*not bold* _nor_ `code` 3*4*5", [], "∗not bold∗ ˍnorˍ ˋcodeˋ 3*4*5"),
    ],
)
def test_the_figures_of_the_quotes_are_bold_and_no_others(text: str, quotes: list[str], shown: str) -> None:
    assert with_figures(text, quotes) == shown


def test_the_copy_ready_text_has_its_citation() -> None:
    source = {**SOURCE, "published": "2026-01-26", "url": "https://agency.example/statement"}
    answer = Answer("a", "It was 23 lb.", _card(quotes=_quotes("23 lb of it", "23 lb of it"), sources=[source]))
    assert citation(answer) == "It was 23 lb.\n\n“23 lb of it” (A statement, An agency, 2026-01-26, https://agency.example/statement)"


def _shown(found: list[Any]) -> str:
    """The texts of sections and contexts in order, without markup and white space."""
    texts = []
    for message in found:
        for block in message.blocks:
            inner = [block["text"]] if block["type"] == "section" else block["elements"] if block["type"] == "context" else []
            texts += [element["text"] for element in inner]
    plain = "".join(texts).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    return re.sub(r"[\s*>“”∗ˍ∼ˋ_~`•-]", "", plain)


def _bare(text: str) -> str:
    return re.sub(r"[\s*>“”∗ˍ∼ˋ_~`•-]", "", text)


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n"), min_size=1, max_size=400)
LONG = st.builds(lambda text, times: text * times, TEXTS, st.integers(1, 60))


@given(text=LONG, quotes=st.lists(LONG, max_size=12), suggestions=st.lists(LONG, max_size=12), more=st.integers(1, 4))
def test_slack_s_limits_are_kept_and_nothing_is_dropped(text: str, quotes: list[str], suggestions: list[str], more: int) -> None:
    asked = [question for question in dict.fromkeys(suggestions) if question.strip()]
    card = _card(quotes=_quotes(*[quote for quote in quotes if quote.strip()]), suggestions=asked)
    answer = Answer("a" * 12, text, card)
    found = messages(together([pieces(answer, share=True)] * more))
    for message in found:
        arguments = {"channel": "C1", "text": message.text, "blocks": message.blocks}
        assert list(broken("chat.postMessage", arguments)) == []
    told = [text, *dict.fromkeys(quote["text"] for quote in card["quotes"]), "A statement, An agency, undated"]
    typed = [question for question in asked if len(question) > 2000]
    assert _shown(found) == "".join(map(_bare, [*told, *typed])) * more
    values = [
        b["value"] for m in found for block in m.blocks if block["type"] == "actions" for b in block["elements"] if "ask" in b["action_id"]
    ]
    assert values == [question for question in asked if len(question) <= 2000] * more


@given(LONG)
def test_a_modal_keeps_the_limits_too(text: str) -> None:
    shown = copy_view(Answer("a", text, _card(quotes=_quotes(text))))
    assert list(broken("views.open", {"trigger_id": "t", "view": shown})) == []
    assert "".join(block["text"]["text"] for block in shown["blocks"]) == citation(Answer("a", text, _card(quotes=_quotes(text))))


@pytest.mark.parametrize("count", [0, 1, 9, 46, 47, 48, 49, 500])
def test_the_home_tab_has_room_for_every_topic_or_names_it(count: int) -> None:
    topics = tuple(TopicEntry(f"topic_{number}", f"Topic<{number}>", ("What?" * 30, "Who?")) for number in range(count))
    shown = view(Catalogue(topics, (SourceEntry("a-statement", "A statement", None, None, None),)))
    assert list(broken("views.publish", {"user_id": "U1", "view": shown})) == []
    assert all(f"Topic&lt;{number}&gt;" in str(shown) for number in range(count))
