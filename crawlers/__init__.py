"""Crawlers: find the pages that matter, fetch them politely, store what came of it."""
