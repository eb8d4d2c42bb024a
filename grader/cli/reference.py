"""Write the reference of all codes, `docs/codes.md`, from the catalogue: `python -m grader.cli.reference`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader import steps
from grader.cli.explain import OFFERED, RIGHT, WRONG, gapped
from grader.core.words import Entry, Language, Words

REFERENCE = Path("docs/codes.md")
_TITLES = {
    "tables": Words(ru="Таблицы и ячейки", en="Tables and cells"),
    "plausibility": Words(ru="Правдоподобие чисел", en="Plausibility of numbers"),
    "pull-request": Words(ru="Pull request, пути, манифест, README", en="Pull request, paths, manifest, README"),
    "code": Words(ru="Код и ноутбуки", en="Code and notebooks"),
    "verdicts": Words(ru="Вердикты и баллы", en="Verdicts and points"),
    "endings": Words(ru="Чем закончился запуск", en="Endings of runs"),
    "audit": Words(ru="Что артефакт говорит о методе", en="What an artifact shows of its method"),
    "hub": Words(ru="Загрузка с Hugging Face: `grader fetch`", en="Fetching from Hugging Face: `grader fetch`"),
    "machine": Words(ru="Машина: строки `grader doctor`", en="Machines: the lines of `grader doctor`"),
    "repository": Words(ru="Репозиторий: строки `grader doctor --github`", en="Repositories: the lines of `grader doctor --github`"),
    "merge": Words(ru="Слияние с веткой занятия", en="Merging into the lesson's branch"),
}
_HEAD = """# Codes

Everything that the bot can say, in Russian and English; `grader explain CODE` prints the same. `…` stands for what a message fills in.
This page is generated from the catalogue by `make reference`.
"""


def reference() -> str:
    """Return the whole page."""
    return _HEAD + "".join(part for name, group in steps.entry_groups().items() for part in _group(name, sorted(group.items())))


def _group(name: str, entries: list[tuple[str, Entry]]) -> Iterator[str]:
    yield f"\n## {_TITLES[name].en} · {_TITLES[name].ru}\n"
    for code, entry in entries:
        yield f"\n### `{code}` ({entry.severity})\n"
        for language in Language:
            fix = steps.offered_fix(code)
            offer = f"\n\n{OFFERED.text(language)}: {fix.text(language)}." if fix else ""
            yield f"\n**{gapped(entry.message.text(language))}**\n\n{entry.why.text(language)}{offer}\n"
        if entry.right:
            yield "".join(
                f"\n{title.en} · {title.ru}:\n\n```python\n{code}\n```\n" for title, code in ((WRONG, entry.wrong), (RIGHT, entry.right))
            )


def main() -> None:
    """Write the page below the current directory."""
    REFERENCE.parent.mkdir(exist_ok=True)
    REFERENCE.write_text(reference(), "utf-8")


if __name__ == "__main__":
    main()
