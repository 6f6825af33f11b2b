"""What robots.txt says beyond permission: sitemaps, and how long to wait between requests."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import RobotParser

from crawlers.urls import host_of, normalise

LONGEST_DELAY = 30.0  # seconds: what asks for more would make one run last days

LONGEST = 2_000_000  # bytes of a robots.txt that are read whatever `crawl.max_bytes` says: four times the
# least that RFC 9309 asks for. One that is not read would be one that is not obeyed.


class Robots:
    """Listens to Scrapy's robots.txt middleware; one for each run."""

    def __init__(self, crawler: Crawler, user_agent: str) -> None:
        self._crawler = crawler
        self._user_agent = user_agent
        self._sitemaps: dict[str, tuple[str, ...]] = {}
        self._delays: dict[str, float] = {}
        crawler.signals.connect(self._parsed, signals.robots_parsed)
        crawler.signals.connect(self._reached_downloader, signals.request_reached_downloader)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of this address's host names."""
        return self._sitemaps.get(urlsplit(url).netloc, ())

    def _parsed(self, robotparser: RobotParser, request: Request) -> None:
        named = getattr(getattr(robotparser, "rp", None), "sitemaps", ())
        found = [url for entry in named if (url := normalise(str(entry), request.url))]
        self._sitemaps[urlsplit(request.url).netloc] = tuple(dict.fromkeys(found))
        delay = robotparser.crawl_delay(self._user_agent)
        if delay:
            self._delays[host_of(request.url)] = min(delay, LONGEST_DELAY)

    def _reached_downloader(self, request: Request, spider: Spider) -> None:
        """Keep a host's slot at the delay its robots.txt asks for, whatever AutoThrottle thinks."""
        if request.meta.get("dont_obey_robotstxt"):  # what Scrapy's middleware marks robots.txt with
            request.meta["download_maxsize"] = LONGEST
        delay = self._delays.get(host_of(request.url))
        slot = self._crawler.engine.downloader.slots.get(host_of(request.url))
        if delay is not None and slot is not None and slot.delay < delay:
            slot.delay, slot.concurrency = delay, 1
            request.meta["autothrottle_dont_adjust_delay"] = True
