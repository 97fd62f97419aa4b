"""The search index: written here, read by the worker in `theme/assets/search/`."""

from .build import FORMAT, MANIFEST, build_index
from .documents import SearchConfig, SearchDocument, SearchIndex
from .script import WORKER, worker_script

__all__ = [
    "FORMAT",
    "MANIFEST",
    "WORKER",
    "SearchConfig",
    "SearchDocument",
    "SearchIndex",
    "build_index",
    "worker_script",
]
