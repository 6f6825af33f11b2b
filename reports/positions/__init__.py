"""Our claims against the three tests, and the playing field."""
