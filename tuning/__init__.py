"""Tunes the sentence encoder ahead of time; see README.md."""
