"""Rasa input channels. They render cards; they don't make them."""
