"""The outbox: what digests queued is delivered, each to each recipient at most once.

A delivery is claimed before it is sent, so two senders never send the same. From the moment its message is
handed over until the receiver's answer nobody can know whether it was taken: should the program die or the
line go dead then, the delivery is *doubtful*, and only a person sends it again. Everything else is tried
again by itself, later and later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from reports import delivery
from turfwatch import processes
from turfwatch.config import Config
from turfwatch.credentials import redact
from turfwatch.errors import DeliveryError, PluginError
from turfwatch.store import Store
from turfwatch.store.outbox import Delivery, DeliveryState

ATTEMPTS = 10  # passing failures of one delivery before it is given up
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=12)
LEASE = timedelta(minutes=15)  # how long a sender on another host is believed to be at it


@dataclass(frozen=True, slots=True)
class SendResult:
    """What came of the deliveries that were due."""

    sent: int = 0
    waiting: int = 0  # failed in passing, tried again later
    failed: int = 0
    doubtful: int = 0  # perhaps received: sent again only when somebody asks for it
    errors: tuple[str, ...] = ()

    def after(self, state: DeliveryState, recipient: str = "", error: str = "") -> SendResult:
        """With one delivery more."""
        name = "waiting" if state == "pending" else state
        said = (f"{recipient}: {error}",) if error else ()
        return replace(self, errors=(*self.errors, *said), **{name: getattr(self, name) + 1})


def send(config: Config, store: Store, now: datetime, *, again: bool = False) -> SendResult:
    """Deliver what is due; a receiver's error is kept with the delivery and returned.

    `again` makes everything due that waits, was given up or is in doubt. The Message-ID is the same on each
    attempt, so a receiver can tell a second copy.
    """
    began, result = monotonic(), SendResult()
    for lost in store.reclaim(now, processes.alive, lambda d: delivery.repeatable(config, d.recipient)):
        result = result.after("doubtful", lost.recipient, _doubt("the program ended while it was sent"))
    if again:
        store.requeue(("pending", "failed", "doubtful"))
    owner = processes.me()
    while (item := store.claim(owner, now, LEASE + timedelta(seconds=monotonic() - began))) is not None:
        result = _attempt(config, store, item, now, result)
    return result


def pause(attempts: int, wait: float = 0.0) -> timedelta:
    """How long to wait after so many failed attempts: twice as long each time, and what was asked for."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 16)
    return max(min(doubled, LONGEST_PAUSE), timedelta(seconds=wait))


def _attempt(config: Config, store: Store, item: Delivery, now: datetime, result: SendResult) -> SendResult:
    try:
        delivery.deliver(config, item, lambda: _begin(store, item))
    except _Lost:
        return result
    except (DeliveryError, PluginError) as error:
        state = _state(item, error)
        later = now + pause(item.attempts, getattr(error, "wait", 0.0)) if state == "pending" else None
        store.settle(item, state, now, redact(str(error)), later)  # a receiver may quote its own address
        said = redact(_doubt(error.message) if state == "doubtful" else error.message)
        return result.after(state, item.recipient, said)
    store.settle(item, "sent", now)
    return result.after("sent")


def _state(item: Delivery, error: DeliveryError | PluginError) -> DeliveryState:
    if isinstance(error, DeliveryError) and error.doubtful:
        return "doubtful"
    final = isinstance(error, DeliveryError) and error.permanent
    return "failed" if final or item.attempts >= ATTEMPTS else "pending"


class _Lost(Exception):
    """Another sender took the delivery over while this one was slow."""


def _begin(store: Store, item: Delivery) -> None:
    if not store.begin(item):
        raise _Lost


def _doubt(why: str) -> str:
    return f"perhaps received ({why}); `turfwatch digest --send --again` sends it once more"
