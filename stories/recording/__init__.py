"""Conversations that took place, written down as stories for a tester to trim."""
