"""The public's channel: the chat page, the widget's files and the JSON API that they ask (`openapi.yml`)."""

from channels.web.channel import WebChannel

__all__ = ["WebChannel"]
