"""A small project that has a page of every kind, and a paper of every kind."""

from __future__ import annotations

from collections.abc import Iterator

MANY = 52
"""Papers of the long digest, more than one page of a topic holds."""

TOPICS = """\
topics:
  - slug: agents
    name: {en: Agents, zh: 智能体}
    description: {en: Models that plan and act., zh: 会规划、会行动的模型。}
    phrases: {20: [agent / 智能体]}
  - slug: architectures
    name: {en: Architectures, zh: 模型架构}
    description: {en: How models are built., zh: 模型怎样搭建。}
    phrases: {20: [transformer]}
  - slug: robotics
    name: {en: Robotics, zh: 机器人}
    description: {en: Models with a body., zh: 有身体的模型。}
    phrases: {20: [robot / 机器人]}
"""

NEWEST = r"""---
introduction: This week brings **four** papers.
introduction_zh: 本周带来**四篇**论文。
---
## Attention Is All You Need: $O(n^2)$ and the Transformer
[注意力就是你所需要的一切：$O(n^2)$ 与 Transformer](https://arxiv.org/abs/1706.03762)
Authors: Ashish Vaswani, Noam Shazeer
Venue: NIPS 2017
Code: https://github.com/tensorflow/tensor2tensor

主流的序列转导模型基于复杂的循环或卷积神经网络。我们提出 Transformer，复杂度为 $O(n^2)$。见 https://example.org/project。

$$\mathrm{Attention}(Q, K, V) = \mathrm{softmax}\left(\frac{Q K^T}{\sqrt{d_k}}\right) V$$

训练代码如下：

```python
loss = model("<b>raw</b>", x < 3)  # too long for the column, so that it has to be scrolled
```

## 只有中文的论文
[只有中文的论文](https://arxiv.org/abs/2504.00002)

这篇论文没有英文标题，也没有英文摘要。

## Only English Here
[Only English Here](https://arxiv.org/abs/2504.00003)

This paper has neither a Chinese title nor a Chinese abstract.

## Twice Told
[讲了两次](https://arxiv.org/abs/2503.00001)

第二次是这样讲的。

| 方法 | 分数 |
|------|------|
| 旧法 | 1 |
| 新法 | 2 |
"""

OVERLAY = """---
translated_from: zh
tldr_en: Attention alone is enough.
tldr_zh: 只用注意力就够了。
---

The dominant models are recurrent or convolutional. We propose the Transformer, at $O(n^2)$. See https://example.org/project.

$$\\mathrm{Attention}(Q, K, V) = \\mathrm{softmax}\\left(\\frac{Q K^T}{\\sqrt{d_k}}\\right) V$$

The training code follows:

```python
loss = model("<b>raw</b>", x < 3)  # too long for the column, so that it has to be scrolled
```
"""

TWICE = """\
## Twice Told
[讲了两次](https://arxiv.org/abs/2503.00001)

第一次是那样讲的，讲的是智能体。
"""


def _study(number: int, year: int) -> str:
    return f"""\
## Study {number} of Language Agents
[语言智能体研究之{number}](https://arxiv.org/abs/{year % 100}03.{10000 + number})

第{number}项研究考察语言智能体如何规划。
"""


def _studies(numbers: Iterator[int] | range, year: int) -> str:
    return "\n".join(_study(number, year) for number in numbers)


FILES: dict[str, str | bytes] = {
    "site_src/index.md": (
        '# <span lang="en">Every Page</span><span lang="zh-CN">每一页</span>\n\n'
        '<div lang="en" markdown>\n\nThe words of the *editor*.\n\n</div>\n\n'
        '<div lang="zh-CN" markdown>\n\n编者的*话*。\n\n</div>\n'
    ),
    "site_src/about.md": (
        "---\ntitle: About · 关于\n---\n\n"
        '# <span lang="en">About</span><span lang="zh-CN">关于</span>\n\n'
        '<div lang="en" markdown>\n\nNobody.\n\n</div>\n\n'
        '<div lang="zh-CN" markdown>\n\n没有谁。\n\n</div>\n'
    ),
    "site_src/topics.yml": TOPICS,
    "site_src/papers/1706.03762.md": OVERLAY,
    "site_src/digests/2025/0331-0404.md": NEWEST,
    "site_src/digests/2025/0324-0328.md": TWICE + "\n" + _studies(range(1, MANY + 1), 2025),
    "site_src/digests/2024/0318-0322.md": _studies(range(101, 105), 2024),
}

EDIT_URI = "https://git.example/papers/edit/main/site_src/"
CONFIG: dict[str, object] = {"edit_uri": EDIT_URI, "repo_url": "https://github.com/example/papers"}

PAGES = {
    "home": "",
    "digests": "digests/",
    "digest": "digests/2025/0331-0404/",
    "digest-between": "digests/2025/0324-0328/",
    "paper": "papers/1706.03762/",
    "paper-zh": "papers/2504.00002/",
    "paper-en": "papers/2504.00003/",
    "paper-variant": "papers/2503.00001/",
    "topics": "topics/",
    "topic": "topics/agents/",
    "topic-page-2": "topics/agents/page/2/",
    "topic-year": "topics/agents/2024/",
    "topic-empty": "topics/robotics/",
    "glossary": "glossary/",
    "feeds": "feeds/",
    "trends": "trends/",
    "reading-list": "reading-list/",
    "search": "search/",
    "about": "about/",
    "404": "nothing/here/",
}
"""The path of a page of each kind, below the site's root."""
