"""Addresses as we keep and compare them: one page, one address; traps and assets left alone."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

import tldextract

_TRACKING = re.compile(
    r"utm_.*|hsa_.*|mtm_.*|pk_.*|piwik_.*|mc_[ce]id|_hs.*|__hs.*|gclid|gbraid|wbraid|dclid|fbclid|msclkid"
    r"|yclid|twclid|ttclid|li_fat_id|igshid|mkt_tok|vero_.*|_ga|_gl|ref|ref_src|referrer|source|src|campaign",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"(php|j|asp\.?net_?)?sess(ion)?_?(id)?|phpsessid|jsessionid|sid|cfid|cftoken", re.IGNORECASE
)
_PATH_SESSION = re.compile(r";(jsessionid|sid|phpsessid)=[^/?]*", re.IGNORECASE)
_VARIANT = re.compile(  # the same page sorted, filtered, paged or replied to
    r"page|paged?|offset|start|limit|sort.*|order.*|dir|filter.*|q|s|search|query|tag|date|day|month|year"
    r"|week|view|format|print|replytocom|share|lang|locale|currency|redirect.*|return.*|next|continue|token",
    re.IGNORECASE,
)
_ASSETS = re.compile(
    r"7z|avif?|bmp|css|csv|deb|dmg|docx?|eot|epub|exe|gif|gz|ico|ics|iso|jpe?g|js|map|mjs|mov|mp[34]|mpeg|msi"
    r"|og[gv]|otf|pdf|pkg|png|pptx?|ps|rar|rpm|apk|svg|tar|tgz|ttf|vcf|wasm|wav|web[mp]|webmanifest|woff2?|xlsx?"
    r"|zip"
)
_REMEMBERED = 1 << 15  # addresses: what a run over many sites meets again and again
_PLAIN_PATH = re.compile(r"(/[\w!$&'()*+,;=:@~-][\w!$&'()*+,;=:@~.-]*)+/?|/", re.ASCII)
_MAX_LENGTH, _MAX_SEGMENTS, _MAX_PARAMETERS = 300, 7, 2
_DATE_PATH = re.compile(r"/(19|20)\d\d[/-](0?[1-9]|1[0-2])([/-]\d{1,2})?(/|$)")
_CALENDAR = re.compile(r"(^|/)(calendar|events?|archives?|agenda|schedule)(/|$)", re.IGNORECASE)


def normalise(url: str, base: str = "") -> str | None:
    """One spelling for an address: None for what is not http(s) or cannot be read.

    Lower-case scheme and host, no default port, user, fragment, dot segments, tracking parameters or
    session ids; percent signs as RFC 3986 has them; a path of at least `/`.
    """
    url = url.strip()
    if url.startswith("/") and not url.startswith("//"):
        base = _origin(base)  # all that counts of the page: so a menu costs its site nothing after one page
    return _normalised(url, base)


@lru_cache(maxsize=_REMEMBERED)
def _origin(base: str) -> str:
    """Scheme and host of an address, which is what a link from the root is joined to."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return base
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else base


@lru_cache(maxsize=_REMEMBERED)
def _normalised(url: str, base: str) -> str | None:
    try:
        parts = urlsplit(urljoin(base, url))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or any(c in host for c in " <>\"'\\%"):
        return None
    try:
        host = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        netloc += f":{port}"
    return urlunsplit((parts.scheme, netloc, _path(parts.path), _query(parts.query), ""))


def _path(path: str) -> str:
    """A path with its escapes in order and without session ids."""
    path = _PATH_SESSION.sub("", path)
    if _PLAIN_PATH.fullmatch(path):
        return path
    path = "/".join(quote(unquote(s), safe="!$&'()*+,;=:@~-._%") if "%2f" not in s.lower() else s
                    for s in re.sub(r"/{2,}", "/", path).split("/"))  # fmt: skip
    return path or "/"


def _query(query: str) -> str:
    """The parameters that choose a page, sorted."""
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(k, v) for k, v in pairs if not _TRACKING.fullmatch(k) and not _SESSION.fullmatch(k)]
    return urlencode(sorted(kept))


@lru_cache(maxsize=_REMEMBERED)
def identity(url: str) -> str:
    """What two addresses of one page have in common: no scheme, `www.`, final slash or index file."""
    parts = urlsplit(normalise(url) or url)
    path = re.sub(r"/(index|default)\.(html?|php|aspx?)$", "/", parts.path).rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    return parts.netloc.removeprefix("www.") + path + query


def host_of(url: str) -> str:
    """The host name, without port."""
    return urlsplit(url).hostname or ""


@lru_cache(maxsize=1)
def _extractor() -> tldextract.TLDExtract:
    # Only the list inside the package: no request for a newer one, no cache in the user's home.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=4096)
def registered_domain(host: str) -> str:
    """The part of a host name somebody registered: `deskly.co.uk` of `help.deskly.co.uk`.

    Hosts under a public suffix that is let (`deskly.github.io`) are their own; an IP address is itself.
    """
    try:
        return ip_address(host.strip("[]")).compressed
    except ValueError:
        pass
    found = _extractor()(host)
    if found.suffix:
        return f"{found.domain}.{found.suffix}" if found.domain else found.suffix
    return ".".join(host.split(".")[-2:])  # a suffix not in the list: the list's own default rule


def site_of(url: str) -> str:
    """What tells one site from another: the registered domain, or address and port."""
    return _site_of(urlsplit(url).netloc)


@lru_cache(maxsize=4096)
def _site_of(netloc: str) -> str:
    host = urlsplit(f"//{netloc}").hostname or ""
    domain = registered_domain(host)
    named = domain != host or not (host == "localhost" or _is_address(host))
    return domain if named else netloc


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=_REMEMBERED)
def is_asset(url: str) -> bool:
    """Whether the path names a file that is not a page: pictures, archives, styles, documents."""
    last = urlsplit(url).path.rsplit("/", 1)[-1]
    return "." in last and bool(_ASSETS.fullmatch(last.rsplit(".", 1)[-1].lower()))


@lru_cache(maxsize=_REMEMBERED)
def is_trap(url: str) -> bool:
    """Whether an address looks like one of endlessly many: calendars, listings, repeated folders."""
    parts = urlsplit(url)
    segments = [s for s in parts.path.split("/") if s]
    if len(url) > _MAX_LENGTH or len(segments) > _MAX_SEGMENTS:
        return True
    if segments and max(Counter(segments).values()) >= 3:
        return True
    if _DATE_PATH.search(parts.path) and _CALENDAR.search(parts.path):
        return True
    return _listing(parts)


def _listing(parts: SplitResult) -> bool:
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    return len(names) > _MAX_PARAMETERS or any(_VARIANT.fullmatch(name) for name in names)
