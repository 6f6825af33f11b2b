"""A new workspace: a commented turfwatch.toml with what is known already filled in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.files import write_whole
from turfwatch import config
from turfwatch.errors import UsageError

TEMPLATES = Path(__file__).resolve().parent.parent / "data" / "workspace"


def write(folder: Path, *, company: str | None, site: str | None, rivals: Sequence[str]) -> Path:
    """Make `folder` and its turfwatch.toml; a file that is there already is never replaced."""
    path = folder / config.FILE_NAME
    if path.exists():
        raise UsageError(f"{path}: is there already", hint="edit it, or name another folder")
    for url in filter(None, (site, *rivals)):
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise UsageError(f"{url!r} is not an address such as https://rival.example")
    text = render(company=company or (name_of(site) if site else "Your company"), site=site, rivals=rivals)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode())
    config.load(path)  # what we hand out must be valid
    return path


def render(*, company: str, site: str | None, rivals: Sequence[str]) -> str:
    """The text of a new turfwatch.toml."""
    # TOML's basic strings are JSON's, so that is how values are quoted
    environment = Environment(  # noqa: S701  a TOML file, not HTML
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["toml"] = lambda text: json.dumps(text, ensure_ascii=False)
    known = [(name_of(url), url) for url in rivals]
    return environment.get_template("turfwatch.toml.j2").render(company=company, site=site, rivals=known)


def name_of(url: str) -> str:
    """A company's likely name, from its address: `https://www.deskly.example` is Deskly."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    if labels[-1].isdigit() or ":" in host:  # an IP address names nobody
        return host
    return labels[max(0, len(labels) - 2)].replace("-", " ").title()
