from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from paper_digest.mkdocs_adapter.assets import Assets
from paper_digest.mkdocs_adapter.joined import Joined

BASE = """\
<link rel="stylesheet" href="{{ 'assets/stylesheets/main.0a.min.css' | url }}">
<link rel="stylesheet" href="{{ 'assets/stylesheets/palette.0b.min.css' | url }}">
<script src="{{ 'assets/javascripts/bundle.0c.min.js' | url }}"></script>
"""
THEIRS = {
    "assets/stylesheets/main.0a.min.css": "main{}\n/*# sourceMappingURL=main.0a.min.css.map */",
    "assets/stylesheets/palette.0b.min.css": "palette{}",
    "assets/javascripts/bundle.0c.min.js": "bundle()\n//# sourceMappingURL=bundle.0c.min.js.map\n",
}
OURS = Assets({"a/own.1.css": "own{}", "a/own.2.js": "own()"}, {}, {})
PAGE = """\
<link rel="stylesheet" href="../assets/stylesheets/main.0a.min.css">
<link rel="stylesheet" href="../assets/stylesheets/palette.0b.min.css">
<link rel="stylesheet" href="../a/own.1.css">
<link rel="stylesheet" href="../extra.css">
<script src="../assets/javascripts/bundle.0c.min.js"></script>
<script src="../a/own.2.js" defer></script>
"""


def joined(tmp_path: Path, theirs: dict[str, str] = THEIRS, palette: Any = True) -> Joined:
    config = MkDocsConfig()
    config.load_dict({"site_name": "Test", "theme": {"name": "mkdocs", "palette": palette}})
    config.validate()
    for path, text in theirs.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    files = Files([File(path, str(tmp_path), "site", use_directory_urls=True) for path in theirs])
    env = jinja2.Environment(loader=jinja2.DictLoader({"base.html": BASE}))
    return Joined.make(OURS, env, config, files)


def test_tags_in_a_row_become_one(tmp_path: Path) -> None:
    made = joined(tmp_path)
    styles, script = made.files
    assert made.load(PAGE) == (
        f'<link rel="stylesheet" href="../{styles}">\n'
        '<link rel="stylesheet" href="../extra.css">\n'
        f'<script src="../{script}"></script>\n'
    )


def test_what_stands_in_one_file_stood_in_several(tmp_path: Path) -> None:
    styles, script = joined(tmp_path).files.values()
    assert styles == "main{}\npalette{}\nown{}"
    assert script.startswith("try{(()=>{bundle()")
    assert script.endswith("\nown()")
    assert "sourceMappingURL" not in styles + script


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('main.0a.min.css">', 'main.0a.min.css"><style>x{}</style>'),
        ('bundle.0c.min.js"></script>', 'bundle.0c.min.js"></script><script src="../extra.js"></script>'),
        ('href="../a/own', 'href="a/own'),
        (" defer", ""),
        ("../assets", "https://example.org/assets"),
    ],
)
def test_what_does_not_stand_in_a_row_stays(tmp_path: Path, before: str, after: str) -> None:
    made = joined(tmp_path)
    page = PAGE.replace(before, after)
    tag = "<script" if "js" in before or "defer" in before else "<link"
    kept = [line for line in page.splitlines() if tag in line]
    assert [line for line in made.load(page).splitlines() if tag in line] == kept


def test_without_a_palette_there_is_one_stylesheet_less(tmp_path: Path) -> None:
    made = joined(tmp_path, palette=None)
    styles, _ = made.files
    assert made.files[styles] == "main{}\nown{}"
    page = PAGE.replace('<link rel="stylesheet" href="../assets/stylesheets/palette.0b.min.css">\n', "")
    assert f'<link rel="stylesheet" href="../{styles}">' in made.load(page)


def test_what_cannot_be_found_is_not_joined(tmp_path: Path) -> None:
    made = joined(tmp_path, {path: text for path, text in THEIRS.items() if path.endswith(".js")})
    assert [path.rpartition(".")[2] for path in made.files] == ["js"]
    assert "main.0a.min.css" in made.load(PAGE)


def test_the_name_changes_with_the_content(tmp_path: Path) -> None:
    other = {**THEIRS, "assets/stylesheets/main.0a.min.css": "other{}"}
    one, two = joined(tmp_path), joined(tmp_path, other)
    assert [path in two.files for path in one.files] == [False, True]
