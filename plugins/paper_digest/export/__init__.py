"""Digests for readers who are elsewhere: WeChat, mail, e-books, and one file of Markdown."""
