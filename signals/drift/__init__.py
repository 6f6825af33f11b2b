"""Our own drift: how what our site says parts from what we said we claim."""
