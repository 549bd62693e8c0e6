"""Runs the assistant: the action server, Rasa, and what they need between them."""
