"""One page in the browser: its document is handed to it, its requests are answered by us, its DOM is read.

Scripts and the data they ask for are fetched; pictures, media, fonts, frames and pop-ups are not, and
styles are empty. A script that goes to another address is a redirect, which the crawl follows or not.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawlers.rendering.exchange import (
    Ask,
    BrowserTimeout,
    BrowserTooLarge,
    BrowserTrouble,
    GetPart,
    Rendered,
    Shell,
)
from crawlers.urls import identity, is_asset, site_of

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, CDPSession, Page, Request, Route

_FETCHED = frozenset({"script", "xhr", "fetch"})
_SAFE = frozenset({"GET", "HEAD"})
_PARTS = 300  # requests of one page; what asks for more gets no answer
_QUIET = 0.6  # seconds without a request and without a change after which a page stands
_LOOK = 0.15  # seconds between two looks
_SHARE = 0.6  # of the time a page has, after which it is taken as it is: some never stand still
_OURS = frozenset({"accept-encoding", "connection", "content-length", "cookie", "host", "user-agent"})
_GONE = "the page made the browser fail"

_NO_PEERS = "for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport'])"
_NO_PEERS += " delete globalThis[name];"
_STATE = "[document.readyState, document.documentElement ? document.documentElement.outerHTML.length : 0]"
# Open shadow roots are shown where they stand. Inline scripts and nonces, which differ at every
# load, have done their work and would make every capture a new one.
_SERIALISE = """(() => {
  const flatten = root => {
    for (const host of root.querySelectorAll('*')) {
      if (!host.shadowRoot) continue;
      flatten(host.shadowRoot);
      for (const node of host.shadowRoot.childNodes)
        if (!['STYLE', 'SCRIPT', 'LINK'].includes(node.nodeName)) host.append(node.cloneNode(true));
    }
  };
  flatten(document);
  for (const script of document.querySelectorAll('script:not([src]):not([type*="json"])')) script.remove();
  for (const marked of document.querySelectorAll('[nonce]')) marked.removeAttribute('nonce');
  return ('<!doctype html>\\n' + document.documentElement.outerHTML).slice(0, %d);
})()"""


class Tab:
    """One page, in a context of its own that nothing outlives."""

    def __init__(
        self, browser: Browser, shell: Shell, part: GetPart, *, user_agent: str, max_bytes: int
    ) -> None:
        self._browser = browser
        self._shell = shell
        self._part = part
        self._user_agent = user_agent
        self._max_bytes = max_bytes
        self._context: BrowserContext | None = None
        self._served = self._crashed = False
        self._bug: Exception | None = None
        self._moved_to = ""
        self._asked = self._open = 0
        self._latest = 0.0

    async def render(self, seconds: float) -> Rendered:
        """The DOM once it stands still, at the latest after most of the time it is given."""
        from playwright.async_api import Error

        try:
            async with asyncio.timeout(seconds):
                return await self._render(seconds * _SHARE)
        except TimeoutError as error:
            raise BrowserTimeout(f"its scripts did not end within {seconds:g} seconds") from error
        except Error as error:
            if self._moved_to:
                return Rendered(moved_to=self._moved_to)
            raise BrowserTrouble(_GONE if self._crashed else f"{_GONE}: {_first_line(error)}") from error

    async def close(self) -> None:
        """Close the page with all it opened."""
        if self._context is not None:
            await self._context.close()

    async def _render(self, patience: float) -> Rendered:
        page = await self._opened()
        self._latest = _clock()
        deadline = self._latest + patience
        await page.goto(self._shell.url, wait_until="commit")
        cdp = await page.context.new_cdp_session(page)
        await self._settle(cdp, deadline)
        if self._bug is not None:
            raise self._bug
        if self._moved_to:
            return Rendered(moved_to=self._moved_to)
        if self._crashed:
            raise BrowserTrouble(_GONE)
        dom = str(await _evaluate(cdp, _SERIALISE % (self._max_bytes + 1))).encode("utf-8", "replace")
        if len(dom) > self._max_bytes:
            raise BrowserTooLarge("larger than crawl.max_bytes once its scripts have run")
        return Rendered(dom)

    async def _opened(self) -> Page:
        context = self._context = await self._browser.new_context(
            user_agent=self._user_agent, accept_downloads=False, service_workers="block", locale="en-US",
            timezone_id="UTC", reduced_motion="reduce", viewport={"width": 1280, "height": 1600},
        )  # fmt: skip
        await context.add_init_script(_NO_PEERS)
        await context.route("**/*", self._route)
        page = await context.new_page()
        context.on("page", lambda popup: asyncio.ensure_future(_dismiss(popup)))
        page.on("crash", lambda _: self._crash())
        self._page = page
        return page

    def _crash(self) -> None:
        self._crashed = True

    async def _settle(self, cdp: CDPSession, deadline: float) -> None:
        """Wait until nothing is asked for and nothing changes, or the deadline has come."""
        state: object = None
        while _clock() < deadline and not (self._moved_to or self._crashed or self._bug):
            await asyncio.sleep(_LOOK)
            found = await _evaluate(cdp, f"JSON.stringify({_STATE})")
            if found != state or self._open:
                state, self._latest = found, _clock()
            loaded = json.loads(str(found))[0] != "loading"
            if loaded and _clock() - self._latest >= _QUIET:
                return

    # --- its requests -----------------------------------------------------------------------------

    async def _route(self, route: Route, request: Request) -> None:
        """Answer a request of the page; what fails because the page is gone needs no answer."""
        from playwright.async_api import Error

        self._open += 1
        try:
            await self._answer(route, request)
        except Error:
            return
        except Exception as error:  # noqa: BLE001  # raised by `_render`: nobody hears of it here
            self._bug = self._bug or error
        finally:
            self._open -= 1
            self._latest = _clock()

    async def _answer(self, route: Route, request: Request) -> None:
        if request.is_navigation_request():
            await self._navigate(route, request)
        elif self._asked >= _PARTS:
            return  # never answered: a page that asks again and again is not kept busy with refusals
        elif request.resource_type == "stylesheet":
            await route.fulfill(status=200, content_type="text/css", body="")
        elif (ask := await self._ask(request)) is None or (part := await self._part(ask)) is None:
            await route.abort()
        else:
            await route.fulfill(status=part.status, headers=dict(part.headers), body=part.body)

    async def _navigate(self, route: Route, request: Request) -> None:
        """The document itself, once; a further one of the page is where it moved to; frames stay empty."""
        if request.frame != self._page.main_frame:
            await route.abort()
        elif not self._served:
            self._served = True
            await route.fulfill(
                status=200, headers={"content-type": self._shell.content_type}, body=self._shell.body
            )
        else:
            url = request.url.partition("#")[0]
            await route.abort()
            if not is_asset(url) and identity(url) != identity(self._shell.url):
                self._moved_to = self._moved_to or url

    async def _ask(self, request: Request) -> Ask | None:
        """What is fetched for the page: scripts and data; only its own site is sent anything."""
        self._asked += 1
        if request.resource_type not in _FETCHED:
            return None
        if request.method not in _SAFE and (
            request.method != "POST" or site_of(request.url) != site_of(self._shell.url)
        ):
            return None
        headers = {
            name: value
            for name, value in request.headers.items()
            if name not in _OURS and not name.startswith((":", "sec-"))
        }
        if request.resource_type != "script":  # servers let other origins read what they name
            place = urlsplit(self._shell.url)
            headers.setdefault("origin", f"{place.scheme}://{place.netloc}")
        return Ask(request.url, request.method, headers, request.post_data_buffer or b"")


async def _evaluate(cdp: CDPSession, expression: str) -> object:
    """The value of an expression in a world of ours: the page's scripts cannot have changed what it means."""
    tree = await cdp.send("Page.getFrameTree")
    world = await cdp.send(
        "Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "turfwatch"}
    )
    answer: dict[str, Any] = await cdp.send(
        "Runtime.evaluate",
        {"expression": expression, "contextId": world["executionContextId"], "returnByValue": True},
    )
    return answer["result"].get("value", "")


async def _dismiss(popup: Page) -> None:
    from playwright.async_api import Error

    try:
        await popup.close()
    except Error:
        return  # it is gone with its page


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _clock() -> float:
    return asyncio.get_running_loop().time()
