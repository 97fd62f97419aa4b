"""Small digests and a small taxonomy for projects that tests write."""

from __future__ import annotations

from pathlib import Path

from paper_digest.mkdocs_adapter.config import CACHE
from tests.support.site import ROOT

SHARED_CORPUS = ROOT.parent / "shared" / "corpus"
SAMPLE_DIGEST = ROOT / "site_src" / "digests" / "2025" / "0331-0404.md"

TOPICS = """\
topics:
  - slug: agents
    name: {en: Agents, zh: 智能体}
    description: {en: Systems that act., zh: 会行动的系统。}
    phrases:
      4: [agent / 智能体]
  - slug: speech
    name: {en: Speech, zh: 语音}
    description: {en: What is heard., zh: 听到的一切。}
    phrases:
      4: [speech / 语音]
"""

WEEK_ONE = """\
## Agents that plan
[会规划的智能体](https://arxiv.org/abs/2501.00001)

我们提出一种会规划的智能体。代码见 https://github.com/example/plan。

We propose an agent that plans. It looks ahead before it acts, and it needs no further training for that.

## Hearing speech
[听懂语音](https://arxiv.org/abs/2501.00002)

语音识别的新方法，误差为 $\\epsilon < 0.1$。
"""

WEEK_TWO = """\
## Agents that plan
[会规划的智能体](https://arxiv.org/abs/2501.00001v2)

我们提出一种会规划的智能体，并且开源。

## 只有中文标题的论文
[只有中文标题的论文](https://example.org/论文.pdf)

这篇论文只有中文。
"""

TWO_WEEKS = {
    "site_src/topics.yml": TOPICS,
    "site_src/digests/2025/0106-0110.md": WEEK_ONE,
    "site_src/digests/2025/0113-0117.md": WEEK_TWO,
}

CORPUS_FILES = {"site_src/topics.yml": (ROOT / "plugins/paper_digest/topics/default.yml").read_bytes()}
CORPUS_CONFIG = {"plugins": {"paper-digest": {"digests": str(SHARED_CORPUS)}}}


def tree_of(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder, by path; a project's cache does not count."""
    files = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith(f"{CACHE}/")}
