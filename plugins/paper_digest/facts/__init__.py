"""What sources such as arXiv say of papers: the files that `paper-digest enrich` writes and builds read."""
