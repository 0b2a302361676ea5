"""Imported once by the process from which the walks are forked: each then begins at once."""

import pkgutil
from importlib import import_module

import feedback_service
import tests.torture.flows  # noqa: F401 - what the walks need besides

for module in pkgutil.walk_packages(feedback_service.__path__, "feedback_service."):
    # Running a command's module is not importing it.
    if not module.name.endswith("__main__"):
        import_module(module.name)
