"""Corpora of any size: folders of digests in the main form, the same for the same seed."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.build.texts import Text, load_texts

LAST_DAY = dt.date(2026, 11, 20)
MOST_WEEKS = 700
"""A corpus that needs more weekly digests than this has a digest for every day."""
SMALLEST, LARGEST = 10, 22
"""Papers in a digest, drawn evenly: 16 on average, as in real ones."""
STRANGE = 0.3
"""Share of a text's sentences that come from another: papers keep about as many topics as real ones."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper of a corpus: an arXiv id, two titles, and abstracts as paragraphs (English may be absent)."""

    id: str
    en: str
    zh: str
    abstract_zh: tuple[str, ...]
    abstract_en: tuple[str, ...]


def cache_folder() -> Path:
    """Where corpora, environments and sites are kept: in memory where the system has a place for it."""
    named = os.environ.get("PAPER_DIGEST_BENCH")
    shared_memory = Path("/dev/shm")
    base = shared_memory if os.access(shared_memory, os.W_OK) else Path(tempfile.gettempdir())
    return Path(named) if named else base / "paper-digest-bench"


def corpus_folder(papers: int, *, seed: int = 0, english: bool = False, root: Path | None = None) -> Path:
    """A folder of digests with that many papers, made when it is not in the cache yet.

    Args:
        papers: how many papers the digests hold together; every id and every title occurs once.
        seed: another seed makes other texts.
        english: whether blocks hold English abstracts beside the Chinese ones.
        root: the folder of all corpora; by default in `cache_folder()`.

    Returns:
        The folder of digests.
    """
    texts = load_texts()
    version = hashlib.sha256(repr(texts).encode() + Path(__file__).read_bytes()).hexdigest()[:8]
    name = f"{papers}-{seed}-{'both' if english else 'zh'}-{version}"
    target = (root or cache_folder() / "corpora") / name
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=target.parent))
        write_corpus(unfinished, papers, texts, seed=seed, english=english)
        try:
            unfinished.rename(target)
        except OSError:
            shutil.rmtree(unfinished)
            if not target.is_dir():
                raise
    return target


def write_corpus(
    folder: Path, papers: int, texts: Sequence[Text], *, seed: int = 0, english: bool = False
) -> None:
    """Write a corpus as `YYYY/MMDD-MMDD.md` for weeks or `YYYY/MM/DD.md` for days."""
    for path, entries in make_digests(papers, texts, seed=seed, english=english):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n\n".join(map(block, entries)) + "\n", encoding="utf-8")


def make_digests(
    papers: int, texts: Sequence[Text], *, seed: int = 0, english: bool = False
) -> Iterator[tuple[str, list[Entry]]]:
    """The digests of a corpus, oldest first, each with its path."""
    rng = random.Random(f"{seed} {papers}")
    sizes = _sizes(papers, rng)
    titles: set[str] = set()
    months: dict[str, int] = {}
    for (first, path), size in zip(_calendar(len(sizes)), sizes, strict=True):
        yield path, [_entry(_next_id(first, months), texts, titles, rng, english) for _ in range(size)]


def block(entry: Entry) -> str:
    """A paper as digests have it."""
    return "\n".join(
        [
            f"## {entry.en}  ",
            f"[{entry.zh}](https://arxiv.org/abs/{entry.id})  ",
            "",
            "\n\n".join((*entry.abstract_zh, *entry.abstract_en)),
        ]
    )


def _sizes(papers: int, rng: random.Random) -> list[int]:
    sizes: list[int] = []
    left = papers
    while left:
        sizes.append(min(left, rng.randint(SMALLEST, LARGEST)))
        left -= sizes[-1]
    return sizes


def _calendar(digests: int) -> Iterator[tuple[dt.date, str]]:
    daily = digests > MOST_WEEKS
    for back in range(digests - 1, -1, -1):
        last = LAST_DAY - dt.timedelta(days=back if daily else 7 * back)
        first = last if daily else last - dt.timedelta(days=4)
        yield first, f"{first:%Y/%m/%d}.md" if daily else f"{first:%Y}/{first:%m%d}-{last:%m%d}.md"


def _next_id(day: dt.date, months: dict[str, int]) -> str:
    month = f"{day:%y%m}"
    months[month] = months.get(month, 0) + 1
    digits = 5 if day.year >= 2015 else 4
    return f"{month}.{months[month]:0{digits}d}"


def _entry(
    paper_id: str, texts: Sequence[Text], titles: set[str], rng: random.Random, english: bool
) -> Entry:
    text, other = rng.choice(texts), rng.choice(texts)
    en, zh = _titles(text, other)
    if en in titles:
        number = rng.randint(2, 999)
        while f"{en} ({number})" in titles:
            number += 1
        en, zh = f"{en} ({number})", f"{zh}（{number}）"
    titles.add(en)
    return Entry(
        id=paper_id,
        en=en,
        zh=zh,
        abstract_zh=_mixed(text.paragraphs_zh, other.paragraphs_zh, "", rng),
        abstract_en=_mixed(text.paragraphs_en, other.paragraphs_en, " ", rng) if english else (),
    )


def _titles(text: Text, other: Text) -> tuple[str, str]:
    """The subject of one paper under the name of another, where that has a name in both languages."""
    name_en, colon_en, _ = other.en.partition(": ")
    name_zh, colon_zh, _ = _halves(other.zh)
    if not (colon_en and colon_zh):
        return text.en, text.zh
    return (
        f"{name_en}: {text.en.partition(': ')[2] or text.en}",
        f"{name_zh}：{_halves(text.zh)[2] or text.zh}",
    )


def _halves(title: str) -> tuple[str, str, str]:
    """A Chinese title's name and subject, between them a colon of either width or nothing."""
    return title.replace(": ", "：").partition("：")


def _mixed(
    own: Sequence[Sequence[str]], other: Sequence[Sequence[str]], between: str, rng: random.Random
) -> tuple[str, ...]:
    """Paragraphs of the first text with a third of its sentences, or so, from the other."""
    strange = [sentence for paragraph in other for sentence in paragraph if len(paragraph) > 1]
    return tuple(
        between.join(
            rng.choice(strange) if strange and len(paragraph) > 1 and rng.random() < STRANGE else sentence
            for sentence in paragraph
        )
        for paragraph in own
    )
