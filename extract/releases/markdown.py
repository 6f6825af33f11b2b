"""A CHANGELOG.md as a run of nodes."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from extract.releases.stream import Node, Page

_HASH = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_BULLET = re.compile(r"^(?P<indent>\s*)(?:[-*+]|\d+[.)])\s+(?P<text>.*)$")
_LINK = re.compile(r"!?\[([^\]]*)\](?:\(([^)\s]*)[^)]*\)|\[[^\]]*\])?")


def from_markdown(text: str, url: str = "") -> Page:
    """The run of a CHANGELOG.md: headings of both styles, nested items, joined lines."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"^(```|~~~).*?^\1\s*$", "", text, flags=re.DOTALL | re.MULTILINE)
    nodes: list[Node] = []
    buffer: list[tuple[int, str]] = []
    lines = text.splitlines()
    for number, raw in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if re.match(r"^(=+|-{3,})\s*$", raw) and not buffer:
            continue
        if match := _HASH.match(raw):
            _flush(buffer, nodes, url)
            nodes.append(_markdown_node(match[2], url, level=len(match[1])))
        elif (
            raw.strip() and not _BULLET.match(raw) and re.match(r"^(=+|-{3,})\s*$", following) and not buffer
        ):
            nodes.append(_markdown_node(raw.strip(), url, level=1 if following.startswith("=") else 2))
        elif match := _BULLET.match(raw):
            _flush(buffer, nodes, url)
            buffer.append((1 + len(match["indent"].expandtabs(4)) // 2, match["text"]))
        elif not raw.strip():
            _flush(buffer, nodes, url)
        elif not re.match(r"^\[[^\]]+\]:\s", raw):
            buffer.append(
                (
                    buffer[0][0]
                    if buffer
                    else (nodes[-1].depth if raw.startswith(("  ", "\t")) and nodes else 0),
                    raw.strip(),
                )
            )
    _flush(buffer, nodes, url)
    title = next((n.text for n in nodes if n.level == 1), "")
    return Page(tuple(nodes), title, url)


def _flush(buffer: list[tuple[int, str]], nodes: list[Node], url: str) -> None:
    if buffer:
        nodes.append(
            _markdown_node(
                " ".join(text for _, text in buffer),
                url,
                depth=buffer[0][0],
                item=len(nodes) + 1 if buffer[0][0] else 0,
            )
        )
        buffer.clear()


def _markdown_node(raw: str, url: str, *, level: int = 0, depth: int = 0, item: int = 0) -> Node:
    link = _LINK.search(raw)
    href = urljoin(url, link[2]) if link and link[2] and not raw.startswith("!") else None
    lead = re.match(r"^(?:\*\*|__)(.+?)(?:\*\*|__)", raw)
    plain = _LINK.sub(lambda m: m[1], raw)
    plain = re.sub(r"<[^>]+>", "", plain)
    plain = re.sub(r"(\*\*|__|``|`)", "", plain)
    plain = re.sub(r"(?<!\w)[*_](\S(?:.*?\S)?)[*_](?!\w)", r"\1", plain)
    bold = _LINK.sub(lambda m: m[1], lead[1]).strip(" :.") if lead else None
    plain = " ".join(plain.replace("\\", "").split())
    return Node(plain, level, depth, href, bold if bold and len(bold) < len(plain) - 3 else None, item=item)
