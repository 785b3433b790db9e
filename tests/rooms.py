"""The rooms of the house: which module lives where, which room imports which, and the drawing of it in the docs.

`python -m tests.rooms` writes the drawing into docs/architecture.md; tests/test_rooms.py holds the imports to the plan.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
ARCHITECTURE = REPOSITORY / "docs" / "architecture.md"
BLOCK_START, BLOCK_END = "<!-- rooms: written by `make readme` -->", "<!-- end of rooms -->"
GROUND = {
    "digit_recognizer": {"constants", "contract", "errors", "files", "limits", "prediction", "snippets"},
    "training": {"environment", "errors", "interruption", "progress", "quiet_tensorflow"},
}

# From the roof to the ground: a room may import what stands below it, never what stands above.
PLAN = (
    *("app", "training", "training/publishing", "training/report", "training/bundling", "training/evaluation"),
    *("training/fitting", "training/synthesis", "training/backends", "training/data", "training/store"),
    *("training/zoo", "training/graphs", "training/estimators", "training/ground", "digit_recognizer/http"),
    *("digit_recognizer/site", "digit_recognizer/interface", "digit_recognizer/command_line"),
    *("digit_recognizer/feedback", "digit_recognizer"),
    *("digit_recognizer/explanation", "digit_recognizer/number", "digit_recognizer/image", "digit_recognizer/bundle"),
    "digit_recognizer/ground",
)

Imports = Mapping[tuple[str, str], set[str]]


def product_files(repository: Path = REPOSITORY) -> list[Path]:
    """Returns every Python file that is served or trains, relative to the repository."""
    found = [repository / "app.py", *repository.glob("digit_recognizer/**/*.py"), *repository.glob("training/**/*.py")]
    return sorted(file.relative_to(repository) for file in found)


def room_of(file: Path) -> str:
    """Returns the room of a file, relative to the repository: its folder below the package, or the package's own."""
    package, *inside = file.with_suffix("").parts
    if len(inside) > 1:
        return f"{package}/{inside[0]}"
    return f"{package}/ground" if inside and inside[0] in GROUND[package] else package


def read_imports(repository: Path = REPOSITORY) -> Imports:
    """Returns, for each pair of rooms of which the first imports the second, the imports as "file: module"."""
    imports: dict[tuple[str, str], set[str]] = defaultdict(set)
    for file in product_files(repository):
        for module in _modules_of(repository / file):
            imported = _file_of(module, repository)
            if imported and room_of(imported) != room_of(file):
                imports[room_of(file), room_of(imported)].add(f"{file}: {module}")
    return imports


def whole_house(imports: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Returns pairs of rooms with the serving library, which is installed as one, as one room."""

    def outside(room: str) -> str:
        return "digit_recognizer" if room.startswith("digit_recognizer") else room

    return {(outside(one), outside(other)) for one, other in imports if outside(one) != outside(other)}


def _modules_of(file: Path) -> set[str]:
    """Returns every name that a file imports, as "package.module" or "package.module.name"."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _file_of(name: str, repository: Path) -> Path | None:
    """Returns the project's file in which a name lies, relative to the repository; None for those of libraries."""
    for dotted in filter(None, (name, name.rpartition(".")[0])):
        path = Path(*dotted.split("."))
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if (repository / file).is_file():
                return file
    return None


def draw(imports: Imports) -> str:
    """Returns the rooms as Markdown: a diagram of the imports that no other path implies, and what each room is for."""
    names = {room: room.replace("/", "_") for room in PLAN}
    lines = ["```mermaid", "flowchart TD"]
    lines += [f'  {names[room]}["{_label(room)}"]' for room in PLAN]
    lines += [f"  {names[one]} --> {names[other]}" for one, other in _without_detours(imports)]
    lines += ["```", "", "| room | what lives there | imports |", "|---|---|---|"]
    for room in PLAN:
        imported = ", ".join(f"`{_label(other)}`" for other in PLAN if (room, other) in imports)
        lines.append(f"| `{_label(room)}` | {_purpose(room)} | {imported or '–'} |")
    return "\n".join(lines)


def _label(room: str) -> str:
    return {"app": "app.py", "training": "training/__main__.py"}.get(room, room)


def _purpose(room: str) -> str:
    """Returns the first line of the room's docstring."""
    package, _, name = room.partition("/")
    if name == "ground":
        return (
            "What every room of the package stands on: "
            + ", ".join(f"`{module}`" for module in sorted(GROUND[package]))
            + "."
        )
    path = REPOSITORY / room
    file = path.with_suffix(".py") if room == "app" else path / ("__main__.py" if room == "training" else "__init__.py")
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return docstring.splitlines()[0]


def _without_detours(imports: Imports) -> list[tuple[str, str]]:
    """Returns the pairs that are not implied by a longer way: the diagram's arrows (a transitive reduction)."""
    direct = {room: {other for one, other in imports if one == room} for room in PLAN}
    reach: dict[str, set[str]] = {}
    for room in reversed(PLAN):
        reach[room] = direct[room].union(*(reach.get(other, set()) for other in direct[room]))
    return [
        (room, other)
        for room in PLAN
        for other in PLAN
        if other in direct[room] and not any(other in reach.get(via, ()) for via in direct[room] - {other})
    ]


def replace_block(text: str, block: str) -> str:
    """Returns the page with its drawing between the two marks replaced."""
    before, start, rest = text.partition(BLOCK_START)
    _, end, after = rest.partition(BLOCK_END)
    if not start or not end:
        raise ValueError(f"{ARCHITECTURE.name} lacks the line {BLOCK_START!r} or, below it, {BLOCK_END!r}.")
    return f"{before}{start}\n\n{block}\n\n{end}{after}"


def main() -> int:
    """Writes the drawing into docs/architecture.md."""
    page = ARCHITECTURE.read_text(encoding="utf-8")
    ARCHITECTURE.write_text(replace_block(page, draw(read_imports())), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
