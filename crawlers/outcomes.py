"""What came of a fetch: a typed outcome with its reason in plain words, from general rules.

Only a page as its readers see it may become a capture. A challenge, a wall, an empty shell or an
error page that says "200 OK" is trouble with the source, and never a change of what it claims.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawlers.bodies import Document, visible_text
from turfwatch.types import Outcome

GOOD = frozenset({Outcome.OK, Outcome.UNCHANGED, Outcome.GONE})

SUBSTANTIAL = 600  # characters a page must have shown before its shrinking can mean anything
_RENDER_IT = "name it in `sources` with render = true"
_SHELL = f"an empty shell that only a script fills: {_RENDER_IT}"
_STILL_EMPTY = "an empty page, even after its scripts have run"
SHRUNK = 0.2  # what is left of a page that was emptied, at most
SHELL = 40  # characters: fewer than this is an empty shell, whatever was there before
_RETURNS = 2  # times a page has come back to an earlier body: once is a change taken back
SHORT = 900  # characters of visible text: a wall or a challenge says little else


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and why."""

    outcome: Outcome
    reason: str = ""
    shown: int | None = field(default=None, compare=False)  # characters of visible text of a good body


@dataclass(frozen=True, slots=True)
class Before:
    """What the page showed at its last good capture, and what was found there since."""

    length: int
    emptied: bool = False  # the latest fetch found it so
    versions: tuple[str, ...] = ()  # hashes of its latest bodies, oldest first
    stayed: bool = False  # the latest fetches held it for unstable, and none found the baseline again


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
CONSENT_PLACE = re.compile(r"(^|[./-])(consent|gdpr|cookie-?wall|privacy-?gate|cmp)([./-]|$)", re.IGNORECASE)
LOGIN_PLACE = re.compile(
    r"/(log-?in|sign-?in|sso|auth|oauth2?|account/login|users/sign_in|session/new)(/|\.\w+$|$)", re.IGNORECASE
)
_LOGIN_TEXT = re.compile(
    r"\b(log|sign) ?in\b|\bpassword\b|\bforgot your\b|\bmembers only\b|\bsubscribers only\b", re.IGNORECASE
)
_PASSWORD = re.compile(r"""<input[^>]+type\s*=\s*["']?password""", re.IGNORECASE)
# Where an application puts the page once it runs, with nothing in it yet.
_MOUNT = re.compile(
    r"""<(div|main|section)\s[^>]*\bid\s*=\s*["']?(root|app(-?root)?|__next|__nuxt|___gatsby|svelte|q-app|main-app)"""
    r"""["']?(\s[^>]*)?>\s*(<!--.*?-->\s*)*</\1>|<app-root(\s[^>]*)?>\s*</app-root>""",
    re.IGNORECASE | re.DOTALL,
)
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


def of_page(
    url: str, final_url: str, found: Document, before: Before | None = None, *, rendered: bool = False
) -> Verdict:
    """The outcome of a body that came with a good status, or of what a browser made of it."""
    if not found.readable:
        return Verdict(Outcome.WRONG_TYPE, f"is {found.mime or 'of no stated type'}, not a page or a feed")
    text = visible_text(found)
    good = Verdict(Outcome.OK, shown=len(text))
    if not found.is_html:
        return good if text else Verdict(Outcome.EMPTIED, "a feed without content")
    trouble = _wall(url, final_url, found, text) or _emptied(found, text, before, rendered)
    return trouble or _unstable(found, before) or good


def _wall(url: str, final_url: str, found: Document, text: str) -> Verdict | None:
    """What stands in front of the page, or says in its place that there is none."""
    if len(text) > SHORT:
        return None
    title = title_of(found)
    said = f"{title} {text}"
    if _CHALLENGE_TEXT.search(said) or (len(text) < SHORT / 3 and _CHALLENGE_MARKUP.search(found.text)):
        return Verdict(Outcome.BLOCKED, "a challenge page instead of the page")
    moved = urlsplit(final_url) if final_url != url else urlsplit("")
    if CONSENT_PLACE.search(f"{moved.hostname}{moved.path}") or _asks_consent(text, said):
        return Verdict(Outcome.CONSENT_WALL, "a consent page instead of the page")
    if LOGIN_PLACE.search(moved.path) or _asks_login(url, found, said):
        return Verdict(Outcome.LOGIN_WALL, "a login page instead of the page")
    if _SOFT_404.search(title) or (len(text) < SHORT / 2 and _SOFT_404.search(_heading(found))):
        return Verdict(Outcome.EMPTIED, "says that the page was not found, with a good status")
    return None


def _asks_consent(text: str, said: str) -> bool:
    return bool(len(text) < SHORT / 2 and _CONSENT.search(said) and len(_CONSENT_ACT.findall(said)) >= 2)


def _asks_login(url: str, found: Document, said: str) -> bool:
    """Whether a short page is a login form, and not because a login page was asked for."""
    expected = LOGIN_PLACE.search(urlsplit(url).path)
    return bool(not expected and _PASSWORD.search(found.text) and _LOGIN_TEXT.search(said))


def _emptied(found: Document, text: str, before: Before | None, rendered: bool) -> Verdict | None:
    """A page with next to nothing on it, or far less than it used to show."""
    if len(text) < SHELL or (len(text) < SHORT / 3 and _MOUNT.search(found.text) and not rendered):
        script = "<script" in found.text.lower() or _NOSCRIPT.search(found.text)
        return Verdict(Outcome.EMPTIED, (_STILL_EMPTY if rendered else _SHELL) if script else "an empty page")
    if before is None or before.length < SUBSTANTIAL or len(text) >= SHRUNK * before.length:
        return None
    if _NOSCRIPT.search(text) and len(text) < SHORT / 3:
        hint = "" if rendered else f": {_RENDER_IT}"
        return Verdict(Outcome.EMPTIED, f"asks for JavaScript instead of showing its text{hint}")
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
