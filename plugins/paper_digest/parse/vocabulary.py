"""The words that reading depends on: keys, names of parts, hosts. Lower case, separated by commas."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Kind = Literal[
    "authors", "tags", "topics", "code", "project", "venue", "published", "paper", "pdf", "summary", "title"
]


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.replace("\n", ",").split(",") if (word := part.strip()))


_KEYS: dict[Kind, str] = {
    "authors": "author, authors, author(s), by, 作者, 作者列表, 论文作者, 全部作者",
    "tags": """tag, tags, keyword, keywords, category, categories, main category, primary category,
        subject, subjects, 标签, 关键词, 关键字, 类别, 分类, 主类别, 主要类别, 领域, 研究领域, 方向""",
    "topics": "topic, topics, 主题",
    "code": """code, codes, code link, official code, source code, github, github link, github repo, repo,
        repository, 代码, 代码链接, 代码地址, 代码仓库, 代码库, 开源代码, 代码开源地址, 开源地址,
        项目代码, 源码, 源代码, github链接, github地址""",
    "project": """project, project page, project website, project site, homepage, website, web page, webpage,
        page, 主页, 项目, 项目主页, 项目页面, 项目页, 项目地址, 项目网站, 项目链接, 项目网址, 网站,
        官网, 论文主页""",
    "venue": """venue, conference, journal, published in, accepted by, 会议, 期刊, 会议/期刊, 期刊/会议,
        发表会议, 发表期刊, 发表, 发表于, 收录, 录用""",
    "published": """date, published, published on, publish date, publication date, submitted, submitted on,
        year, 年份, 日期, 时间, 发布日期, 发布时间, 发表日期, 发表时间, 提交日期, 提交时间""",
    "paper": """paper, papers, paper link, paper url, arxiv, arxiv link, arxiv id, arxiv url, abs,
        abstract link, link, links, url, doi, huggingface, hugging face, hf, hf paper, alphaxiv,
        openreview, 论文, 论文链接, 论文地址, 论文网址, 论文id, 链接, 原文, 原文链接, 地址,
        arxiv链接, arxiv地址, arxiv编号, 阅读原文, 查看论文, read paper, read more, here""",
    "pdf": "pdf, pdf link, pdf url, pdf链接, pdf地址, 论文pdf, 下载, 下载pdf, download",
    "summary": """tl;dr, tldr, tl; dr, one-sentence summary, in one sentence, 一句话总结, 一句话, 一句话概括,
        一句话简介, 一句话摘要, 太长不看""",
    "title": """title, paper title, english title, chinese title, title en, title zh, title (en),
        title (zh), 标题, 题目, 论文标题, 论文题目, 论文名称, 论文名, paper name, 中文标题, 中文题目, 中文题名, 英文标题,
        英文题目, 英文名, 英文名称, 原标题, 原题""",
}
KIND_OF_KEY: dict[str, Kind] = {name: kind for kind, names in _KEYS.items() for name in _listed(names)}
_LONGEST_KEY = 32
_KEY_NOISE = re.compile(r"[^\w;/()\- ]+")


@lru_cache(maxsize=4096)
def label_kind(label: str) -> Kind | None:
    """What a key or a link's text names, such as `project` for 项目主页; None for one not known."""
    if len(label) > _LONGEST_KEY:
        return None
    name = " ".join(_KEY_NOISE.sub(" ", label.replace("_", " ").strip("[]【】")).casefold().split())
    kind = KIND_OF_KEY.get(name) or KIND_OF_KEY.get(name.replace(" ", ""))
    # `Paper (oral)`, `Code (official)`.
    return kind or (KIND_OF_KEY.get(name.partition("(")[0].rstrip()) if name.endswith(")") else None)


def link_label(text: str) -> Kind | None:
    """What kind of link a link's text names, such as `pdf` for [PDF]; None for a title and for ""."""
    kind = label_kind(text) if text else None
    return kind if kind in ("code", "project", "paper", "pdf") else None


_NOTHING = frozenset(
    _listed(
        """-, –, —, --, ~, /, \\, null, none, nil, n/a, na, n.a., nan, unknown, undefined, not available,
        not provided, not specified, unspecified, tba, tbd, todo, 无, 暂无, 未知, 不详, 待定, 待补充, 未提供, 未提及, 未公开, 尚未公开,
        没有, 空, 不明, 暂缺, 未说明, 未注明"""
    )
)


def says_nothing(value: str) -> bool:
    """Whether a value only says that there is none: `null`, `N/A`, `-`, 未知 and the like."""
    bare = value.strip(" \t*_`.。()（）[]<>\"'")
    return not bare or (len(bare) < 20 and bare.casefold() in _NOTHING)


REFERENCE_NAMES = frozenset(
    _listed(
        """参考, 参考文献, 参考资料, 参考论文, 引用, 引文, 相关工作, 相关论文, 相关阅读, 相关链接, 延伸阅读, 扩展阅读, 拓展阅读,
        推荐阅读, 进一步阅读, references, reference, bibliography, citation, citations, cite, related work,
        related works, related papers, related reading, further reading, further readings, see also,
        resources, more resources"""
    )
)

# Headings over all papers of a digest, which say no more of them than that.
LIST_NAMES = frozenset(
    _listed(
        """论文, 论文列表, 论文速递, 论文速览, 论文详情, 论文摘要, 本周论文, 今日论文, 本期论文, 正文, 内容, papers, paper,
        paper list, list of papers, all papers, contents, today's papers, this week's papers"""
    )
)
SECTION_NAMES = REFERENCE_NAMES | frozenset(
    _listed(
        """目录, 目 录, 导读, 导言, 引言, 前言, 序言, 序, 简介, 介绍, 概述, 概览, 概要, 总览, 综述,
        总结, 小结, 结语, 结论, 后记, 写在最后, 写在前面, 摘要, 方法, 实验, 背景, 动机, 贡献,
        相关工作, 主要内容, 主要贡献, 创新点, 研究背景, 研究方法, 实验结果, 评价, 点评, 论文,
        论文列表, 论文速递, 论文简介, 论文速览, 本周论文, 今日论文, 链接, 相关链接, 主页, 项目主页,
        代码, 参考, 参考文献, 参考资料, 附录, 致谢, 说明, 声明, 免责声明, 关于, 关于我们, 联系我们,
        联系方式, 订阅, 关注我们, 更新日志, 更新, 统计, 热点, 看点, 亮点, 编者按, 其他, 其它, 目次,
        趋势, 本周趋势, 数据集, 工具, 新闻, 资讯, contents, table of contents, introduction, intro,
        overview, summary, abstract, conclusion, conclusions, method, methods, methodology,
        experiments, experiment, results, experimental results, key results, background, motivation,
        contributions, contribution, key contributions, main contributions, key points, discussion,
        limitations, related work, further reading, papers, paper, paper list, list of papers,
        links, link, homepage, code, references, reference, appendix, acknowledgements,
        acknowledgments, about, about us, about this digest, contact, contact us, subscribe, notes,
        note, preface, foreword, highlights, news, changelog, updates, statistics, editorial,
        editor's note, others, other, misc, readme, license, index, datasets, tools, trends,
        analysis, how to read, tl;dr, tldr, takeaways, key takeaways, benchmark, benchmarks, evaluation,
        documentation, docs, installation, install, usage, faq, 局限, 局限性, 系统评估, 评估, 使用方法, 安装,
        启发, 思考, 个人思考, 我的思考, 创新, 核心思想, 核心方法, 主要方法, 问题, 关键词, 元信息, 基本信息, 论文信息"""
    )
)

KNOWN_HOSTS = frozenset(
    _listed(
        """arxiv.org, alphaxiv.org, ar5iv.org, huggingface.co, hf.co, hf-mirror.com, openreview.net,
        aclanthology.org, aclweb.org, github.com, github.io, gitee.com, gitlab.com, gitcode.com,
        codeberg.org, thecvf.com, ecva.net, doi.org, acm.org, ieee.org, springer.com, nature.com,
        science.org, sciencedirect.com, wiley.com, mlr.press, neurips.cc, nips.cc, icml.cc, iclr.cc,
        ijcai.org, aaai.org, usenix.org, jmlr.org, isca-archive.org, biorxiv.org, medrxiv.org,
        chemrxiv.org, techrxiv.org, ssrn.com, researchgate.net, semanticscholar.org,
        paperswithcode.com, papers.cool, modelscope.cn, openai.com, anthropic.com, google,
        deepmind.com, googleapis.com, google.com, meta.com, microsoft.com, nvidia.com, apple.com,
        amazon.science, qwenlm.ai, qwen.ai, deepseek.com, moonshot.cn, moonshot.ai, pnas.org,
        cell.com, plos.org, frontiersin.org, mdpi.com, hal.science, zenodo.org, osf.io,
        preprints.org, eprint.iacr.org, readthedocs.io, edu, ac.cn, edu.cn, ac.uk, ac.jp, ac.kr"""
    )
)

# Spellings of arXiv's first label that are one slip away from it.
ARXIV_SLIPS = frozenset(
    _listed(
        """arxiv, arvix, axriv, arxic, arixv, arxvi, arxv, arxi, rxiv, aarxiv, arrxiv, arxxiv, arxiiv,
        arxivv, atxiv, aexiv, arxuv, arxix, araxiv"""
    )
)

# Keys of MkDocs, Material, Hugo, Jekyll, Hexo, Obsidian and Docusaurus, which mean nothing here.
KEYS_OF_OTHER_PROGRAMS = frozenset(
    _listed(
        """aliases, categories, category, comments, cover, cssclass, description, draft, excerpt,
        featured, hide, icon, id, image, images, keywords, lang, language, lastmod, layout, mathjax,
        math, modified, permalink, published, publish, robots, search, series, sidebar_label,
        sidebar_position, slug, status, subtitle, summary, template, thumbnail, toc, top, type,
        updated, weight"""
    )
)

DIGEST_KEYS = frozenset(_listed("title, title_en, title_zh, date, date_end, introduction, introduction_zh"))
OVERLAY_KEYS = frozenset(
    _listed(
        """paper, title, title_en, title_zh, authors, author, venue, date, published, topics, tags,
        code, project, pdf, tldr, tldr_en, tldr_zh, translated_from"""
    )
)
PAPER_KEYS = frozenset(
    _listed(
        """title, title_en, title_zh, authors, author, date, published, publication_date, topics, topic, tags,
        tag, keywords, categories, category, venue, conference, journal, tldr, tldr_en, tldr_zh,
        translated_from, abstract, abstract_en, abstract_zh, summary_en, summary_zh, arxiv,
        arxiv_id, arxivid, url, link, paper, paper_url, doi, huggingface, pdf, pdf_url, code,
        github, repo, repository, project, project_page, homepage, website"""
    )
)
