"""The example submissions as templates: an adapter for a task and a method, which a team starts from.

They lie in `submissions/examples/<team>/hw-<N>` of the course, or come with the package. An adapter whose first line begins with
`# Mistake` shows how it goes wrong, and is no template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.submission import ManifestRow
from grader.core.table import Family, Method
from grader.course import Course
from grader.intake.manifest import MANIFEST, read_manifest
from grader.intake.near import by_nearness

EXAMPLES = Path("submissions/examples")
MISTAKE = "# Mistake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An adapter that works, for a task: the manifest's row that it belongs to, and its source."""

    task: str
    row: ManifestRow
    source: str


def templates(course: Course) -> list[Template]:
    """Read the examples of the course, then those that come with the package; one that cannot be read is left out."""
    package = Path(__file__).parent.parent
    places = (course.root / EXAMPLES, package.parent / EXAMPLES, package / "examples")
    found: dict[str, Template] = {}
    for place in places:
        for manifest in sorted(place.glob(f"*/hw-*/{MANIFEST}")):
            for name, template in _of_example(manifest):
                found.setdefault(name, template)
    return list(found.values())


def _of_example(file: Path) -> Iterator[tuple[str, Template]]:
    """Yield the templates of one example with a name for each, by which another copy of it is known."""
    try:
        manifest = read_manifest(file.read_bytes(), str(file))
    except (BadInput, OSError):
        return
    for row in manifest.rows:
        code = file.parent / row.code if row.code else None
        if code is not None and code.is_file():
            source = code.read_text("utf-8", "replace")
            if not source.startswith(MISTAKE):
                yield f"{manifest.team}/{manifest.homework}/{row.code}", Template(task=manifest.task, row=row, source=source)


def best(method: Method, task: str, model: str, known: Sequence[Template]) -> Template | None:
    """Choose the template for a method as it was read: of the task and family, of the variant if one is named, best of the same model."""
    of_task = [each for each in known if each.task == task and each.row.method.family is method.family is not Family.UNKNOWN]
    fitting = [each for each in of_task if None in (method.variant, variant := each.row.method.variant) or variant == method.variant]
    ranked = sorted(fitting, key=lambda each: (each.row.method.variant != method.variant, each.row.model != model))
    return ranked[0] if ranked else None


def offered(task: str, known: Sequence[Template], written: str = "") -> list[str]:
    """Name the methods that there are templates for, those most like `written` first."""
    names: Mapping[str, None] = dict.fromkeys(each.row.method_text for each in known if each.task == task)
    return by_nearness(written, names)
