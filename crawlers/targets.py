"""Whom to crawl: one target a company, with what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from crawlers.urls import identity, normalise, site_of
from turfwatch.config import Competitor, Config, Source
from turfwatch.errors import ConfigError
from turfwatch.types import Page


@dataclass(frozen=True)
class Target:
    """One company to crawl: its site, what else of it to watch, and how much."""

    name: str
    site: str
    hosts: tuple[str, ...]  # sites (registered domains) that are the company's with all they hold
    sources: tuple[Source, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_pages: int = 60
    max_depth: int = 2
    adapter: str = "generic"
    is_us: bool = False

    def owns(self, url: str) -> bool:
        """Whether a page is the company's: on its site or a subdomain, or at or below a source."""
        return site_of(url) in self.hosts or any(
            _below(identity(url), identity(source.url)) for source in self.sources
        )

    def excluded(self, url: str) -> bool:
        """Whether the config keeps us off this page."""
        return any(p.search(url) for p in self._patterns[1])

    def included(self, url: str) -> bool:
        """Whether the config asks for this page whatever its kind."""
        return any(p.search(url) for p in self._patterns[0])

    def source(self, url: str) -> Source | None:
        """The configured source at this address."""
        return self._sources.get(identity(url))

    def renders(self, url: str) -> bool:
        """Whether the config asks for this page as a browser shows it."""
        source = self.source(url)
        return source is not None and source.render

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {identity(source.url): source for source in self.sources}

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
        return tuple(map(re.compile, self.include)), tuple(map(re.compile, self.exclude))


@dataclass(frozen=True)
class Known:
    """A target with what the store knows of it when a crawl begins."""

    target: Target
    pages: tuple[Page, ...] = ()
    met: frozenset[int] = frozenset()  # marks of the addresses its site linked to so far
    trusted: frozenset[str] = frozenset()  # hosts and sections whose validators can be relied on


def targets(config: Config) -> tuple[Target, ...]:
    """Every company of the config that has a site: the competitors, then our own."""
    found = [_competitor(config, competitor) for competitor in config.competitors]
    us = config.company
    if us.site is not None:
        site = _home(us.site)
        found.append(
            Target(us.name, site, (site_of(site),), max_pages=config.crawl.max_pages,
                   max_depth=config.crawl.max_depth, is_us=True)
        )  # fmt: skip
    return tuple(found)


def chosen(config: Config, companies: Collection[str] | None) -> tuple[Target, ...]:
    """The targets of these companies, by name or alias, or all; ConfigError for one that is unknown."""
    everyone = targets(config)
    if companies is None:
        return everyone
    us = config.company
    names = {
        us.name if name.casefold() == us.name.casefold() else config.competitor(name).name
        for name in companies
    }
    found = tuple(target for target in everyone if target.name in names)
    if not found:
        raise ConfigError(f"{us.name} has no site to crawl", hint="set company.site in turfwatch.toml")
    return found


def owner_of(url: str, among: tuple[Target, ...]) -> Target | None:
    """The company a page belongs to; a configured source counts before a whole site."""
    return next((t for t in among if t.source(url)), None) or next((t for t in among if t.owns(url)), None)


def _competitor(config: Config, competitor: Competitor) -> Target:
    site = _home(competitor.site)
    return Target(
        name=competitor.name,
        site=site,
        hosts=(site_of(site),),
        sources=competitor.sources,
        include=competitor.include,
        exclude=competitor.exclude,
        max_pages=competitor.max_pages or config.crawl.max_pages,
        max_depth=config.crawl.max_depth if competitor.max_depth is None else competitor.max_depth,
        adapter=competitor.adapter,
    )


def _home(site: str) -> str:
    return normalise(site) or site


def _below(page: str, source: str) -> bool:
    """Whether a page is a source or lies below it; a source's whole host only if it is the host's root."""
    return page == source or page.startswith((f"{source}/", f"{source}?"))
