"""A hundred other places, by Apprise: `type = "apprise"`, `url_env = "…"` (extra `turfwatch[channels]`).

The variable holds one or more addresses as Apprise writes them (`tgram://…`, `matrix://…`), parted by spaces.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from reports.channels import _http
from turfwatch.errors import DeliveryError


def send(message: bytes, options: Mapping[str, Any]) -> None:
    """Send the digest's text; Apprise does not tell why it failed, so every failure is a passing one.

    Raises DeliveryError, also when Apprise is not installed or does not know an address.
    """
    try:
        import apprise
    except ImportError as error:
        raise DeliveryError(
            "the apprise channel needs Apprise, which is not installed",
            permanent=False,
            hint="install the extra `turfwatch[channels]`",
        ) from error
    variable = options.get("url_env") or ""
    targets = apprise.Apprise()
    for url in os.environ.get(variable, "").split():
        if not targets.add(url):
            scheme = url.partition("://")[0] if "://" in url else "no scheme"  # it is a secret
            raise DeliveryError(f"Apprise does not understand an address of {scheme}", permanent=False)
    if not len(targets):
        raise DeliveryError(
            "the apprise channel has no address",
            permanent=False,
            hint=f"set {variable}" if variable else 'add url_env = "…" to it',
        )
    mail = _http.parsed(message)
    text = mail.get_body(("plain",))
    assert text is not None, "every digest has a text part"
    if not targets.notify(
        title=str(mail["Subject"]), body=text.get_content(), body_format=apprise.NotifyFormat.TEXT
    ):
        raise DeliveryError(
            "Apprise could not deliver to every address", permanent=False, doubtful=len(targets) > 1
        )
