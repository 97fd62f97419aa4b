"""The plugin: hooks of a few lines over `site.SiteBuild`."""

from __future__ import annotations

from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import jinja2
from mkdocs.config.base import ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from paper_digest.build.stages import Build
from paper_digest.build.writer import RECORD, Writer
from paper_digest.mkdocs_adapter.assets import Assets
from paper_digest.mkdocs_adapter.config import PluginConfig, Project, engine_of, project_of
from paper_digest.mkdocs_adapter.dev_server import DevServer
from paper_digest.mkdocs_adapter.offline import add_app, prepare
from paper_digest.mkdocs_adapter.other_plugins import PAGES, REST, nobody_listens
from paper_digest.mkdocs_adapter.pages import GeneratedPage
from paper_digest.mkdocs_adapter.policy import head_of
from paper_digest.mkdocs_adapter.search import OwnPages
from paper_digest.mkdocs_adapter.site import SiteBuild, home_html, with_feeds
from paper_digest.mkdocs_adapter.theme import CompiledTemplates, keep_compiled
from paper_digest.mkdocs_adapter.titles import both_languages, name_settings
from paper_digest.render.words import plain_both, words

if TYPE_CHECKING:
    # With the server's libraries it takes 10 ms to load, which no build needs.
    from mkdocs.livereload import LiveReloadServer

MATERIAL_FONTS = {"text": "Roboto", "code": "Roboto Mono"}
"""What Material has where a project names no fonts."""
THEME = str(package_files("paper_digest").joinpath("theme/overrides"))


class PaperDigestPlugin(BasePlugin[PluginConfig]):  # type: ignore[no-untyped-call]
    """Turns folders of digests into pages.

    Reason: MkDocs asks for one public method for each of its events.
    """

    project: Project
    assets: Assets
    site: SiteBuild | None = None
    engine: Build | None = None
    server: DevServer | None = None
    writer: Writer | None = None
    serving = False
    dirty = False
    postponed = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Keep this object from one rebuild of the development server to the next."""
        self.dirty, self.serving = dirty, command == "serve"
        self.own_pages, self.compiled = OwnPages(), CompiledTemplates()
        self.server = DevServer.of_command(command, dirty=dirty)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Stand before the development server."""
        if self.server:
            self.server.serve(server)
        return server

    def on_shutdown(self) -> None:
        """End all processes."""
        if self.engine:
            self.engine.close()
            self.engine = None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Resolve folders, and add the theme's templates and assets."""
        if self.server:
            self.server.close()
        try:
            self.project = project_of(self.config, config)
        except ValidationError as error:
            raise PluginError(str(error)) from None
        self.engine = engine_of(self.project, self.engine, serving=self.serving)
        adapt_theme(config)
        if self.serving:
            keep_compiled(config.theme, self.compiled)
        self.assets = Assets.load(search=self.config.search, offline=self.offline)
        prepare(config, offline=self.offline)
        self.assets.announce(config)
        config.watch.extend(path for path in self.project.watched() if path not in config.watch)
        return config

    @property
    def offline(self) -> bool:
        """Whether the site works without a network; what is being written should not be kept anywhere."""
        return self.config.offline and not self.serving

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Have MkDocs write beside the last site, which stays until the new one is whole."""
        record = self.project.cache / RECORD if self.project.cache else None
        self.writer = Writer(Path(config.site_dir), record, in_place=self.serving or self.dirty)
        config.site_dir = str(self.writer.folder)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Plan the pages."""
        assert self.engine
        assert self.writer
        alone = not self.dirty and nobody_listens(config, self, PAGES, searched=not self.config.search)
        self.postponed = bool(self.server) and alone and nobody_listens(config, self, REST, searched=False)
        self.site = SiteBuild(self.project, config, self.engine, self.writer, self.config)
        if self.offline:
            add_app(files, config)
        return self.site.plan(files, self.assets, alone=alone, postponed=self.postponed)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Name the navigation's pages in both languages."""
        self._site.name_navigation(nav)
        return nav

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Mark a title in front matter that holds both languages."""
        if isinstance(page.meta.get("title"), str):
            page.meta["title"] = both_languages(page.meta["title"])
        elif page.is_homepage and config.nav is None:
            page.title = plain_both(words("home"))
        return markdown

    @event_priority(-50)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Put the newest digest and the indexes below the editor's own words on the home page."""
        self._site.progress.step()
        if isinstance(page, GeneratedPage):
            return html
        if self.config.search:
            self.own_pages.add(page, html)
        is_home = page.file.dest_uri == "index.html"
        return home_html(self._site.renderer, page, html, config) if is_home else html

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Let the theme's templates give finished pages, and generated pages by compiled shells."""
        # The development server puts a script of its own into each page.
        more: Any = self.config.content_security_policy
        env.globals["paper_digest_policy"] = "" if self.serving else head_of(config, more)
        self._site.prepare(env, self.assets, self.own_pages)
        if self.server and self.postponed:
            self.unwritten = self._site.unwritten()
        return env

    def on_template_context(self, context: Any, *, template_name: str, config: MkDocsConfig) -> Any:
        """Let templates such as the sitemap list all pages."""
        context["pages"] = self._site.files.listed
        return context

    @event_priority(100)
    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:
        """Let templates list all pages; remember the context as it is before other plugins see it."""
        context["pages"] = self._site.files.listed
        if isinstance(page, GeneratedPage):
            page.context = dict(context)
        return context

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Let go of an article that has become a page; let feed readers find feeds on the home page."""
        self._site.progress.step()
        if isinstance(page, GeneratedPage):
            page.release()
            return output
        return with_feeds(self._site.renderer, output) if page.file.dest_uri == "index.html" else output

    # What other plugins do with the finished site comes between these two.
    @event_priority(1000)
    def write(self, *, config: MkDocsConfig) -> None:
        """Write what MkDocs did not write."""
        if not self.postponed:
            self._site.write()

    @event_priority(-1000)
    def publish(self, *, config: MkDocsConfig) -> None:
        """Move the finished site to its place."""
        self._site.publish(self.assets, offline=self.offline)
        if self.server:
            self.server.open(self.unwritten if self.postponed else None)

    on_post_build = CombinedEvent(write, publish)

    def on_build_error(self, *, error: Exception) -> None:
        """Leave the last site as it was."""
        if self.site:
            self.site.progress.end()
        if self.writer:
            self.writer.abandon()
        if self.server:
            self.server.fail(error)

    @property
    def _site(self) -> SiteBuild:
        assert self.site
        return self.site


def adapt_theme(config: MkDocsConfig) -> None:
    """Put the plugin's templates over the theme's, and name what the theme shows in both languages.

    Raises:
        PluginError: the theme is not Material for MkDocs, nor based on it.
    """
    if not any(Path(folder, "partials/languages/zh.html").is_file() for folder in config.theme.dirs):
        raise PluginError(
            "paper-digest needs the theme Material for MkDocs: write `theme: {name: material}`."
        )
    name_settings(config)
    if config.theme.get("font") == MATERIAL_FONTS:
        # Else Material would fetch fonts from another host, slowly or not at all in China.
        config.theme["font"] = False
    if THEME not in config.theme.dirs:
        # Behind the project's own custom_dir, before the theme that is adapted.
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, THEME)
