"""Rasa custom actions: a few lines each, from the tracker to `answering` and back."""
