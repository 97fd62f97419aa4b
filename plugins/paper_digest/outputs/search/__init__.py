"""The search index: written here, read by the worker in `theme/assets/search/`.

What makes an index is in `build`: it loads numpy, which a process that makes none does without.
"""

from .documents import SearchConfig, SearchDocument, SearchIndex
from .script import WORKER, worker_script

__all__ = ["WORKER", "SearchConfig", "SearchDocument", "SearchIndex", "worker_script"]
