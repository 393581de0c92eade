"""Rules of the layout that import-linter cannot express."""

import ast
from pathlib import Path

import pytest

APPS = Path(__file__).resolve().parent.parent / "apps"
PURE = ["clocks", "simulation", "crdts", "consistency", "protocols", "replication", "agreement", "labs"]
STATISTICS = APPS / "labs" / "trials"
"""What many runs come to is told in shares; nothing of it goes back into a run."""

MODULES = sorted(APPS.rglob("*.py"))
PURE_MODULES = [path for path in MODULES if path.relative_to(APPS).parts[0] in PURE]


def called_names(path: Path) -> set[str]:
    """The last name of everything that a module calls: `sleep` for `asyncio.sleep(1)`."""
    calls = (node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return {getattr(call, "attr", None) or getattr(call, "id", "") for call in calls}


def module_name(path: Path) -> str:
    return str(path.relative_to(APPS))


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_only_pacing_sleeps(path: Path) -> None:
    assert path == APPS / "live" / "lab" / "pacing.py" or "sleep" not in called_names(path)


@pytest.mark.parametrize("path", [each for each in PURE_MODULES if each.parent != STATISTICS], ids=module_name)
def test_the_pure_packages_reckon_in_integers(path: Path) -> None:
    tree = ast.parse(path.read_text())
    floats = [
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    divisions = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)]
    assert not floats + divisions
    assert "float" not in called_names(path)


@pytest.mark.parametrize("path", PURE_MODULES, ids=module_name)
def test_the_pure_packages_neither_hash_nor_read_files(path: Path) -> None:
    """`hash` of a text differs between processes; a file is outside the run."""
    assert not called_names(path) & {"hash", "id", "open"}
