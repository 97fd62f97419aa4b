from __future__ import annotations

import os
import tempfile

import pytest

from paper_digest.render.cards import Cards


@pytest.mark.parametrize("place", ["file", "file without pread", "memory"])
def test_every_card_is_what_was_kept_last(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if place == "file without pread":
        monkeypatch.delattr(os, "pread")
    if place == "memory":
        monkeypatch.setattr(tempfile, "TemporaryFile", full)
    cards = Cards()
    assert cards.get("a") is None
    assert "a" not in cards
    kept = {f"2501.{number:05}": f"卡片 {number}".encode() * number for number in range(50)}
    for paper_id, card in kept.items():
        cards.add(paper_id, card)
        assert cards.get(paper_id) == card
    cards.add("2501.00003", b"again")
    assert {paper_id: cards.get(paper_id) for paper_id in kept} == {**kept, "2501.00003": b"again"}
    assert all(paper_id in cards for paper_id in kept)
    assert cards.get("a") is None


def full(**options: object) -> None:
    raise OSError("No space left on device")


def test_a_disk_that_fills_up_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", Small)
    cards = Cards()
    kept = {str(number): bytes([number]) * 30 for number in range(9)}
    for paper_id, card in kept.items():
        cards.add(paper_id, card)
    assert {paper_id: cards.get(paper_id) for paper_id in kept} == kept


class Small:
    """A file that holds 100 bytes."""

    def __init__(self, **options: object) -> None:
        self._descriptor = (
            os.memfd_create("small") if hasattr(os, "memfd_create") else pytest.skip("no memfd")
        )
        self._room = 100

    def write(self, data: bytes) -> int:
        if not self._room:
            raise OSError("No space left on device")
        fits = data[: self._room]
        self._room -= len(fits)
        return os.write(self._descriptor, fits)

    def fileno(self) -> int:
        return self._descriptor
