"""History from a web archive over its CDX and memento interfaces: `run` stores it, the rest is pure."""
