"""The plugin: hooks of a few lines over the core."""

from __future__ import annotations

import gc
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
import jinja2
from mkdocs.config.base import ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from paper_digest.diagnostics import Diagnostic, Severity
from paper_digest.memo import Memo
from paper_digest.mkdocs_adapter.assets import Assets
from paper_digest.mkdocs_adapter.beside import Beside
from paper_digest.mkdocs_adapter.cache import memo_of
from paper_digest.mkdocs_adapter.config import PluginConfig, Project, project_of
from paper_digest.mkdocs_adapter.edit import edit_urls
from paper_digest.mkdocs_adapter.environment import compile_beside, quicken
from paper_digest.mkdocs_adapter.files import PlannedFiles, add_pages
from paper_digest.mkdocs_adapter.lane import FastLane
from paper_digest.mkdocs_adapter.listeners import SEEN, nobody_listens
from paper_digest.mkdocs_adapter.live import LiveSite, is_wrapped
from paper_digest.mkdocs_adapter.offline import add_app, newest, prepare, write_service_worker
from paper_digest.mkdocs_adapter.old_site import OldSite
from paper_digest.mkdocs_adapter.on_demand import NothingUnwritten, OnDemand
from paper_digest.mkdocs_adapter.pages import GeneratedPage, PageMaker, titles_in
from paper_digest.mkdocs_adapter.progress import Progress
from paper_digest.mkdocs_adapter.publish import Twins, add_data
from paper_digest.mkdocs_adapter.search import OwnPages, make_index, write_index
from paper_digest.mkdocs_adapter.standing import SiteRecord
from paper_digest.mkdocs_adapter.template import PageTemplate, ShellPress, log
from paper_digest.mkdocs_adapter.theme import head_script, tell_templates
from paper_digest.mkdocs_adapter.titles import both_languages, name_pages, name_settings
from paper_digest.pipeline import merge_sources, plan_merged, read_sources
from paper_digest.plan import FEEDS_URI, HOME_URI, SEARCH_URI, Plan
from paper_digest.related import Comparison, Nearest, compare, get_ready
from paper_digest.render.ahead import Ahead
from paper_digest.render.options import Options
from paper_digest.render.pages import HOME_FEEDS, Renderer
from paper_digest.render.remembered import Remembered
from paper_digest.workers import Helper, give_back, uncollected

if TYPE_CHECKING:
    # With the server's libraries it takes 10 ms to load, which no build needs.
    from mkdocs.livereload import LiveReloadServer

THEME = package_files("paper_digest").joinpath("theme/overrides")


class PaperDigestPlugin(BasePlugin[PluginConfig]):  # type: ignore[no-untyped-call]
    """Turns folders of digests into pages."""

    project: Project
    plan: Plan
    memo: Memo
    renderer: Renderer
    papers: Remembered
    assets: Assets
    nav: Navigation
    files: Files
    own_pages: OwnPages
    maker: PageMaker
    old_site: OldSite | None = None
    beside: Beside | None = None
    compiler: Helper[None, Any] | None = None
    comparer: Helper[Comparison, Nearest] | None = None
    lane: FastLane | None = None
    dirty = False
    serving = False
    on_demand = False
    live: LiveSite | None = None
    unwritten: OnDemand | None = None
    progress = Progress()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Keep this object from one rebuild of the development server to the next."""
        self.dirty = dirty
        self.serving = command == "serve"
        self.on_demand = self.serving and not dirty
        self.live = LiveSite() if self.on_demand and is_wrapped() else None

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Let the development server have pages written when they are asked for."""
        if self.on_demand and self.live is None:
            self.live = LiveSite()
            self.live.open(NothingUnwritten())
        if self.live:
            self.live.serve(server)
        return server

    def on_shutdown(self) -> None:
        """End what the development server may have left at work."""
        if self.live:
            self.live.end()
        if click.get_current_context(silent=True):
            leave(self)
        else:
            gc.unfreeze()

    def on_build_error(self, *, error: Exception) -> None:
        """Write no further, and say no longer where the build is."""
        for at_work in (self.lane, self.beside, self.compiler, self.comparer, self.old_site):
            if at_work:
                at_work.close()
        self.progress.end()

    @property
    def offline(self) -> bool:
        """Whether the site works without a network; what is being written should not be kept anywhere."""
        return self.config.offline and not self.serving

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Resolve folders, and add the theme's templates and assets."""
        if self.live:
            self.live.close()
        self.progress = Progress.of_build()
        try:
            self.project = project_of(self.config, config)
        except ValidationError as error:
            raise PluginError(str(error)) from None
        self.memo = memo_of(self.project.cache, self.project.templates, getattr(self, "memo", None))
        self.memo.lasting = self.serving
        name_settings(config)
        require_material(config)
        theme = str(THEME)
        if theme not in config.theme.dirs:
            # Behind the project's own custom_dir, before the theme that is adapted.
            config.theme.dirs.insert(1 if config.theme.custom_dir else 0, theme)
            quicken(config.theme)
            self.compiler = compile_beside(config.theme)
        self.assets = Assets.load(search=self.config.search, offline=self.offline)
        prepare(config, offline=self.offline)
        self.own_pages = getattr(self, "own_pages", None) or OwnPages()
        self.assets.announce(config)
        config.watch.extend(path for path in self.project.watched() if path not in config.watch)
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Begin to take a large old site away, which MkDocs would do first of all."""
        if not self.serving and not self.dirty:
            self.old_site = OldSite(Path(config.site_dir))

    # Almost all that is made here stays; looking for garbage in it again and again would take seconds.
    @uncollected()
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read all sources, report what is wrong with them, and plan the pages."""
        fast = not self.dirty and nobody_listens(config, self, searched=not self.config.search)
        if self.old_site:
            self.old_site.begin(self._record(config).before if fast else dict)
        written_in = self._plan(files, config)
        self.renderer = Renderer(self.plan, self._options(config))
        newest = max((d.first_day for d in self.plan.corpus.digests if d.first_day), default=None)
        self.papers = Remembered(self.renderer, self.memo)
        self.beside = Beside(self.renderer, self.memo) if fast else None
        articles = self.beside or Ahead(self.renderer, self.papers)
        self.maker = PageMaker(articles, config, written_in, newest, searched=not self.config.search)
        if fast:
            # Where others see what is written, it has to be.
            on_demand = self.live is not None and nobody_listens(config, self, searched=False, to=SEEN)
            files = PlannedFiles(files, self.maker, on_demand=on_demand)
        add_pages(self.plan.pages.values(), self.maker, files)
        add_data(self.renderer, files, config)
        if self.beside and not self.serving:
            self.beside.begin()
        self.assets.publish(files, config)
        if self.offline:
            add_app(files, config)
        return files

    def _plan(self, files: Files, config: MkDocsConfig) -> dict[str, str]:
        """Plan the pages, take their sources out of MkDocs's files, and tell where each of these is."""
        project = self.project
        # It has to be there before the sources are: see `Helper`.
        self.comparer = None if self.serving else Helper(compare, get_ready)
        self.progress.stage("Reading digests")
        sources = read_sources(project.digests, project.overlays, project.topics, project.glossary)
        self.progress.stage(f"Planning pages for {len(sources.digests):,} digests")
        written_in = {file.path: file.absolute for file in (*sources.digests, *sources.overlays)}
        merged = merge_sources(sources, self.memo)
        del sources
        if not self.serving:
            give_back()
        begin = self.comparer.begin if self.comparer else None
        self.plan, diagnostics = plan_merged(merged, self.memo, begin)
        if not self.serving:
            gc.freeze()
            give_back()
        if not self.config.search:
            self.plan = self.plan.without(SEARCH_URI)
        if not config.site_url:
            log.info("The site has no feeds: their entries need full addresses. Set `site_url`.")
            self.plan = self.plan.without(FEEDS_URI)
        report(diagnostics)
        owned = [*written_in.values()]
        owned += [str(file.path) for file in (project.topics, project.glossary) if file]
        for absolute in owned:
            uri = project.in_docs(absolute)
            file = files.get_file_from_path(uri) if uri else None
            if file:
                files.remove(file)
        return written_in

    def _record(self, config: MkDocsConfig) -> SiteRecord:
        return SiteRecord(self.memo, config.site_dir, directory_urls=config.use_directory_urls)

    def _options(self, config: MkDocsConfig) -> Options:
        site_url = config.site_url or ""
        return Options(
            site_name=config.site_name,
            site_url=site_url if site_url.endswith("/") or not site_url else f"{site_url}/",
            directory_urls=config.use_directory_urls,
            edit_url=edit_urls(self.project, config),
            source_path=self.project.published_paths(),
            template_dirs=(config.theme.custom_dir,) if config.theme.custom_dir else (),
        )

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Give pages the date of the newest digest, so that one input makes one sitemap."""
        titles = dict(titles_in(config.nav or []))
        for page in nav.pages:
            if isinstance(page, GeneratedPage) and page.file.src_uri in titles:
                page.title = titles[page.file.src_uri]
        name_pages(nav)
        self.nav, self.files = nav, files
        for page in nav.pages:
            if isinstance(page, GeneratedPage):
                page.in_navigation = True
        if isinstance(files, PlannedFiles):
            files.settle(nav)
        for file in files.documentation_pages(inclusion=InclusionLevel.is_included):
            if file.page is not None and not isinstance(file.page, GeneratedPage):
                file.page.update_date = self.maker.date_of(None)
        if not isinstance(files, PlannedFiles):
            self.progress.stage("Reading pages", self._pages())
        return nav

    def _pages(self) -> int:
        return len(self.files.documentation_pages(inclusion=InclusionLevel.is_in_serve))

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Mark a title in front matter that holds both languages."""
        if isinstance(page.meta.get("title"), str):
            page.meta["title"] = both_languages(page.meta["title"])
        return markdown

    @event_priority(-50)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Put the newest digest and the indexes below the editor's own words on the home page."""
        self.progress.step()
        if self.config.search and not isinstance(page, GeneratedPage):
            self.own_pages.add(page, html)
        if page.file.dest_uri != "index.html" or isinstance(page, GeneratedPage):
            return html
        article = self.renderer.article(self.plan.pages[HOME_URI])
        page.meta.setdefault("hide", ["navigation", "toc"])
        return f'<div class="pd-welcome">{html}</div>\n{article.content}'

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Let the theme's templates give finished pages, and generated pages by compiled shells."""
        env.template_class = PageTemplate
        path, text = head_script(env, config, self.assets, self.renderer.url, search=self.config.search)
        files.append(File.generated(config, path, content=text))
        tell_templates(env, self.renderer, path, search=self.config.search)
        env.globals["paper_digest_newest"] = newest(self.renderer)
        shells = ShellPress()
        env.globals["paper_digest_shells"] = shells
        self.lane = self.unwritten = None
        if isinstance(files, PlannedFiles):
            twins = Twins(self.renderer, Path(config.site_dir), self.memo)
            self.lane = FastLane(self.renderer, self.papers, self.maker, files, self.nav, env, shells, twins)
            if files.on_demand:
                files.leave_generated()
                own = self.own_pages.documents(files, config) if self.config.search else None
                self.unwritten = OnDemand(config, self.renderer, self.lane, own, self.memo)
            else:
                before = self.old_site.standing() if self.old_site else {}
                self.lane.begin(
                    self._record(config), before, lambda: bool(self.comparer and self.comparer.busy)
                )
        else:
            self.progress.stage("Writing pages", self._pages())
        return env

    # What other plugins do with the finished site comes after this.
    @event_priority(1000)
    def write_rest(self, *, config: MkDocsConfig) -> None:
        """Write pages that MkDocs did not, papers as Markdown, and the search index."""
        if self.unwritten is None:
            self._write(config)
        if self.live:
            self.live.open(self.unwritten or NothingUnwritten())
        self.progress.end()

    def _write(self, config: MkDocsConfig) -> None:
        progress, site = self.progress, Path(config.site_dir)
        if self.beside:
            self.beside.close()
        if self.old_site:
            self.old_site.close()
        if self.lane:
            progress.stage("Writing pages", self.lane.pages)
            self.lane.write_all(progress.step)
        else:
            twins = Twins(self.renderer, site, self.memo)
            for _ in progress.over("Writing papers as Markdown", twins.write_all(), len(twins.papers)):
                pass
        if self.config.search:
            progress.stage("Making the search index")
            own = self.own_pages.documents(self.files, config)
            write_index(site, make_index(self.renderer, own, self.memo))

    @event_priority(-1000)
    def write_app(self, *, config: MkDocsConfig) -> None:
        """Write the service worker, which has to know what other plugins made of the site."""
        site = Path(config.site_dir)
        write_service_worker(site, self.renderer, self.assets, self.files, offline=self.offline)

    on_post_build = CombinedEvent(write_rest, write_app)

    @event_priority(100)
    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:
        """Render the article, and remember the context as it is before other plugins see it."""
        if self.lane:
            context["pages"] = self.files.documentation_pages()
        if isinstance(page, GeneratedPage):
            page.settle(config)
            page.pristine = dict(context)
        return context

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Let go of an article that has become a page; let feed readers find feeds on the home page."""
        self.progress.step()
        if isinstance(page, GeneratedPage):
            page.release()
        elif page.file.dest_uri == "index.html":
            feeds = self.renderer.feeds.head("", *HOME_FEEDS)
            output = output.replace("</head>", f"{feeds}</head>", 1)
        return output


def leave(value: Any) -> None:
    """Let the process end without taking a value apart, piece by piece, which can take a second.

    What holds itself goes when garbage is collected, from which frozen objects are exempt.
    """
    kept = [value]
    kept.append(kept)
    gc.freeze()


def require_material(config: MkDocsConfig) -> None:
    """Say so where the theme is none that this plugin can adapt.

    Raises:
        PluginError: the theme is not Material for MkDocs, nor based on it.
    """
    if not any(Path(folder, "partials/languages/zh.html").is_file() for folder in config.theme.dirs):
        raise PluginError(
            "paper-digest needs the theme Material for MkDocs: write `theme: {name: material}`."
        )


def report(diagnostics: tuple[Diagnostic, ...]) -> None:
    """Log findings, so that warnings and errors fail a strict build."""
    write = {Severity.ERROR: log.error, Severity.WARNING: log.warning, Severity.NOTICE: log.info}
    for diagnostic in diagnostics:
        write[diagnostic.severity](str(diagnostic))
