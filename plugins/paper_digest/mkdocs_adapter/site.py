"""One build of a site: from MkDocs's configuration and files to the files of the site."""

from __future__ import annotations

import os
from pathlib import Path

import jinja2
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from paper_digest.build.pool import Pool, cores
from paper_digest.build.stages import Build
from paper_digest.build.writer import Writer
from paper_digest.folders import no_digests
from paper_digest.mkdocs_adapter.assets import Assets
from paper_digest.mkdocs_adapter.config import PluginConfig, Project
from paper_digest.mkdocs_adapter.dev_server import Unwritten
from paper_digest.mkdocs_adapter.files import FilesWithPlan, add_pages, take_out_untrusted
from paper_digest.mkdocs_adapter.findings import log_findings
from paper_digest.mkdocs_adapter.offline import newest, write_service_worker
from paper_digest.mkdocs_adapter.pages import LISTINGS, GeneratedPage, PageMaker, hidden_parts, titles_in
from paper_digest.mkdocs_adapter.progress import Progress
from paper_digest.mkdocs_adapter.search import INDEX_FOLDER, OwnPages, index_files
from paper_digest.mkdocs_adapter.shell import PageTemplate, log, make_shells, report
from paper_digest.mkdocs_adapter.theme import head_script, tell_templates
from paper_digest.mkdocs_adapter.titles import flatten, name_pages
from paper_digest.outputs.data_files import data_files
from paper_digest.pipeline import plan_site
from paper_digest.plan import FEEDS_URI, HOME_URI, SEARCH_URI, Plan
from paper_digest.render.article import PageError
from paper_digest.render.options import Options, SourceLinks
from paper_digest.render.pages import HOME_FEEDS, Renderer
from paper_digest.search_files import SearchFiles
from paper_digest.site_files import SiteFiles

PARALLEL_BYTES = 400_000
"""Digests longer than this are read and rendered by several processes."""


class SiteBuild:
    """One build.

    Attributes:
        renderer: renders the site's plan.
        files: MkDocs's files.
        maker: makes MkDocs's pages.
    """

    renderer: Renderer
    files: FilesWithPlan
    maker: PageMaker

    def __init__(
        self, project: Project, config: MkDocsConfig, engine: Build, writer: Writer, options: PluginConfig
    ) -> None:
        """Begin.

        Args:
            project: the project's folders.
            config: MkDocs's configuration.
            engine: runs the stages.
            writer: writes the site's files.
            options: the plugin's.
        """
        self._project = project
        self._config = config
        self._engine = engine
        self._options = options
        self.writer = writer
        self.progress = Progress.of_build()

    def plan(self, files: Files, assets: Assets, *, alone: bool, postponed: bool) -> Files:
        """Read all sources, report what is wrong with them, and plan the pages.

        Args:
            files: MkDocs's files.
            assets: the site's scripts and stylesheets.
            alone: whether no other plugin is told of pages, so that MkDocs need not build them.
            postponed: whether pages are rendered when a browser asks for them.
        """
        config, project = self._config, self._project
        self.progress.stage("Reading digests")
        sources = project.read()
        if (
            sum(len(file.data) for file in sources.digests) > PARALLEL_BYTES
            and self._engine.pool.processes == 1
        ):
            self._engine.pool = Pool(cores())
        self.progress.stage(f"Planning pages for {len(sources.digests):,} digests")
        planned = plan_site(sources, self._engine)
        found = planned.diagnostics
        if not sources.digests:
            found = (*found, no_digests(project.looked_in, project.root))
        found = (*found, *take_out_untrusted(files, project, sources))
        log_findings(found, self._options.allow or ())
        plan = self._without_absent_pages(planned.plan)
        self.renderer = Renderer(plan, render_options(project, config))
        written_in = {file.path: file.absolute for file in (*sources.digests, *sources.overlays)}
        self.maker = PageMaker(self.renderer, config, written_in, searched=not self._options.search)
        self.maker.postponed = postponed
        self._data = {
            path: make for path, make in data_files(self.renderer) if files.get_file_from_path(path) is None
        }
        self._data |= {one.address: Path(one.absolute).read_bytes for one in sources.pictures.values()}
        self.files = FilesWithPlan(files, self.maker, self._data)
        self._site = SiteFiles(self.renderer, self._engine, planned.groups, self._data)
        if alone and not postponed and self.writer.is_fresh:
            self._site.begin()
        self._search = SearchFiles(self._engine, planned.groups) if self._options.search else None
        add_pages(plan.pages.values(), self.maker, self.files, alone=alone)
        assets.publish(self.files, config)
        return self.files

    def _without_absent_pages(self, plan: Plan) -> Plan:
        if not self._options.search:
            plan = plan.without(SEARCH_URI)
        if not self._config.site_url:
            log.info("The site has no feeds: their entries need full addresses. Set `site_url`.")
            plan = plan.without(FEEDS_URI)
        return plan

    def name_navigation(self, nav: Navigation) -> None:
        """Name the pages of the navigation in both languages, and leave them to MkDocs.

        Editors' pages get the date of the newest digest, so that one input makes one sitemap.
        """
        if self._config.nav is None:
            flatten(nav, LISTINGS)
        titles = dict(titles_in(self._config.nav or []))
        for page in nav.pages:
            if isinstance(page, GeneratedPage):
                page.title = titles.get(page.file.src_uri) or page.title
                page.in_navigation = True
                self.files.build_by_mkdocs(page.file)
        name_pages(nav)
        for file in self.files.documentation_pages(inclusion=InclusionLevel.is_included):
            if file.page is not None and not isinstance(file.page, GeneratedPage):
                file.page.update_date = self.maker.date_of(None)
        self._nav = nav
        if not self.files.planned:
            self.progress.stage("Reading pages", len(self.files.documentation_pages()))

    def prepare(self, env: jinja2.Environment, assets: Assets, own_pages: OwnPages) -> None:
        """Prepare the theme's templates, and begin with the search index."""
        config, search = self._config, self._options.search
        path, text = head_script(env, config, assets, self.renderer.url, self._options)
        self.files.append(File.generated(config, path, content=text))
        env.template_class = PageTemplate
        tell_templates(env, self.renderer, path, search=search)
        env.globals["paper_digest_newest"] = newest(self.renderer)
        self._env = env
        self.shells = make_shells(env, self._nav, self.files, self.maker)
        env.globals["paper_digest_shells"] = self.shells
        self._site.prepare(self.shells, self.files.planned.values())
        if not self.files.planned:
            self.progress.stage("Writing pages", len(self.files.documentation_pages()))
        self._own = own_pages.documents(self.files, config) if search else []

    def write(self) -> None:
        """Write the pages that MkDocs does not, papers as Markdown, data, feeds and the search index.

        Raises:
            PluginError: a page cannot be rendered.
        """
        self.progress.stage("Writing pages", self._site.count)
        try:
            self._site.write_papers(self.writer, self.progress.step)
            # Other processes index while this one writes the rest.
            if self._search:
                self._search.begin(self.renderer, self._own)
            self._site.write_rest(self.writer, self.progress.step)
        except PageError as error:
            raise PluginError(str(error)) from error
        report(self.shells)
        if self._search:
            self.progress.stage("Making the search index")
            self.writer.clear(INDEX_FOLDER)
            for path, content in index_files(self._search.index()).items():
                self.writer.write(path, content)
        self.progress.end()

    def unwritten(self) -> Unwritten:
        """What the development server makes when it is asked for it, in place of `write`."""
        pages = {file.dest_uri: file for file in self.files.postpone_generated()}

        def make(path: str) -> bytes | None:
            file = pages.get(path)
            content = self._site.make(path) if file is None else self._in_full(file).encode()
            report(self.shells)
            return content

        def make_index() -> dict[str, bytes]:
            if not self._search:
                return {}
            self._search.begin(self.renderer, self._own)
            return index_files(self._search.index())

        return Unwritten(Path(self._config.site_dir), make, make_index)

    def _in_full(self, file: File) -> str:
        """A page that MkDocs has read, rendered by the theme alone."""
        page = file.page
        assert isinstance(page, GeneratedPage)
        page.fill(self.renderer.article(page.planned), self._config.site_name)
        # As MkDocs does while it renders a page: the navigation marks the way to it.
        page.active = True
        try:
            context = dict(get_context(self._nav, self.files.listed, self._config, page))
            template = self._env.get_template(page.meta["template"])
            assert isinstance(template, PageTemplate)
            return template.in_full(context)
        finally:
            page.active = False

    def publish(self, assets: Assets, *, offline: bool) -> None:
        """Write the service worker, which has to know the finished site, and move the site to its place."""
        write_service_worker(self.writer, self.renderer, assets, self.files, offline=offline)
        self.writer.publish()
        self._engine.drop_unused()
        self._config.site_dir = str(self.writer.site)


def home_html(renderer: Renderer, page: Page, content: str, config: MkDocsConfig) -> str:
    """The editors' home page with the newest digest and the indexes below their own words."""
    article = renderer.article(renderer.plan.pages[HOME_URI])
    page.meta.setdefault("hide", hidden_parts(config))
    return f'<div class="pd-welcome">{content}</div>\n{article.content}'


def with_feeds(renderer: Renderer, output: str) -> str:
    """A home page that names the site's feeds to feed readers."""
    return output.replace("</head>", f"{renderer.feed_links.head('', *HOME_FEEDS)}</head>", 1)


def render_options(project: Project, config: MkDocsConfig) -> Options:
    """What rendering needs to know of a project."""
    site_url, repository = config.site_url or "", config.repo_url or ""
    both = os.path.commonpath([project.root, project.docs])
    return Options(
        site_name=config.site_name,
        site_url=site_url if site_url.endswith("/") or not site_url else f"{site_url}/",
        description=config.site_description or "",
        directory_urls=config.use_directory_urls,
        sources=SourceLinks(
            root=project.root.relative_to(both).as_posix(),
            docs=project.docs.relative_to(both).as_posix(),
            repository=repository if repository.endswith("/") or not repository else f"{repository}/",
            uri=config.edit_uri or "",
            template=str(config.edit_uri_template or ""),
        ),
        template_dirs=(config.theme.custom_dir,) if config.theme.custom_dir else (),
    )
