"""Extraction: captures in, blocks, claims, plans and releases out."""
