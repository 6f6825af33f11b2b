"""Which addresses may be connected to."""

from __future__ import annotations

import asyncio

import pytest

from crawlers.addresses import ForbiddenAddress, check_url, is_public
from crawlers.resolver import CheckedResolver


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
     "2002:7f00:1::",
     "::127.0.0.1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "nonsense"],
)  # fmt: skip
def test_private(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
     "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://localhost:8080/", "http://db.localhost/",
     "http://printer.local/", "http://metadata.google.internal/", "file:///etc/passwd",
     "ftp://deskly.example/",
     "gopher://x/", "http:///path"],
)  # fmt: skip
def test_addresses_that_tell_by_themselves(url: str) -> None:
    with pytest.raises(ForbiddenAddress):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    ["https://deskly.example/", "http://8.8.8.8/", "https://1password.example/", "https://mylocal.example"],
)
def test_addresses_that_pass(url: str) -> None:
    check_url(url)


def test_a_host_the_config_names_passes() -> None:
    check_url("http://127.0.0.1:8000/", ["127.0.0.1"])
    with pytest.raises(ForbiddenAddress):
        check_url("http://127.0.0.2:8000/", ["127.0.0.1"])


def test_names_are_checked_by_what_they_resolve_to() -> None:
    async def resolve(allowed: list[str]) -> list[str]:
        resolver = CheckedResolver(allowed)
        try:
            return [entry["host"] for entry in await resolver.resolve("localhost", 80)]
        finally:
            await resolver.close()

    with pytest.raises(ForbiddenAddress, match="private network"):
        asyncio.run(resolve([]))
    assert set(asyncio.run(resolve(["localhost"]))) <= {"127.0.0.1", "::1"}
