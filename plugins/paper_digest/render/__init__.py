"""Rendering: from planned pages to HTML that is safe to publish."""
