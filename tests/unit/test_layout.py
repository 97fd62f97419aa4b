"""The package's order: a module imports only from those above it, and one part alone knows MkDocs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.site import ROOT, run_python

PACKAGE = "paper_digest"
SOURCE = ROOT / "plugins" / PACKAGE
# The direct children of the package, in the order in which data flows.
ORDER = (
    "diagnostics",
    "codes",
    "limits",
    "ids",
    "month",
    "position",
    "model",
    "urls",
    "jsontext",
    "yamlfile",
    "citation",
    "sourcefile",
    "facts",
    "parse",
    "pictures",
    "paper_links",
    "same_paper",
    "merging",
    "corpus",
    "authors",
    "topics",
    "glossary",
    "trends",
    "related",
    "feeds",
    "plan",
    "render",
    "outputs",
    "theme",
    "build",
    "folders",
    "sources",
    "planning",
    "pipeline",
    "search_files",
    "site_files",
    "fetch",
    "translation",
    "export",
    "mkdocs_adapter",
    "cli",
)
# Limits of size. What has to be larger says so in its docstring, by a line that begins with this.
REASON = "Reason:"
FILE_LINES, FUNCTION_LINES, PUBLIC_METHODS = 300, 40, 7

SITE_GENERATORS = {"mkdocs", "material", "properdocs"}
ADAPTER = "mkdocs_adapter"

FILES = sorted(SOURCE.rglob("*.py"))
every_module = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())


def part_of(path: Path) -> str:
    """The direct child of the package that a file belongs to, "" for the package's own file."""
    first = path.relative_to(SOURCE).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def imported(source: str, path: Path) -> Iterator[tuple[int, str]]:
    """Every dotted name that a module imports, wherever in it, with its line."""
    package = [PACKAGE, *path.relative_to(SOURCE).parent.parts]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def parts_imported(source: str, path: Path) -> list[tuple[int, str]]:
    """The parts of the package that a module imports, with the lines of the imports."""
    names = [(line, name.split(".")) for line, name in imported(source, path)]
    return [(line, name[1]) for line, name in names if name[0] == PACKAGE and len(name) > 1]


def out_of_order(source: str, path: Path) -> list[str]:
    """What a module imports from below itself."""
    own = part_of(path)
    above = {*ORDER[: ORDER.index(own)], own, "__version__"} if own else {"__version__"}
    return [f"line {line}: {part}" for line, part in parts_imported(source, path) if part not in above]


@every_module
def test_the_order_names_every_part(path: Path) -> None:
    assert part_of(path) in {*ORDER, ""}, "name it in ORDER, where the modules above it are all it needs"


@every_module
def test_a_module_imports_only_from_those_above_it(path: Path) -> None:
    assert out_of_order(path.read_text(encoding="utf-8"), path) == []


@every_module
def test_only_the_adapter_knows_the_site_generator(path: Path) -> None:
    names = {name.partition(".")[0] for _, name in imported(path.read_text(encoding="utf-8"), path)}
    assert part_of(path) == ADAPTER or not names & SITE_GENERATORS


@every_module
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def too_large(source: str) -> list[str]:
    """What of a module is larger than the limits, without a reason; docstrings do not count to functions."""
    module = ast.parse(source)
    found = ["the file"] if source.count("\n") > FILE_LINES and not has_reason(module) else []
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            over = (
                lines_of(node) - (lines_of(node.body[0]) if ast.get_docstring(node) else 0) > FUNCTION_LINES
            )
        elif isinstance(node, ast.ClassDef):
            defined = [
                one.name for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
            ]
            over = sum(not name.startswith("_") for name in defined) > PUBLIC_METHODS
        else:
            continue
        if over and not has_reason(node):
            found.append(node.name)
    return found


def lines_of(node: ast.stmt) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def has_reason(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(line.strip().startswith(REASON) for line in (ast.get_docstring(node) or "").splitlines())


@every_module
def test_nothing_is_too_large(path: Path) -> None:
    assert too_large(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("x = 1\n" * 300, []),
        ("x = 1\n" * 301, ["the file"]),
        ('"""What.\n\nReason: one table.\n"""\n' + "x = 1\n" * 301, []),
        ("def f():\n" + "    x = 1\n" * 39, []),
        ("def f():\n" + "    x = 1\n" * 40, ["f"]),
        ('def f():\n    """What.\n\n    How.\n    """\n' + "    x = 1\n" * 39, []),
        ("class A:\n    def f(self):\n" + "        x = 1\n" * 40, ["f"]),
        (
            "class A:\n" + "".join(f"    def m{n}(self): ...\n    def _m{n}(self): ...\n" for n in range(7)),
            [],
        ),
        ("class A:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(8)), ["A"]),
        (
            'class A:\n    """What.\n\n    Reason: hooks.\n    """\n'
            + "".join(f"    def m{n}(self): ...\n" for n in range(8)),
            [],
        ),
    ],
)
def test_what_is_too_large_is_seen(source: str, found: list[str]) -> None:
    assert too_large(source) == found


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("plan.py", "from paper_digest.render import text", ["line 1: render"]),
        ("plan.py", "from paper_digest import cli, model", ["line 1: cli"]),
        ("plan.py", "import paper_digest.outputs.feeds", ["line 1: outputs"]),
        ("plan.py", "def f():\n    from . import theme", ["line 2: theme"]),
        ("parse/blocks.py", "from ..corpus import merge", ["line 1: corpus"]),
        ("parse/blocks.py", "from . import dates\nfrom .dates import day\nfrom ..ids import slug", []),
        ("parse/__init__.py", "from .digest import parse_digest", []),
        ("plan.py", "from paper_digest import __version__\nimport datetime", []),
        ("glossary/mining.py", "from paper_digest.build.pool import Pool", ["line 1: build"]),
        ("outputs/data.py", "from paper_digest.build import cache", ["line 1: build"]),
    ],
)
def test_imports_of_every_form_are_seen(module: str, source: str, found: list[str]) -> None:
    assert out_of_order(source, SOURCE / module) == found


def test_a_build_loads_what_is_large_only_where_it_is_used() -> None:
    code = f"import sys, {PACKAGE}.mkdocs_adapter.plugin; print(sys.modules.keys() & {{'numpy', 'pypinyin'}})"
    assert run_python(["-c", code]).stdout.strip() == "set()"
