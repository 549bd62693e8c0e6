"""Conversation stories: testers write what must be answered, and the real assistant is held to it."""
