"""Slack: a Rasa input channel on Slack's own framework, Bolt for Python."""
