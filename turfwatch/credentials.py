"""Secrets: where they may come from, which are in use, and how they are kept out of what we write.

The configuration holds none. A key that ends in `_env` names an environment variable; `smtp.password_file` a
file that nobody else can read. Everything that is logged or kept of an error goes through `redact`.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from turfwatch.errors import ConfigError

HIDDEN = "***"
LEAST = 4  # a shorter secret is part of too many words to be hidden everywhere, and protects nothing
TELLING = 12  # the part of an address after the host is hidden by itself if it is no common word
_in_use: set[str] = set()

_USERINFO = re.compile(r"(?<=://)[^/\s@\"']+@")
_PARAMETER = re.compile(
    r"([?&;][\w.-]*(?:token|key|secret|sig|signature|passw(?:or)?d|pwd|auth|code|session)[\w.-]*=)[^&\s#\"']+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\b([\w%+-])[\w.%+-]*@(?=[\w-]+(?:\.[\w-]+)+)")


def variables(options: Mapping[str, Any]) -> set[str]:
    """The environment variables that a configuration, as plain data, names for secrets."""
    found: set[str] = set()
    for key, value in options.items():
        if key.endswith("_env") and isinstance(value, str):
            found.add(value)
        for table in value if isinstance(value, list | tuple) else [value]:
            if isinstance(table, Mapping):
                found |= variables(table)
    return found


def protect(options: Mapping[str, Any]) -> None:
    """Keep the secrets of a configuration, given as plain data, out of all that this process writes."""
    _in_use.update(os.environ.get(name, "") for name in variables(options))
    file = (options.get("smtp") or {}).get("password_file")
    if file is not None and Path(file).is_file():
        _in_use.add(password(Path(file)))


def redact(text: str, *, people: bool = False) -> str:
    """The text without secrets in use, logins in addresses, tokens in queries; `people`: nor e-mail names."""
    for secret in sorted(_spellings(_in_use), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    text = _USERINFO.sub(f"{HIDDEN}@", text)
    text = _PARAMETER.sub(rf"\1{HIDDEN}", text)
    return _ADDRESS.sub(rf"\1{HIDDEN}@", text) if people else text


def password(file: Path) -> str:
    """The first line of a password file. Raises ConfigError when it cannot be read, or others can."""
    try:
        mode, owner = file.stat().st_mode, file.stat().st_uid
        if not _by_systemd(file) and mode & 0o077:
            raise ConfigError(
                f"{file}: others than its owner may use it (mode {stat.S_IMODE(mode):03o})",
                hint=f"chmod 600 {file}",
            )
        if owner not in {0, os.geteuid()}:
            raise ConfigError(f"{file}: belongs to another user (uid {owner})")
        return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is not UTF-8 text") from error


def refuse_shared(config: Path) -> None:
    """Raise ConfigError when anyone could have written the configuration that says where a password is."""
    for path in (config, config.resolve().parent):
        mode = path.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            raise ConfigError(
                f"{path}: everybody may write to it, so smtp.password_file is not believed",
                hint=f"chmod o-w {path}",
            )


def _by_systemd(file: Path) -> bool:
    """Whether systemd handed it to our service: guarded by an access list, not by its mode."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return bool(folder) and file.resolve().is_relative_to(Path(str(folder)).resolve())


def _spellings(secrets: Iterable[str]) -> Iterator[str]:
    """A secret as it is, as it stands in an address, and, if it is an address, what follows its host."""
    for secret in secrets:
        yield from (part for part in {secret, quote(secret, safe="")} if len(part) >= LEAST)
        for word in secret.split():
            _, _, after = word.partition("://")
            path, _, query = after.partition("/")[2].partition("?")
            yield from (part for part in (word, path, query) if len(part) >= TELLING)
