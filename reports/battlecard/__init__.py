"""Battlecards: one competitor on a page."""
