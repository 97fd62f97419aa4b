"""Compiled templates: kept from one build of a process to the next, or compiled beside other work."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable
from types import CodeType, MethodType
from typing import Any, NamedTuple

from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.meta import find_referenced_templates

# What an environment has that no template's code depends on.
_NOT_IN_CODE = frozenset({"bytecode_cache", "cache", "extensions", "globals", "loader", "template_class"})


class Compiled(NamedTuple):
    """A template's code on its way from another process of this build.

    Attributes:
        key: stands for its name and path.
        checksum: of its text.
        code: as `marshal` writes it.
    """

    key: str
    checksum: str
    code: bytes


class CompiledTemplates(BytecodeCache):
    """Keeps what templates were compiled to while their text and their environment's settings stay."""

    def __init__(self) -> None:
        """Know of no template."""
        self._code: dict[str, tuple[str, dict[str, Any], CodeType]] = {}
        self._coming: Callable[[], Iterable[Compiled]] | None = None
        self._settings: dict[str, Any] = {}

    @property
    def is_empty(self) -> bool:
        """Whether no template is known or expected."""
        return not self._code and self._coming is None

    def expect(self, environment: Environment, coming: Callable[[], Iterable[Compiled]]) -> None:
        """Wait for what is being compiled in another process once a template is wanted that nobody knows.

        Args:
            environment: what the templates are compiled for.
            coming: gives them; called once.
        """
        self._coming, self._settings = coming, _settings(environment)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code, if its text and what it is compiled for are still the same."""
        if self._coming and bucket.key not in self._code:
            coming, self._coming = self._coming, None
            received = {one.key: (one.checksum, self._settings, marshal.loads(one.code)) for one in coming()}
            self._code = {**received, **self._code}
        known = self._code.get(bucket.key)
        if known and known[0] == bucket.checksum and known[1] == _settings(bucket.environment):
            bucket.code = known[2]

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        if bucket.code is not None:
            self._code[bucket.key] = (bucket.checksum, _settings(bucket.environment), bucket.code)


def compile_templates(environment: Environment, names: Iterable[str]) -> list[Compiled]:
    """Compile templates, and all that they extend, include and import by name.

    Args:
        environment: has a loader and a cache, which is not written to.
        names: the templates' names. One that is not there, or has any mistake, is left to who needs it.

    Returns:
        The code of each.
    """
    loader, cache = environment.loader, environment.bytecode_cache
    assert loader is not None
    assert cache is not None
    compiled: list[Compiled] = []
    waiting = list(names)
    seen = set(waiting)
    for name in waiting:
        try:
            text, path, _ = loader.get_source(environment, name)
            tree = environment.parse(text, name, path)
            named = {other for other in find_referenced_templates(tree) if other} - seen
            code = environment.compile(tree, name, path)
        # Python has its own limits beside Jinja's errors, such as on nested blocks.
        except Exception:
            continue
        seen |= named
        waiting += sorted(named)
        key, checksum = cache.get_cache_key(name, path), cache.get_source_checksum(text)
        compiled.append(Compiled(key, checksum, marshal.dumps(code)))
    return compiled


def _settings(environment: Environment) -> dict[str, Any]:
    """What code that is compiled for an environment depends on beside the templates' text."""
    own = {
        name: dict(value) if isinstance(value, dict) else value
        for name, value in vars(environment).items()
        if name not in _NOT_IN_CODE and not isinstance(value, MethodType)
    }
    return {**own, "": (type(environment), *map(type, environment.extensions.values()))}
