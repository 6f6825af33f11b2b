"""Claim rules, one file each: `find(doc)` and EXAMPLES."""
