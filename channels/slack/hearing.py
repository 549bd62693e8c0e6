"""Which of Slack's events ask something, in which conversation, and where the answer goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from channels.slack.markup import mentions
from channels.slack.turns import Job

# Posts that people write; edits, joins, deletions and all else carry another subtype.
_POSTS = (None, "file_share", "thread_broadcast", "me_message")


def direct(team: str, user: str) -> str:
    """The conversation that `user` has with the app's direct messages (and Home tab)."""
    return f"slack-{team}-direct-{user}"


def unseen(team: str, channel: str, user: str) -> str:
    """The conversation of `user` by slash command in `channel`, which nobody else sees."""
    return f"slack-{team}-{channel}-{user}"


def thread(team: str, channel: str, ts: str) -> str:
    """The conversation of everybody in a thread."""
    return f"slack-{team}-{channel}-{ts}"


def is_direct(channel: str) -> bool:
    return channel.startswith("D")


def heard(event: dict[str, Any], team: str, bot: str, takes_part: Callable[[str, str, str], bool]) -> Job | None:
    """The job that a `message` or `app_mention` event gives, with its text as Slack sent it; None when it asks nothing of us.

    `bot` is our user id; `takes_part(team, channel, thread)` tells whether we are in a thread.
    """
    user, channel, ts, text = (event.get(name) or "" for name in ("user", "channel", "ts", "text"))
    # An edited post was asked when it was new.
    if event.get("subtype") not in _POSTS or event.get("bot_id") or "edited" in event or user in ("", bot, "USLACKBOT"):
        return None
    root = event.get("thread_ts") or ""
    if event.get("channel_type") == "im" or is_direct(channel):
        conversation = thread(team, channel, root) if root else direct(team, user)
        return Job(conversation, text, team, user, channel, root, ts)
    named = mentions(text)
    to_another = bool(named) and text.lstrip().startswith("<@")
    if event.get("type") == "app_mention" or bot in named or (root and not to_another and takes_part(team, channel, root)):
        root = root or ts
        return Job(thread(team, channel, root), text, team, user, channel, root, ts)
    return None


def keys(body: dict[str, Any], job: Job) -> list[str]:
    """What an event is known by: its id, and the post it is about, as `message` and `app_mention` tell of the same post."""
    return [f"event:{body.get('event_id')}", f"post:{job.team}:{job.channel}:{job.ts}"]
