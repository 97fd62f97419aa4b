"""Translations: what a machine is asked, and the checks that its words, or a person's, have to pass."""
