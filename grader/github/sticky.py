"""The one comment that stays: how it is marked, found, composed and kept within GitHub's limit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from grader.core.review import LineComment
from grader.github.port import Comment

#: GitHub takes about 65,536 characters; it counts neither quite as bytes nor as letters, so there is a margin.
MAX_BYTES = 60_000

#: How the comment begins that gives a commit up.
GAVE_UP = "<!-- grader gave up "
_MARK = re.compile(r"<!-- grader head=([0-9a-f]{40}) run=([0-9]{1,18}) -->")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")

_OUTSIDE = "### Замечания к другим строкам · Remarks on other lines"
_OUTDATED = (
    "> Это результат для коммита {old:.7}. С тех пор появился коммит {new:.7}: его результат заменит этот комментарий.\n>\n"
    "> This is the result for commit {old:.7}. There is a newer commit {new:.7}: its result will replace this comment."
)
_NEWER = (
    "> Этот pull request не засчитывается: у команды есть более новый с тем же заданием, #{newer}. Закройте ненужный.\n>\n"
    "> This pull request does not count: the team has a newer one for the same homework, #{newer}. Close the one that is not needed."
)
_WAITING = (
    "> ⏳ Числа ещё не проверены: код ждёт свободной машины и, возможно, подтверждения преподавателя ([ход проверки]({url})). "
    "Ниже — то, что видно без запуска. Комментарий обновится сам.\n>\n"
    "> ⏳ The numbers are not checked yet: the code waits for a free machine and perhaps for an instructor's approval "
    "([progress]({url})). Below is what can be seen without running it. This comment updates by itself."
)
_RUNNING = (
    "> ⏳ Числа ещё не проверены: код сейчас выполняется на машине курса ([ход проверки]({url})). "
    "Ниже — то, что видно без запуска. Комментарий обновится сам.\n>\n"
    "> ⏳ The numbers are not checked yet: the code is running on the course's machine now ([progress]({url})). "
    "Below is what can be seen without running it. This comment updates by itself."
)
_ANY_WAITING = re.compile(re.escape(_WAITING).replace(re.escape("{url}"), "(.*?)"))
_CUT = (
    "\n---\n"
    "Текст длиннее, чем принимает GitHub. Целиком он лежит в файле `review.md` среди артефактов запуска (вкладка Checks).\n\n"
    "The text is longer than GitHub takes. All of it is in `review.md` among the artifacts of the run (tab Checks).\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The first line of our comment, which GitHub does not show: the commit it is about and the run that wrote it."""

    head_sha: str
    run: int

    def __str__(self) -> str:
        return f"<!-- grader head={self.head_sha} run={self.run} -->"

    @classmethod
    def read(cls, body: str) -> Mark | None:
        """Read the mark of a comment; None where the first line is anything else."""
        found = _MARK.fullmatch(body.partition("\n")[0].rstrip())
        return cls(head_sha=found[1], run=int(found[2])) if found else None

    def rank(self, present_head: str) -> tuple[bool, int]:
        """Order results: the present commit beats any other, then the later run beats the earlier."""
        return self.head_sha == present_head, self.run


def find(comments: Iterable[Comment], login: str) -> list[tuple[Comment, Mark]]:
    """Find our sticky comments, oldest first: written by us *and* marked, for anybody can paste a mark."""
    ours = (comment for comment in sorted(comments, key=lambda comment: comment.id) if comment.author == login)
    return [(comment, mark) for comment in ours if (mark := Mark.read(comment.body))]


def gave_up(comments: Iterable[Comment], login: str) -> list[Comment]:
    """Find the comments in which we say that a commit could not be graded (see `sweep`)."""
    return [comment for comment in comments if comment.author == login and comment.body.startswith(GAVE_UP)]


def waits(body: str) -> bool:
    """Tell whether a sticky comment still waits for its numbers, or for those that are being measured now.

    What a team has written stands below our own notes.
    """
    return any(line.startswith(_WAITING[:20]) for line in _notes(body))


def started(body: str) -> str:
    """Say in a sticky comment that waits that its code is running now; any other stays as it is."""
    text = body.replace("\r\n", "\n")
    return _ANY_WAITING.sub(lambda found: _RUNNING.format(url=found[1]), text, count=1) if waits(text) else text


def pins(body: str) -> str:
    """Return the line of a sticky comment that keeps which rows decisions mean (see `core/decision.py`); empty where there is none."""
    return next((line for line in _notes(body) if line.startswith("<!-- grader rows ")), "")


def _notes(body: str) -> Iterator[str]:
    """Yield the lines of a comment that are ours alone: they stand before everything that holds a team's words."""
    return takewhile(lambda line: not line or line.startswith((">", "<!--")), body.replace("\r\n", "\n").split("\n"))


def compose(
    mark: Mark, body: str, folded: tuple[LineComment, ...], present_head: str, *, newer: int | None = None, waiting: str = ""
) -> str:
    """Write the sticky comment: mark, words about what it is worth, body, comments without a line.

    It is worth less where the commit is no longer the last, where a `newer` pull request counts, and as long as the numbers are
    `waiting` to be checked (the address where that can be followed).
    """
    parts = [str(mark)]
    if mark.head_sha != present_head:
        parts.append(_OUTDATED.format(old=mark.head_sha, new=present_head))
    if newer is not None:
        parts.append(_NEWER.format(newer=newer))
    if waiting:
        parts.append(_WAITING.format(url=waiting))
    parts.append(body.strip())
    if folded:
        parts.append(_OUTSIDE)
        parts += [f"**{code_span(f'{comment.path}:{comment.line}')}**\n\n{comment.body.strip()}" for comment in folded]
    return fit("\n\n".join(parts))


def fit(text: str, limit: int = MAX_BYTES) -> str:
    """Cut Markdown to `limit` UTF-8 bytes, with a note that says so.

    The cut falls between lines where neither a code fence nor a `<details>` is open, so that what is left still reads well.
    `limit` must leave room for the note (some 500 bytes).
    """
    if len(text.encode()) <= limit:
        return text
    room = limit - len(_CUT.encode())
    fence, depth, size, end, safe = "", 0, 0, 0, 0
    for line in text.split("\n"):
        size += len(line.encode()) + 1
        end += len(line) + 1
        if size > room:
            break
        fence = _fence_after(fence, line)
        depth += 0 if fence else _opened(line)
        if not fence and depth <= 0:
            safe = end
    return text[:safe] + _CUT


def code_span(text: str) -> str:
    """Show text as inline code, whatever it holds; line breaks and control characters become spaces."""
    flat = "".join(letter if letter.isprintable() else " " for letter in text)
    ticks = "`" * (max((len(run) for run in re.findall("`+", flat)), default=0) + 1)
    pad = " " if flat.strip(" ") and {flat[0], flat[-1]} & {"`", " "} else ""  # one space on each side is taken off again
    return f"{ticks}{pad}{flat}{pad}{ticks}"


def _opened(line: str) -> int:
    """Count the `<details>` that a line opens, less those it closes; inside inline code they are only text."""
    html = _CODE_SPAN.sub("", line)
    return html.count("<details") - html.count("</details>")


def _fence_after(fence: str, line: str) -> str:
    """Return the code fence that is open after a line (empty: none), by the rules of CommonMark, section 4.5."""
    if not (found := _FENCE.fullmatch(line)):
        return fence
    run, rest = found[1], found[2]
    if not fence:
        return "" if run[0] == "`" and "`" in rest else run
    closes = run[0] == fence[0] and len(run) >= len(fence) and not rest.strip()
    return "" if closes else fence
