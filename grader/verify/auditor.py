"""Audits the rows of a submission: keeps what was read of originals, and what tells one row's weights from another's."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.core.audit import Audit, Evidence, Proof
from grader.core.errors import SandboxUnavailable
from grader.core.submission import ManifestRow
from grader.core.table import Family
from grader.course import Course
from grader.verify.artifact import Artifact
from grader.verify.audit.audit import audit
from grader.verify.audit.case import Case
from grader.verify.audit.contents import Contents
from grader.verify.audit.methods.distillation import marks
from grader.verify.audit.opening import CLOSED, with_opened
from grader.verify.audit.reading import read, shown
from grader.verify.start import Start

#: Bytes of an error of ours in a piece of evidence.
SHOWN = 120


class Auditor:
    """The auditor of one submission; what has to be kept on disk meanwhile lies there until `stack` is closed."""

    def __init__(self, course: Course, stack: ExitStack) -> None:
        self._course, self._stack = course, stack
        self._originals: dict[Path, Contents] = {}
        self._rows: dict[str, frozenset[str]] = {}

    def audit(self, row: ManifestRow, source: Path, artifact: Artifact, scratch: Path, starts: Sequence[Start]) -> Audit:
        """Audit what a team's `compress` made of the model in `source`; `scratch` does not exist yet. What fails here is no proof."""
        try:
            sizes = {name: size for name, (size, _) in artifact.files.items()}
            contents = with_opened(read(artifact.root, sizes), artifact.root, scratch, self._course.limits)
            distilled = row.method.family is Family.DISTILLATION
            case = Case(
                method=row.method,
                artifact=contents,
                original=partial(self._contents, source),
                others=self._others(source) if distilled else {},
                seen=starts[-1].candidate.seen if starts else None,
                on_gpu=self._course.measuring.gpu is not None,
            )
            if not distilled:
                self._rows[shown(f"{row.model}, {row.method_text or row.method.family}")] = frozenset(marks(contents))
            return audit(case, starts)
        except (OSError, SandboxUnavailable) as error:
            return Audit(proof=Proof.CANNOT_TELL, evidence=(Evidence(code="audit-failed", facts={"detail": str(error)[:SHOWN]}),))

    def _contents(self, source: Path) -> Contents:
        """Read a model of the course's, once."""
        if source not in self._originals:
            sizes = {path.relative_to(source).as_posix(): path.stat().st_size for path in sorted(source.rglob("*")) if path.is_file()}
            contents = read(source, sizes)
            if contents.of(*CLOSED):
                scratch = Path(self._stack.enter_context(TemporaryDirectory(prefix="grader-audit-")))
                contents = with_opened(contents, source, scratch / "opened", self._course.limits)
            self._originals[source] = contents
        return self._originals[source]

    def _others(self, source: Path) -> dict[str, frozenset[str]]:
        """Tell by what the weights of other models are known: the course's own, and those of earlier rows."""
        places = {f"local:{name}": self._course.root / model.path for name, model in self._course.models.items()}
        own = {name: frozenset(marks(self._contents(place))) for name, place in places.items() if place != source and place.is_dir()}
        return {**self._rows, **own}
