"""The build engine: a page cache, a process pool, stages and a writer. It knows no papers and no MkDocs."""
