"""Schedules: what runs when, and the demo that plays half a year in a minute."""
