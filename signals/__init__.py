"""Signals: facts over time in, changes, presence and signals out."""
