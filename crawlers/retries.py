"""Second attempts: once, after what the server asked for, and not for what will not get better."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

from crawlers.addresses import ForbiddenAddress
from crawlers.failures import of_exception
from turfwatch.types import Outcome

PATIENCE = 20.0  # seconds: a server that asks for more is asked again at the next run
_HOPELESS = frozenset(
    {Outcome.FORBIDDEN_ADDRESS, Outcome.TLS, Outcome.DNS, Outcome.TIMEOUT, Outcome.TOO_LARGE}
)


class PatientRetry(RetryMiddleware):
    """Scrapy's retries with Retry-After honoured."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Ask again after a passing failure; the download handler waits as long as the server says."""
        if response.status not in self.retry_http_codes:
            return response
        wait = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        if response.status == 429 and wait is None:
            return response
        if wait is not None and wait > PATIENCE:
            return response
        return self._retry(request, f"status {response.status}") or response

    def process_exception(
        self, request: Request, exception: Exception, spider: Spider | None = None
    ) -> Request | Response | None:
        """Ask again after a broken connection, not after one that cannot work."""
        if isinstance(exception, ForbiddenAddress) or of_exception(exception).outcome in _HOPELESS:
            return None
        return super().process_exception(request, exception)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header (seconds or a date); None where it says nothing."""
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
