"""The only part that knows MkDocs: its configuration, hooks and pages, each a few lines over the core."""
