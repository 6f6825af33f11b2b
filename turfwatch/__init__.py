"""The spine of Turfwatch: types, configuration, store, errors, plugins and the command line."""

__version__ = "0.1.0"
