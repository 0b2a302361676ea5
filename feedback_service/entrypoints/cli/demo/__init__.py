"""`feedback demo`: a demonstration on this machine, with sample cases and sample accounts."""

from feedback_service.entrypoints.cli.demo.commands import demo_group

__all__ = ["demo_group"]
