"""Any program that takes JSON by POST: `type = "webhook"`, `url_env = "…"`, and perhaps `secret_env = "…"`.

The body is the digest as data (docs/reports.md). With a secret, `X-Turfwatch-Signature` is `sha256=` and
the HMAC of the body in hexadecimal. `Idempotency-Key` is the same when a delivery is tried again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from typing import Any

from reports.channels import _http
from turfwatch.errors import DeliveryError

FACTS = True  # the message has to carry the digest as data


def send(message: bytes, options: Mapping[str, Any]) -> None:
    """Post the digest; raises DeliveryError, permanent when it is refused for good."""
    url = _http.address(options, "webhook")
    body = json.dumps(_http.facts(message), ensure_ascii=False).encode()
    headers = {"Idempotency-Key": str(_http.parsed(message)["Message-ID"]).strip("<>")}
    if secret := _secret(options.get("secret_env")):
        signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
        headers["X-Turfwatch-Signature"] = f"sha256={signature}"
    _http.post(url, body, headers)


def _secret(variable: str | None) -> bytes:
    if not variable:
        return b""
    secret = os.environ.get(variable, "").encode()
    if not secret:
        raise DeliveryError(
            "the webhook channel's secret is not set", permanent=False, hint=f"set {variable}"
        )
    return secret
