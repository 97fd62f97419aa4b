"""Tests reach no other machine: who tries is told so."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock


class NetworkUsed(AssertionError):
    """A test tried to reach another machine."""


def _check(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        local = ipaddress.ip_address(str(name)).is_loopback or str(name) in ("0.0.0.0", "::")
    except ValueError:
        local = str(name) == socket.gethostname()
    if not local:
        raise NetworkUsed(f"a test tried to reach {name!r}")


@contextmanager
def no_network() -> Iterator[None]:
    """Refuse connections to, and look-ups of, other machines until the block ends."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded(real: Any) -> Any:
        def to(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                _check(address[0])
            return real(self, address)

        return to

    def guarded_look_up(host: Any, *args: Any, **named: Any) -> Any:
        _check(host)
        return look_up(host, *args, **named)

    with (
        mock.patch.object(socket.socket, "connect", guarded(connect)),
        mock.patch.object(socket.socket, "connect_ex", guarded(connect_ex)),
        mock.patch.object(socket, "getaddrinfo", guarded_look_up),
    ):
        yield
