"""One module per group of services; each function translates one type into its calls."""

import importlib
import pkgutil


def load() -> None:
    """Fills the table with the mappings of every module."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
