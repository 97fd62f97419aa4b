"""Builds of whole sites, measured: Paper Digest beside other site generators on the same papers."""
