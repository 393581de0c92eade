"""Records of one kind know nothing of one another: each is a module of its own, which imports no other one."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import grimp
import pytest

CONSTANTS = {"apps.replication": "PROTOCOL", "apps.agreement": "PROTOCOL"}


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("apps")


@pytest.mark.parametrize(("folder", "constant"), CONSTANTS.items())
def test_records_of_one_folder_import_none_of_one_another(
    imports: grimp.ImportGraph, folder: str, constant: str
) -> None:
    names = [f"{folder}.{module.name}" for module in iter_modules(import_module(folder).__path__)]
    declaring = [name for name in names if hasattr(import_module(name), constant)]
    assert len(declaring) > 3
    chains = [
        (one, other)
        for one in declaring
        for other in declaring
        if one != other and imports.chain_exists(one, other, as_packages=True)
    ]
    assert chains == []
