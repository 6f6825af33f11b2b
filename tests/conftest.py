"""Property tests try the same examples on every run and count them, not milliseconds.

A suite that looks for new ones each time fails at random for whoever comes next; to look for new ones, run
`pytest --hypothesis-profile=searching`.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("searching", deadline=None)
settings.load_profile("repeatable")
