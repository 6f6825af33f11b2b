"""Outcomes, both ways: what is trouble, and what only looks like it."""

from __future__ import annotations

import ssl

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)

from crawlers.addresses import ForbiddenAddress
from crawlers.bodies import document
from crawlers.failures import of_exception
from crawlers.outcomes import Before, of_page, of_status
from crawlers.redirects import of_redirect

URL = "https://deskly.example/pricing"
WORDS = "Deskly keeps every customer conversation in one shared inbox, with targets for each team. "


def judge(body: str, title: str = "Deskly", *, final: str = URL, before: Before | None = None) -> str:
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return of_page(URL, final, document(page.encode(), "text/html"), before).outcome.value


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, None), (203, None), (204, "emptied"), (304, "unchanged"), (301, "error"), (401, "login_wall"),
     (403, "blocked"), (404, "gone"), (410, "gone"), (418, "error"), (429, "blocked"), (451, "blocked"),
     (500, "error"), (503, "error"), (999, "blocked"), (102, "error")],
)  # fmt: skip
def test_statuses(status: int, outcome: str | None) -> None:
    verdict = of_status(status)
    assert (verdict.outcome.value if verdict else None) == outcome


def test_the_server_may_say_how_long_to_wait_and_that_it_challenges() -> None:
    waits = of_status(429, {"retry-after": "120"})
    assert waits is not None
    assert "120" in waits.reason
    challenged = of_status(200, {"cf-mitigated": "challenge"})
    assert challenged is not None
    assert challenged.outcome == "blocked"


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Verify you are human</h1><p>Complete the captcha to go on.</p>",
        "<h1>Access denied</h1><p>Reference 18.2f.1</p>",
        "<p>Our systems have detected unusual traffic from your network.</p>",
        "<p>Please enable JavaScript and cookies to continue</p>",
        "<p>One second</p><script src='https://x.example/cdn-cgi/challenge-platform/h/b'></script>",
    ],
)
def test_challenges_are_blocks(body: str) -> None:
    assert judge(body) == "blocked"


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>Plans</h1><p>{WORDS * 12}Stops bots: forms with a captcha verify you are human.</p>",
        f"<h1>Plans</h1><p>{WORDS * 12}We use cookies. Accept all. Reject all. Privacy.</p>",
        f"<h1>Plans</h1><p>{WORDS * 12}</p><form>Log in <input type=password></form>",
        f"<h1>Plans</h1><p>{WORDS * 12}</p><div class=g-recaptcha></div>",
        f"<h1>Fewer errors 404</h1><p>{WORDS * 12}</p>",
        "<h1>Status codes</h1><p>A monitor can assert the status 404, and what is not found is told.</p>",
        "<h1>Pro</h1><p>$49 a month for each agent. Ask us about more.</p>",
    ],
)
def test_pages_that_only_mention_trouble_are_pages(body: str) -> None:
    assert judge(body) == "ok"


@pytest.mark.parametrize(
    ("body", "title", "final", "outcome"),
    [
        ("<p>Your privacy: we use cookies.</p><a>Accept all</a><a>Reject all</a>", "", URL, "consent_wall"),
        ("<p>Choose what we may keep about you on this machine.</p>", "",
         "https://consent.deskly.example/", "consent_wall"),
        ("<h1>Log in</h1><input type='password'> Forgot your password?", "", URL, "login_wall"),
        ("<h1>Welcome back, please tell us who you are</h1>", "",
         "https://deskly.example/users/sign_in", "login_wall"),
        ("<h1>Sorry, we can't find that page</h1><p>Perhaps it has moved.</p>", "Deskly", URL, "emptied"),
        ("<p>Nothing to see at this address, go back home please.</p>", "404 - Deskly", URL, "emptied"),
        ("<div id=app></div><script src=app.js></script>", "Deskly", URL, "emptied"),
        ("", "Deskly", URL, "emptied"),
    ],
)  # fmt: skip
def test_walls_shells_and_soft_404s(body: str, title: str, final: str, outcome: str) -> None:
    assert judge(body, title, final=final) == outcome


MENU = "<nav>Product Solutions Pricing Customers Changelog Log in</nav>"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (f'{MENU}<div id="__next"></div><script src=a.js></script>', "emptied"),
        (f"{MENU}<div class=x id=root data-a=1>\n<!-- here -->\n</div><script src=a.js></script>", "emptied"),
        (f"{MENU}<app-root></app-root><script src=a.js></script>", "emptied"),
        (f'{MENU}<div id="app"><h1>Plans</h1></div>', "ok"),
        (f'{MENU}<div id="appointments"></div>', "ok"),
        (f'{MENU}<p>{WORDS * 5}</p><div id="root"></div>', "ok"),  # a widget, on a page with its text
    ],
)
def test_an_application_that_has_not_started_is_a_shell(body: str, outcome: str) -> None:
    assert judge(body) == outcome


def test_an_empty_page_says_what_to_do_and_a_rendered_one_that_it_was_tried() -> None:
    shell = document(b"<title>Deskly</title><div id=app></div><script src=a.js></script>", "text/html")
    assert "render = true" in of_page(URL, URL, shell).reason
    tried = of_page(URL, URL, shell, rendered=True)
    assert (tried.outcome, "scripts have run" in tried.reason) == ("emptied", True)
    menu = document(f"{MENU}<div id=app></div><script src=a.js></script>".encode(), "text/html")
    assert of_page(URL, URL, menu, rendered=True).outcome == "ok"  # that is all there is on it


def test_a_page_that_shrinks_is_held_back_once_and_small_pages_may_shrink() -> None:
    short = f"<p>{WORDS}</p>"
    assert judge(short, before=Before(5000)) == "emptied"
    assert judge(short, before=Before(5000, emptied=True)) == "ok"
    assert judge(short, before=Before(400)) == "ok"
    assert judge(short * 20, before=Before(5000)) == "ok"
    assert judge("<p>You need to enable JavaScript to run this app, please do.</p>",
                 before=Before(5000, emptied=True)) == "emptied"  # fmt: skip


def test_what_is_no_page_has_the_wrong_type() -> None:
    for mime in ("application/pdf", "image/png", "text/css", "application/json"):
        assert of_page(URL, URL, document(b"%PDF-1.7", mime)).outcome == "wrong_type"


@pytest.mark.parametrize(
    ("chain", "target", "owned", "home", "outcome"),
    [
        ((URL,), "https://deskly.example/plans", True, False, None),
        ((URL,), URL, True, False, "error"),
        (tuple(f"{URL}/{n}" for n in range(8)), "https://deskly.example/9", True, False, "error"),
        ((URL,), "https://stranger.example/", False, False, "gone"),
        ((URL,), "https://stranger.example/", False, True, "error"),
        ((URL,), "https://id.stranger.example/login?next=1", False, False, "login_wall"),
        ((URL,), "https://consent.stranger.example/", False, False, "consent_wall"),
        ((URL,), "http://169.254.169.254/", False, True, "forbidden_address"),
        ((URL,), "ftp://deskly.example/", False, False, "forbidden_address"),
    ],
)
def test_redirects(chain: tuple[str, ...], target: str, owned: bool, home: bool, outcome: str | None) -> None:
    verdict = of_redirect(URL, chain, target, owned=owned, home=home)
    assert (verdict.outcome.value if verdict else None) == outcome


def caused(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (DownloadTimeoutError("slow"), "timeout"),
        (TimeoutError(), "timeout"),
        (CannotResolveHostError("x"), "dns"),
        (caused(CannotResolveHostError("x"), ForbiddenAddress("x leads to 10.0.0.1")), "forbidden_address"),
        (caused(DownloadConnectionRefusedError("x"), ssl.SSLCertVerificationError("expired")), "tls"),
        (DownloadCancelledError("big"), "too_large"),
        (IgnoreRequest("body exceeded DOWNLOAD_MAXSIZE"), "too_large"),
        (IgnoreRequest("Forbidden by robots.txt"), "robots_disallowed"),
        (DownloadConnectionRefusedError("x"), "error"),
        (DownloadFailedError("x"), "error"),
        (OSError("Not a gzipped file"), "error"),
        (KeyError("odd"), "error"),
    ],
)
def test_exceptions_by_their_cause(error: Exception, outcome: str) -> None:
    verdict = of_exception(error)
    assert verdict.outcome.value == outcome
    assert verdict.reason
