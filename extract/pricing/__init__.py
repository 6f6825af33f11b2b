"""Prices and packaging as facts: plans with amounts, terms, features and limits."""

from extract.pricing.page import looks_priced, plans

__all__ = ["looks_priced", "plans"]
