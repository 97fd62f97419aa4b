"""The search index: written here, read by the worker in `theme/assets/search/`."""

from .build import FORMAT, MANIFEST, build_index
from .documents import SearchConfig, SearchDocument, SearchIndex
from .records import Record, record_of, records_of
from .script import WORKER, worker_script

__all__ = [
    "FORMAT",
    "MANIFEST",
    "WORKER",
    "Record",
    "SearchConfig",
    "SearchDocument",
    "SearchIndex",
    "build_index",
    "record_of",
    "records_of",
    "worker_script",
]
