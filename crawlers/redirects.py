"""Redirects: where an answer sends us, and whether that is followed or says what became of the page."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from scrapy.http import Response
from w3lib.html import get_meta_refresh
from w3lib.url import safe_url_string

from crawlers.addresses import ForbiddenAddress, check_url
from crawlers.outcomes import CONSENT_PLACE, LOGIN_PLACE, Verdict
from turfwatch.types import Outcome

MAX_REDIRECTS = 6
STATUSES = frozenset({301, 302, 303, 307, 308})


def redirect_target(response: Response) -> str | None:
    """Where a response sends us, by status or by an immediate refresh in a page that says little else.

    None where it sends us nowhere, or to what is no address.
    """
    try:
        return _target(response)
    except ValueError:
        return None


def _target(response: Response) -> str | None:
    location = response.headers.get("Location")
    if response.status in STATUSES and location:
        return urljoin(response.url, safe_url_string(location.decode("latin-1").strip())).partition("#")[0]
    if response.status != 200 or len(response.body) > 4096 or b"refresh" not in response.body.lower():
        return None
    seconds, target = get_meta_refresh(response.body, response.url, "latin-1")
    if target is None or seconds is None or seconds > 5 or target.partition("#")[0] == response.url:
        return None
    return str(target).partition("#")[0]


def of_redirect(
    url: str, chain: tuple[str, ...], target: str, *, owned: bool, home: bool = False
) -> Verdict | None:
    """What to say of a redirect of `url` to `target` that is not followed; None where it is.

    `chain` holds the addresses so far, `owned` whether the target is the company's. A page that leads
    to a stranger's is gone; a home (or configured page) that does has moved, and the config is behind.
    """
    place = urlsplit(target)
    if not LOGIN_PLACE.search(urlsplit(url).path) and LOGIN_PLACE.search(place.path):
        return Verdict(Outcome.LOGIN_WALL, f"redirects to a login at {place.hostname}")
    if CONSENT_PLACE.search(f"{place.hostname}{place.path}"):
        return Verdict(Outcome.CONSENT_WALL, f"redirects to a consent page at {place.hostname}")
    if target in chain:
        return Verdict(Outcome.ERROR, "redirects in a circle")
    if len(chain) > MAX_REDIRECTS:
        return Verdict(Outcome.ERROR, f"redirects more than {MAX_REDIRECTS} times")
    return None if owned else _strange(target, home=home)


def _strange(target: str, *, home: bool) -> Verdict:
    try:
        check_url(target)
    except ForbiddenAddress as error:
        return Verdict(Outcome.FORBIDDEN_ADDRESS, f"redirects to {target}: {error}")
    told = f"redirects to another site, {urlsplit(target).hostname}"
    return Verdict(Outcome.ERROR, f"{told}: has it moved there?") if home else Verdict(Outcome.GONE, told)
