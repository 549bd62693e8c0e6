"""Runs written conversations against a running assistant and reports how it did."""
