"""The search index: written here, read by the worker in `theme/assets/search/`.

What makes an index is in `build`: it loads numpy, which a process that makes none does without.
"""

from .documents import (
    IndexedSegment,
    Record,
    SearchConfig,
    SearchDocument,
    SearchIndex,
    Segment,
    TitleRuns,
)
from .script import WORKER, worker_script
from .segments import in_order, segments_of, title_runs

__all__ = [
    "WORKER",
    "IndexedSegment",
    "Record",
    "SearchConfig",
    "SearchDocument",
    "SearchIndex",
    "Segment",
    "TitleRuns",
    "in_order",
    "segments_of",
    "title_runs",
    "worker_script",
]
