"""Who gets a digest and by which way: recipients, routes and channels of the configuration."""

from __future__ import annotations

from collections.abc import Callable

from reports.views import Audience, Interest
from turfwatch import plugins
from turfwatch.config import Channel, Config
from turfwatch.errors import DeliveryError, PluginError
from turfwatch.store.outbox import Delivery


def audiences(config: Config) -> list[Audience]:
    """Recipients grouped by what they get; who is on several lists gets one digest of all of them."""
    digest, interests = config.digest, dict[str, tuple[Interest, ...]]()
    lists = [(digest.to, Interest(digest.minimum_severity))]
    lists += [(r.to, Interest(r.minimum_severity, r.owner, r.segments, r.personas)) for r in digest.routes]
    lists += [((name,), Interest(channel.minimum_severity)) for name, channel in channels(config).items()]
    for recipients, interest in lists:
        for recipient in recipients:
            interests[recipient] = (*interests.get(recipient, ()), interest)
    groups: dict[tuple[Interest, ...], tuple[str, ...]] = {}
    for recipient, wanted in interests.items():
        groups[wanted] = (*groups.get(wanted, ()), recipient)
    return [Audience(recipients, wanted, config) for wanted, recipients in groups.items()]


def channels(config: Config) -> dict[str, Channel]:
    """The configured channels by the name their deliveries carry: `file`, `slack`, `slack 2` …"""
    named: dict[str, Channel] = {}
    for channel in config.channels:
        same = sum(c.type == channel.type for c in named.values())
        named[channel.type + (f" {same + 1}" if same else "")] = channel
    return named


def wants_facts(config: Config, recipient: str) -> bool:
    """Whether the recipient is a channel that makes a message of its own from the digest as data."""
    channel = channels(config).get(recipient)
    if channel is None:
        return False
    try:
        return bool(getattr(plugins.load("reports.channels", channel.type), "FACTS", False))
    except PluginError:
        return False  # told when the delivery is tried


def repeatable(config: Config, recipient: str) -> bool:
    """Whether the recipient is a channel on which the same message twice is the same as once."""
    channel = channels(config).get(recipient)
    if channel is None:
        return False
    try:
        return bool(getattr(plugins.load("reports.channels", channel.type), "REPEATABLE", False))
    except PluginError:
        return False


def deliver(config: Config, delivery: Delivery, begin: Callable[[], None]) -> None:
    """Hand one delivery to its channel; raises DeliveryError, or PluginError for a broken channel.

    `begin` is called before anything is handed over from which on the receiver may have the message.
    """
    channel = channels(config).get(delivery.recipient)
    if channel is not None:
        module = plugins.load("reports.channels", channel.type)
        begin()
        module.send(delivery.message, channel.model_dump())
    elif "@" not in delivery.recipient:
        raise DeliveryError(f"the channel {delivery.recipient!r} is not configured any more", permanent=True)
    elif config.smtp is None:
        raise DeliveryError(
            "no mail server is configured", permanent=False, hint="add an [smtp] table with host and from"
        )
    else:
        options = {**config.smtp.model_dump(), "recipient": delivery.recipient}
        plugins.load("reports.channels", "smtp").send(delivery.message, options, begin)
