"""What came of a fetch: a typed outcome with its reason in plain words, from general rules.

Only a page as its readers see it may become a capture. A challenge, a wall, an empty shell or an
error page that says "200 OK" is trouble with the source, and never a change of what it claims.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawlers.addresses import ForbiddenAddress, check_url
from crawlers.bodies import Document, visible_text
from turfwatch.types import Outcome

GOOD = frozenset({Outcome.OK, Outcome.UNCHANGED, Outcome.GONE})

SUBSTANTIAL = 600  # characters a page must have shown before its shrinking can mean anything
_SHELL = "an empty shell that only a script fills, and scripts are not run"
SHRUNK = 0.2  # what is left of a page that was emptied, at most
SHELL = 40  # characters: fewer than this is an empty shell, whatever was there before
_RETURNS = 2  # times a page has come back to an earlier body: once is a change taken back
MAX_REDIRECTS = 6
SHORT = 900  # characters of visible text: a wall or a challenge says little else


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and why."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """What the page showed at its last good capture, and what was found there since."""

    length: int
    emptied: bool = False  # the latest fetch found it so
    versions: tuple[str, ...] = ()  # hashes of its latest bodies, oldest first
    stayed: bool = False  # the latest fetches held it for unstable, and none found the baseline again


_OK = Verdict(Outcome.OK)

# What a short page says when it wants a browser, a person or a customer instead of us.
_CHALLENGE_TEXT = re.compile(
    r"(verify(ing)?|prove|confirm) (that )?you('re| are) (a )?(human|not a (ro)?bot)|are you a (human|robot)"
    r"|checking your browser|enable javascript and cookies to continue|unusual traffic"
    r"|(complete|solve) the (captcha|challenge|puzzle)"
    r"|(access|request)( to this page)? (has been |is )?(denied|blocked)"
    r"|ddos protection by|security check to access|you have been blocked|automated (access|requests|queries)"
    r"|press (&|and) hold to confirm|bot (detection|protection)|one more step|just a moment",
    re.IGNORECASE,
)
_CHALLENGE_MARKUP = re.compile(
    r"/cdn-cgi/challenge-platform|cf[-_]chl|_incapsula_resource|px-captcha|captcha-delivery|awswaf|aws-waf-token"
    r"|distil_r_captcha|geo\.captcha|hcaptcha\.com/1/api|g-recaptcha|ddos-guard|challenge-form|sucuri_cloudproxy",
    re.IGNORECASE,
)
_SOFT_404 = re.compile(  # of titles and first headings
    r"\b404\b|\bnot (be )?found\b|\b(does not|doesn['’]t) exist\b|\bno longer (here|available|exists?)\b"
    r"|\b(can['’]?t|cannot|could(n['’]t| not)) find\b|\b(nothing|lost|missing) (here|page)\b",
    re.IGNORECASE,
)
_CONSENT = re.compile(r"\b(cookies?|consent|privacy|personal data|tracking)\b", re.IGNORECASE)
_CONSENT_ACT = re.compile(
    r"\b(accept|agree|allow all|reject|before you continue|manage (preferences|settings|options))\b",
    re.IGNORECASE,
)
_CONSENT_PLACE = re.compile(r"(^|[./-])(consent|gdpr|cookie-?wall|privacy-?gate|cmp)([./-]|$)", re.IGNORECASE)
_LOGIN_PLACE = re.compile(
    r"/(log-?in|sign-?in|sso|auth|oauth2?|account/login|users/sign_in|session/new)(/|\.\w+$|$)", re.IGNORECASE
)
_LOGIN_TEXT = re.compile(
    r"\b(log|sign) ?in\b|\bpassword\b|\bforgot your\b|\bmembers only\b|\bsubscribers only\b", re.IGNORECASE
)
_PASSWORD = re.compile(r"""<input[^>]+type\s*=\s*["']?password""", re.IGNORECASE)
_NOSCRIPT = re.compile(r"\b(enable|requires?|turn on|need) (to run )?java ?script\b", re.IGNORECASE)


_STATUSES: dict[int, tuple[Outcome, str]] = {
    304: (Outcome.UNCHANGED, ""),
    204: (Outcome.EMPTIED, "an answer without a page"),
    205: (Outcome.EMPTIED, "an answer without a page"),
    401: (Outcome.LOGIN_WALL, "asks for a login"),
    402: (Outcome.BLOCKED, "asks for payment"),
    403: (Outcome.BLOCKED, "forbidden"),
    404: (Outcome.GONE, "not found"),
    407: (Outcome.ERROR, "the proxy asks for a login"),
    408: (Outcome.TIMEOUT, "the server gave up waiting"),
    410: (Outcome.GONE, "removed for good"),
    429: (Outcome.BLOCKED, "too many requests"),
    451: (Outcome.BLOCKED, "unavailable for legal reasons"),
    999: (Outcome.BLOCKED, "refused"),
}


def of_status(status: int, headers: Mapping[str, str] | None = None) -> Verdict | None:
    """What status line and headers alone tell; None for an answer whose body must be looked at."""
    headers = headers or {}
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return Verdict(Outcome.BLOCKED, f"status {status}: a challenge instead of the page")
    if status in _STATUSES:
        outcome, why = _STATUSES[status]
    elif status >= 500:
        outcome, why = Outcome.ERROR, "the server failed"
    elif status >= 300 or status < 200:
        outcome, why = Outcome.ERROR, "not an answer a page gives"
    else:
        return None
    waits = headers.get("retry-after", "").strip()
    told = f"status {status}: {why}" + (f", asks to wait {waits}" if waits else "")
    return Verdict(outcome, told if why else "")


def of_page(url: str, final_url: str, found: Document, before: Before | None = None) -> Verdict:
    """The outcome of a body that came with a good status."""
    if not found.readable:
        return Verdict(Outcome.WRONG_TYPE, f"is {found.mime or 'of no stated type'}, not a page or a feed")
    text = visible_text(found)
    if not found.is_html:
        return _OK if text else Verdict(Outcome.EMPTIED, "a feed without content")
    trouble = _wall(url, final_url, found, text) or _emptied(found, text, before)
    return trouble or _unstable(found, before) or _OK


def _wall(url: str, final_url: str, found: Document, text: str) -> Verdict | None:
    """What stands in front of the page, or says in its place that there is none."""
    if len(text) > SHORT:
        return None
    title = title_of(found)
    said = f"{title} {text}"
    if _CHALLENGE_TEXT.search(said) or (len(text) < SHORT / 3 and _CHALLENGE_MARKUP.search(found.text)):
        return Verdict(Outcome.BLOCKED, "a challenge page instead of the page")
    moved = urlsplit(final_url) if final_url != url else urlsplit("")
    if _CONSENT_PLACE.search(f"{moved.hostname}{moved.path}") or _asks_consent(text, said):
        return Verdict(Outcome.CONSENT_WALL, "a consent page instead of the page")
    if _LOGIN_PLACE.search(moved.path) or _asks_login(url, found, said):
        return Verdict(Outcome.LOGIN_WALL, "a login page instead of the page")
    if _SOFT_404.search(title) or (len(text) < SHORT / 2 and _SOFT_404.search(_heading(found))):
        return Verdict(Outcome.EMPTIED, "says that the page was not found, with a good status")
    return None


def _asks_consent(text: str, said: str) -> bool:
    return bool(len(text) < SHORT / 2 and _CONSENT.search(said) and len(_CONSENT_ACT.findall(said)) >= 2)


def _asks_login(url: str, found: Document, said: str) -> bool:
    """Whether a short page is a login form, and not because a login page was asked for."""
    expected = _LOGIN_PLACE.search(urlsplit(url).path)
    return bool(not expected and _PASSWORD.search(found.text) and _LOGIN_TEXT.search(said))


def _emptied(found: Document, text: str, before: Before | None) -> Verdict | None:
    """A page with next to nothing on it, or far less than it used to show."""
    if len(text) < SHELL:
        script = "<script" in found.text.lower() or _NOSCRIPT.search(found.text)
        return Verdict(
            Outcome.EMPTIED,
            _SHELL if script else "an empty page",
        )
    if before is None or before.length < SUBSTANTIAL or len(text) >= SHRUNK * before.length:
        return None
    if _NOSCRIPT.search(text) and len(text) < SHORT / 3:
        return Verdict(Outcome.EMPTIED, "asks for JavaScript instead of showing its text")
    if before.emptied:  # the fetch before found the same: the page is like this now
        return None
    left = round(100 * len(text) / before.length)
    return Verdict(
        Outcome.EMPTIED, f"shows {left} % of the text it had: held back until a second fetch agrees"
    )


def _unstable(found: Document, before: Before | None) -> Verdict | None:
    """A body the page had before, at a page that has come back to an earlier body already."""
    if before is None or before.stayed:
        return None
    versions = (*before.versions, hashlib.sha256(found.body).hexdigest())
    returns = sum(version in versions[:place] for place, version in enumerate(versions))
    if returns < _RETURNS or versions[-1] not in before.versions:
        return None
    return Verdict(
        Outcome.UNSTABLE,
        f"flips between {len(set(versions))} versions: held back until one of them stays",
    )


def title_of(found: Document) -> str:
    """The text of a page's `<title>`."""
    match = re.search(r"<title[^>]*>(.*?)</title>", found.text[:20_000], re.IGNORECASE | re.DOTALL)
    return " ".join(match[1].split()) if match else ""


def _heading(found: Document) -> str:
    match = re.search(r"<h1[^>]*>(.*?)</h1>", found.text, re.IGNORECASE | re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", match[1]).split()) if match else ""


def of_redirect(
    url: str, chain: tuple[str, ...], target: str, *, owned: bool, home: bool = False
) -> Verdict | None:
    """What to say of a redirect of `url` to `target` that is not followed; None where it is.

    `chain` holds the addresses so far, `owned` whether the target is the company's. A page that leads
    to a stranger's is gone; a home (or configured page) that does has moved, and the config is behind.
    """
    place = urlsplit(target)
    if not _LOGIN_PLACE.search(urlsplit(url).path) and _LOGIN_PLACE.search(place.path):
        return Verdict(Outcome.LOGIN_WALL, f"redirects to a login at {place.hostname}")
    if _CONSENT_PLACE.search(f"{place.hostname}{place.path}"):
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
