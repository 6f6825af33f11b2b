"""Content shipped with Turfwatch: the demo market, the claim corpus, example workspaces."""
