"""Read `authors.yml`: YAML text in, what the editor says of names, and findings with their lines."""

from __future__ import annotations

import yaml
from msgspec import Struct

from paper_digest.codes import BAD_AUTHORS
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.ids import bare_arxiv_id, paper_id_of_arxiv, slug
from paper_digest.yamlfile import YamlReader

_KEYS = ("name", "also", "papers", "slug")


class OwnAuthor(Struct, frozen=True):
    """A person as the editor tells them apart.

    Attributes:
        name: as the site writes it.
        names: all forms of it, `name` among them.
        papers: ids of the only papers that are theirs; empty for all papers with one of the names.
        slug: the page's address, "" where the name gives it.
    """

    name: str
    names: tuple[str, ...]
    papers: tuple[str, ...] = ()
    slug: str = ""


def load_authors(text: str, path: str) -> tuple[tuple[OwnAuthor, ...], tuple[Diagnostic, ...]]:
    """Read what an editor says of authors.

    What cannot be used is reported and left out; the rest stands.

    Args:
        text: the file's text; "" where there is no file.
        path: its path as the editor knows it, for the findings.

    Returns:
        The authors, and the findings in order.
    """
    reader = _Reader(path, BAD_AUTHORS)
    authors = tuple(reader.authors(text))
    return authors, in_order(reader.found)


class _Reader(YamlReader):
    """Reads authors."""

    def authors(self, text: str) -> list[OwnAuthor]:
        root = self.root(text)
        parts = self.mapping(root, "The file", ("authors",)) if root else {}
        found: list[OwnAuthor] = []
        whole: set[str] = set()
        slugs: set[str] = set()
        for node in self.items(parts.get("authors"), "authors"):
            own = self.author(node)
            if own is None:
                continue
            again = whole.intersection(own.names) if not own.papers else set()
            if again or own.slug in slugs:
                what = f"The name “{sorted(again)[0]}”" if again else f"The slug “{own.slug}”"
                self.wrong(node, f"{what} is there twice.")
                continue
            whole.update(() if own.papers else own.names)
            slugs.update([own.slug] if own.slug else [])
            found.append(own)
        return found

    def author(self, node: yaml.Node) -> OwnAuthor | None:
        parts = self.mapping(node, "An author", _KEYS)
        name = self.text(parts["name"], "name") if "name" in parts else ""
        if not name:
            if isinstance(node, yaml.MappingNode):
                self.wrong(node, "An author has no name.")
            return None
        address = self.text(parts["slug"], "slug") if "slug" in parts else ""
        if address != slug(address):
            self.wrong(parts["slug"], f"The slug “{address}” must be made of lower-case letters and hyphens.")
            address = ""
        papers = [bare_arxiv_id(one) or one for one in self.texts(parts.get("papers"), "papers")]
        also = self.texts(parts.get("also"), "also")
        return OwnAuthor(
            name, tuple(dict.fromkeys((name, *also))), tuple(map(paper_id_of_arxiv, papers)), address
        )

    def texts(self, node: yaml.Node | None, what: str) -> list[str]:
        return [text for item in self.items(node, what) if (text := self.text(item, what))]
