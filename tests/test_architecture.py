"""Rules of the layout that import-linter cannot express."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ROOT / "apps"
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
def test_only_one_file_sleeps(path: Path) -> None:
    assert path == APPS / "live" / "serving" / "pauses.py" or "sleep" not in called_names(path)


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


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("apps", "config")


def circles(imports: grimp.ImportGraph) -> Iterator[list[str]]:
    """The modules that import one another, however far round (Tarjan 1972)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []

    def visit(module: str) -> Iterator[list[str]]:
        number[module] = lowest[module] = len(number)
        stack.append(module)
        for other in imports.find_modules_directly_imported_by(module):
            if other not in number:
                yield from visit(other)
            if other in stack:
                lowest[module] = min(lowest[module], lowest[other])
        if lowest[module] == number[module]:
            place = stack.index(module)
            found, stack[place:] = stack[place:], []
            if len(found) > 1:
                yield found

    for module in sorted(imports.modules):
        if module not in number:
            yield from visit(module)


def test_no_module_imports_one_that_imports_it_not_even_for_its_types(imports: grimp.ImportGraph) -> None:
    assert list(circles(imports)) == []


FILES_MAX = 25
REGISTRIES = {
    "apps/labs/catalogue",
    "apps/labs/goals",
    "apps/replication",
    "apps/agreement",
    "apps/crdts",
    "tests/consistency/foreign",
    "tests/browser/lessons",
}


def test_no_folder_but_a_registry_has_more_than_25_files() -> None:
    folders = [ROOT / name for name in ("apps", "static/js", "static/css", "templates", "tests")]
    counts = Counter(
        str(path.parent.relative_to(ROOT))
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.name != "__init__.py" and path.suffix != ".pyc"
    )
    assert {name: count for name, count in counts.items() if count > FILES_MAX and name not in REGISTRIES} == {}
