"""Scrapy's settings, from `[crawl]`: robots obeyed, one polite slot a host, nothing cached."""

from __future__ import annotations

from typing import Any

from turfwatch.config import Crawl

AT_ONCE = 4  # requests to one host where the config asks for no delay
_DOWNLOADER_MIDDLEWARES: dict[str, Any] = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the frontier knows better
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawlers.retries.PatientRetry": 550,
    "crawlers.rendering.step.Rendering": 570,  # of bodies that are unpacked (590)
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,  # only crawl.proxy is used
}
# Every answer reaches the spider, and the frontier counts depth.
_SPIDER_MIDDLEWARES: dict[str, Any] = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}


def scrapy_settings(crawl: Crawl) -> dict[str, Any]:
    """The settings of one run; `TURFWATCH_*` is read by our own download handler."""
    handler = "crawlers.download.Handler"
    return {
        "TWISTED_REACTOR_ENABLED": False,  # one asyncio loop a run, so that runs can follow each other
        "USER_AGENT": user_agent(crawl),
        "ROBOTSTXT_OBEY": crawl.robots,
        "ROBOTSTXT_USER_AGENT": crawl.user_agent.split("/")[0],
        "CONCURRENT_REQUESTS": crawl.concurrency,
        "CONCURRENT_ITEMS": 1,  # tasks Scrapy starts for every answer; the spider yields no items
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1 if crawl.delay else AT_ONCE,
        "DOWNLOAD_DELAY": crawl.delay,
        "AUTOTHROTTLE_ENABLED": crawl.delay > 0,  # slow servers are given more time, never less
        "AUTOTHROTTLE_START_DELAY": crawl.delay,
        "DOWNLOAD_TIMEOUT": crawl.timeout,
        "DOWNLOAD_MAXSIZE": crawl.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS": {
            "http": handler,
            "https": handler,
            "ftp": None,
            "file": None,
            "data": None,
            "s3": None,
        },
        "DOWNLOADER_MIDDLEWARES": _DOWNLOADER_MIDDLEWARES,
        "SPIDER_MIDDLEWARES": _SPIDER_MIDDLEWARES,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # the frontier asks for a page once
        "RETRY_TIMES": 1,
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408, 429],
        "REDIRECT_ENABLED": False,  # followed by the spider, which knows what belongs to the company
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPCACHE_ENABLED": False,  # its RFC 2616 policy takes changed pages for fresh
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "MEMUSAGE_ENABLED": False,
        "STATS_DUMP": False,
        "LOG_ENABLED": False,
        "TURFWATCH_PROXY": crawl.proxy,
        "TURFWATCH_SITEMAP_BYTES": crawl.max_bytes,
        "TURFWATCH_HOST_BYTES": crawl.max_bytes_per_host,
        "TURFWATCH_ALLOWED_HOSTS": [host.lower() for host in crawl.allow_private_hosts],
    }


def user_agent(crawl: Crawl) -> str:
    """Who we say we are, with an address a site's owner can write to."""
    return f"{crawl.user_agent} contact: {crawl.contact}" if crawl.contact else crawl.user_agent
