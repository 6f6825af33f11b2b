"""Extensions: one file is one plugin, its file name is its name, and it is imported on use."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from turfwatch.errors import PluginError


def names(package: str) -> tuple[str, ...]:
    """The plugins in a package such as `signals.rules`, sorted, without importing any of them."""
    path = importlib.import_module(package).__path__
    return tuple(sorted(m.name for m in pkgutil.iter_modules(path) if not m.name.startswith("_")))


def load(package: str, name: str) -> ModuleType:
    """Import the plugin `name` of `package`; a dotted name reaches a module outside the tree.

    Raises PluginError for an unknown name (listing the choices) and for one broken on import.
    """
    if "." not in name and name not in names(package):
        choices = ", ".join(names(package)) or "none"
        raise PluginError(f"{package} has no plugin {name!r}", hint=f"one of: {choices}")
    try:
        return importlib.import_module(name if "." in name else f"{package}.{name}")
    except Exception as error:  # whatever a plugin does on import, say which one it was
        detail = f"{type(error).__name__}: {error}"
        raise PluginError(f"plugin {name!r} of {package} does not load: {detail}") from error
