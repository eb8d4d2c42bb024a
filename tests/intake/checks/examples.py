"""One submission for every code that a pull request can be told: the good one with one thing wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from grader.course import Hub
from tests.intake.handed_in import BASE_README, CLUSTERED, CODE, HEADER, HOME, MANIFEST, ORIGINAL, README, THEIRS, HandedIn, course, record
from tests.intake.repository import Content, Files, Link, Submodule

PATH = f"{HOME}/submission.yml"
MODEL, METHOD = "- model: local:digits-vit\n    method: original", "method: clustering\n    params: {clusters: 32}"
NOTE = "# Заполнено по вашей таблице; допишите места с комментариями. / Filled from your table; complete the places with comments.\n"
OWN_TABLE = """| Model | Variant | Size, MB | Latency CPU (s) | Accuracy, % | Speed-up |
| --- | --- | --- | --- | --- | --- |
| digits-vit | Original | 0.82 | 0.00131 | 97.5 | 1 |
| digits-vit | Clustering, 32 clusters | 0.14 | 0.00135 ± 0.00002 | 96.75 | 0.97 |
"""
FIRST_LINE = 20  # of the team's rows in the README


class Example(NamedTuple):
    """A submission, and where its problem is."""

    handed_in: HandedIn
    path: str
    line: int | None = None
    fix: str | None = None


def changing(change: Files) -> HandedIn:
    return HandedIn(change=change)


def manifest(old: str, new: str) -> HandedIn:
    return HandedIn(manifest=(old, new))


def broken(data: bytes) -> HandedIn:
    return changing({PATH: data})


def files(count: int, directory: str) -> dict[str | bytes, Content]:
    return {f"{directory}/file{number:03}.txt": b"one" for number in range(count)}


def pointer() -> bytes:
    return b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n"


def many_rows(count: int) -> str:
    return "".join(f"| team{number}/model | Оригинал | {number + 1}.5 | 1 | 2 | - | 3 | - | 0.5 |\n" for number in range(count))


def nonsense(count: int) -> str:
    return "".join(f"| m{number} | Прунинг {number} % |" + f" {'а' * 190} |" * 7 + "\n" for number in range(count))


EXAMPLES = {
    "title-unreadable": Example(HandedIn(title="ml masters"), "title", fix="ml_masters HW-3"),
    "title-form": Example(HandedIn(title="ML Masters hw3"), "title", fix="ml_masters HW-3"),
    "homework-unknown": Example(HandedIn(title="ml_masters HW-8"), "title", fix="ml_masters HW-3"),
    "branch-wrong": Example(HandedIn(branch="lesson-1-first-look"), "branch", fix="lesson-3-clustering"),
    "branch-unknown": Example(HandedIn(title="something", branch="main"), "branch"),
    "path-outside": Example(changing({"conftest.py": b"x"}), "conftest.py"),
    "directory-taken": Example(HandedIn(base={f"{HOME}/record.json": record("somebody-else")}), HOME),
    "path-other-team": Example(changing({"submissions/ml_masters2/hw-3/a.py": b"x"}), "submissions/ml_masters2/hw-3/a.py"),
    "path-workflow": Example(changing({".github/workflows/ci.yml": b"on: push"}), ".github/workflows/ci.yml"),
    "paths-outside": Example(changing(files(11, "data")), HOME),
    "path-symlink": Example(changing({f"{HOME}/weights": Link(b"/etc/passwd")}), f"{HOME}/weights"),
    "path-submodule": Example(changing({f"{HOME}/module": Submodule("5" * 40)}), f"{HOME}/module"),
    "path-name": Example(changing({f"{HOME}/\x1b[31mred.py": b"x"}), f"{HOME}/\x1b[31mred.py"),
    "path-git": Example(changing({f"{HOME}/.gitattributes": b"* filter=x"}), f"{HOME}/.gitattributes"),
    "path-case": Example(changing({f"{HOME}/Clustering.py": CODE}), f"{HOME}/clustering.py"),
    "path-too-large": Example(changing({f"{HOME}/clustering.py": b"#" * 262_145}), f"{HOME}/clustering.py"),
    "path-binary": Example(changing({f"{HOME}/fast.so": b"\x7fELF"}), f"{HOME}/fast.so"),
    "too-many-files": Example(changing(files(200, HOME)), "."),
    "lfs-pointer": Example(changing({f"{HOME}/weights.bin": pointer()}), f"{HOME}/weights.bin"),
    "manifest-missing": Example(HandedIn(without=[PATH]), PATH, fix=f"{NOTE}{MANIFEST}"),
    "manifest-misplaced": Example(HandedIn(without=[PATH], change={"submission.yml": MANIFEST.encode()}), "submission.yml"),
    "manifest-syntax": Example(broken(b"team: ml_masters\n homework: 3\n"), PATH, 2),
    "manifest-schema": Example(manifest("homework: 3", "homework: three"), PATH, 2),
    "manifest-duplicate-key": Example(manifest("data: digits", "data: digits\ndata: news"), PATH, 5),
    "manifest-key": Example(manifest("data: digits", "data: digits\n3: x"), PATH, 5),
    "manifest-alias": Example(broken(b"a: &a [x,x]\nb: [*a,*a]\n"), PATH, 1),
    "manifest-tag": Example(manifest("data: digits", 'data: !!python/object/apply:os.system ["id"]'), PATH, 4),
    "manifest-documents": Example(broken(MANIFEST.encode() + b"---\na: 1\n"), PATH, 12),
    "manifest-depth": Example(broken(b"[" * 20_000), PATH, 1),
    "manifest-too-large": Example(broken(b"a: " + b"x" * 40_000), PATH),
    "manifest-encoding": Example(broken("team: команда".encode("cp1251")), PATH, 1),
    "manifest-control-character": Example(broken(b'team: "ml\x00masters"\n'), PATH, 1),
    "manifest-team": Example(manifest("team: ml_masters", "team: ml_learners"), PATH, 1, "team: ml_masters"),
    "manifest-team-lookalike": Example(manifest("team: ml_masters", "team: ml_mаstеrs"), PATH, 1, "team: ml_masters"),
    "manifest-homework": Example(manifest("homework: 3", "homework: 1"), PATH, 2, "homework: 3"),
    "task-unknown": Example(manifest("task: image-classification", "task: image-clasification"), PATH, 3),
    "data-unknown": Example(manifest("data: digits", "data: digit"), PATH, 4),
    "data-task": Example(manifest("data: digits", "data: news"), PATH, 4),
    "model-unknown": Example(manifest(MODEL, "- model: local:digits-vti\n    method: original"), PATH, 6),
    "model-unmarked": Example(manifest(MODEL, "- model: digits-vit\n    method: original"), PATH, 6),
    "model-task": Example(manifest(MODEL, "- model: local:news-bert\n    method: original"), PATH, 6),
    "revision-missing": Example(manifest(MODEL, "- model: owner/digits-vit\n    method: original"), PATH, 6),
    "model-not-allowed": Example(
        HandedIn(
            manifest=(MODEL, f"- model: google/vit-base\n    revision: {'0' * 40}\n    method: original"),
            under=replace(course(), hub=Hub(allow=("tiny/vit", "google/vit-small"))),
        ),
        PATH,
        6,
    ),
    "package-unavailable": Example(
        changing({f"{HOME}/clustering.py": b"import torch\nimport torchvision\n" + CODE}), f"{HOME}/clustering.py", 2
    ),
    "helper-unavailable": Example(
        changing({f"{HOME}/clustering.py": b"from utils import kmeans\n" + CODE, f"{HOME}/utils.py": b"def kmeans(): ...\n"}),
        f"{HOME}/clustering.py",
        1,
    ),
    "revision-unneeded": Example(
        manifest(MODEL, f"- model: local:digits-vit\n    revision: {'a' * 40}\n    method: original"),
        PATH,
        7,
        f"    # revision: {'a' * 40}",
    ),
    "code-missing": Example(manifest("\n    code: clustering.py", ""), PATH, 8),
    "code-not-found": Example(manifest("clustering.py", "kmeans.py"), PATH, 8),
    "code-unexpected": Example(manifest("method: original", "method: original\n    code: clustering.py"), PATH, 6),
    "code-unnamed": Example(changing({f"{HOME}/helpers.py": CODE}), f"{HOME}/helpers.py"),
    "manifest-method-unknown": Example(manifest("method: clustering", "method: witchcraft"), PATH, 8),
    "method-not-allowed": Example(manifest("method: clustering", "method: distillation"), PATH, 8),
    "manifest-rows-equal": Example(broken(f"{MANIFEST}  - model: local:digits-vit\n    method: original\n".encode()), PATH, 12),
    "manifest-row-without-table-row": Example(HandedIn(readme=(CLUSTERED, "")), PATH, 8),
    "readme-missing": Example(HandedIn(without=["README.md"]), "README.md"),
    "readme-rewritten": Example(changing({"README.md": f"# Наш отчёт\n\n{HEADER}{THEIRS}{ORIGINAL}{CLUSTERED}".encode()}), "README.md"),
    "table-missing": Example(changing({"README.md": BASE_README.partition("|")[0].encode()}), "README.md"),
    "rows-missing": Example(changing({"README.md": f"{BASE_README}\nГотово!\n".encode()}), "README.md", 16),
    "results-elsewhere": Example(
        changing(
            {"README.md": f"{BASE_README}\nГотово!\n".encode(), f"{HOME}/report.md": f"# Отчёт\n\n{HEADER}{ORIGINAL}{CLUSTERED}".encode()}
        ),
        f"{HOME}/report.md",
        3,
    ),
    "problems-more": Example(changing({"README.md": (README + nonsense(190)).encode()}), "README.md"),
    "row-form": Example(HandedIn(readme=("| 0.9675 |", "| 96.75 % |")), "README.md", FIRST_LINE + 1, CLUSTERED.strip()),
    "row-without-manifest": Example(HandedIn(readme=("32 кластера", "64 кластера")), "README.md", FIRST_LINE + 1),
    "row-shares-manifest": Example(
        HandedIn(
            manifest=("    params: {clusters: 32}\n", ""),
            readme=(ORIGINAL + CLUSTERED, CLUSTERED + ORIGINAL + CLUSTERED.replace("32", "16").replace("кластера", "кластеров")),
        ),
        "README.md",
        FIRST_LINE,
    ),
    "reason-missing": Example(
        HandedIn(readme=("0.14 | 0.11 | 1.35 | - | 25.9 | - | 0.9675", "*Не применимо* | - | - | - | - | - | -")),
        "README.md",
        FIRST_LINE + 1,
        "| digits-vit | Кластеризация, 32 кластера | Не применимо: … | - | - | - | - | - | - |",
    ),
    "row-ambiguous": Example(
        HandedIn(
            change={PATH: MANIFEST.encode() + MANIFEST[MANIFEST.rindex("  - model") :].replace("32", "64").encode()},
            readme=("Кластеризация, 32 кластера", "Кластеризация"),
        ),
        "README.md",
        FIRST_LINE + 1,
    ),
    "column-missing": Example(changing({"README.md": README.replace("| Размер в .gz (MB) ", "| Комментарий ").encode()}), "README.md", 16),
    "table-own-columns": Example(
        changing({"README.md": f"{BASE_README}\n## Наши результаты\n\n{OWN_TABLE}".encode()}),
        "README.md",
        23,
        "| digits-vit | Original | 0.82 MB | – | 1.31 ms | – | – | – | accuracy 0.975 |\n"
        "| digits-vit | Clustering, 32 clusters | 0.14 MB | – | 1.35 ± 0.02 ms | – | – | – | accuracy 0.9675 |",
    ),
    "original-missing": Example(HandedIn(readme=(ORIGINAL, "")), "README.md", FIRST_LINE),
    "row-removed": Example(HandedIn(readme=(THEIRS.splitlines(keepends=True)[1], "")), "README.md"),
    "row-changed": Example(HandedIn(readme=("| 12.5 | 11.2 |", "| 99.5 | 11.2 |")), "README.md", 18, THEIRS.splitlines()[0]),
    "rows-of-others-changed": Example(
        HandedIn(base={"README.md": (BASE_README + many_rows(11)).encode()}, change={"README.md": README.encode()}), "README.md"
    ),
}
#: No tree that git writes has such a mode; the check is shown on a change of its own.
WITHOUT_EXAMPLE = {"path-mode"}
