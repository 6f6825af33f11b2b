"""The browser for pages that only a script fills: found on this machine, started when first needed.

It has no way to the network. Its proxy is a port nobody listens on, no name resolves for it, and every
request it makes is answered by us (`tab`) with what our own client fetched (`step`). So what holds
for a fetch (addresses checked when connected to, robots.txt, sizes, one request a host) holds for a
page's scripts too, and what we do not answer (web sockets, service workers, WebRTC) reaches nobody.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import Coroutine
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from crawlers.rendering.exchange import BrowserTrouble, GetPart, Rendered, Shell
from crawlers.rendering.tab import Tab
from turfwatch.config import Crawl

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_TABS = 2  # pages rendered at once: each may take some hundred megabytes
_START = 60.0  # seconds for the browser to come up on a busy machine
_PARTING = 5.0  # seconds for it to close what it is asked to close
_ARGS = (
    "--disable-quic",
    "--dns-prefetch-disable",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",
)


def missing(crawl: Crawl) -> str:
    """What must be installed before a page can be rendered; empty where nothing is missing."""
    if find_spec("playwright") is None:
        return "the extra is not installed: pip install 'turfwatch[render]'"
    if crawl.browser is not None and shutil.which(crawl.browser) is None:
        return f"crawl.browser names {crawl.browser}, which is no program that can be run"
    if executable(crawl) is None:
        return "no Chromium is on the PATH: install it (Debian: apt install chromium) or set crawl.browser"
    return ""


def executable(crawl: Crawl) -> str | None:
    """The browser to use: the one the config names, else the first Chromium on the PATH."""
    names = (crawl.browser,) if crawl.browser is not None else _NAMES
    return next((path for name in names if (path := shutil.which(name))), None)


class Browser:
    """One Chromium for a run, started by the first page that needs it, without a profile of anybody's."""

    def __init__(self, crawl: Crawl, user_agent: str) -> None:
        self._crawl = crawl
        self._user_agent = user_agent
        self._tabs = asyncio.Semaphore(_TABS)
        self._starting = asyncio.Lock()
        self._nowhere: socket.socket | None = None
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None

    async def render(self, shell: Shell, part: GetPart) -> Rendered:
        """The page as it stands when its scripts have run; raises BrowserTrouble where it never does."""
        async with self._tabs:
            chromium = await self._started()
            tab = Tab(chromium, shell, part, user_agent=self._user_agent, max_bytes=self._crawl.max_bytes)
            try:
                return await tab.render(self._crawl.timeout)
            finally:
                if not await _within(_PARTING, tab.close()):
                    await self.close()  # a browser that cannot close a page is of no more use

    async def _started(self) -> Chromium:
        async with self._starting:
            if self._chromium is None or not self._chromium.is_connected():
                await self.close()
                self._chromium = await self._start()
            return self._chromium

    async def _start(self) -> Chromium:
        if problem := missing(self._crawl):
            raise BrowserTrouble(f"render = true, but {problem}")
        from playwright.async_api import Error, async_playwright

        nowhere = self._nowhere = socket.socket()
        nowhere.bind(("127.0.0.1", 0))  # held and never listened on: whoever connects is refused
        try:
            self._playwright = await async_playwright().start()
            return await self._playwright.chromium.launch(
                executable_path=executable(self._crawl),
                headless=True,
                args=list(_ARGS),
                proxy={
                    "server": f"http://127.0.0.1:{nowhere.getsockname()[1]}",
                    "bypass": "<-loopback>",
                },
                chromium_sandbox=os.geteuid() != 0,  # Chromium has none for root
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                timeout=_START * 1000,
            )
        except (Error, OSError) as error:
            await self.close()
            raise BrowserTrouble(f"the browser does not start: {_why(str(error))}") from error

    async def close(self) -> None:
        """End the browser; nothing of it is left, whatever state it is in."""
        chromium, playwright = self._chromium, self._playwright
        self._chromium = self._playwright = None
        if chromium is not None:
            await _within(_PARTING, chromium.close())
        if playwright is not None:
            await _within(_PARTING, playwright.stop())
        if self._nowhere is not None:
            self._nowhere.close()


def _why(told: str) -> str:
    """What keeps a browser from starting, in a line."""
    if "No usable sandbox" in told:
        return "its sandbox needs user namespaces, which this machine does not give to users"
    return told.partition("\n")[0]


async def _within(seconds: float, closing: Coroutine[Any, Any, None]) -> bool:
    """Whether something was closed in time; what was closed already, or has crashed, is."""
    from playwright.async_api import Error

    task = asyncio.ensure_future(closing)
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if not done:
        task.cancel()  # and not waited for, as `wait_for` would: what hangs may hang on
        return False
    with suppress(Error):
        task.result()
    return True
