"""What a notebook or script hands to the shell: `!` and `%` lines, `%%bash` cells, `os.system` and `subprocess`."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.source import Magic, Source

_RUNNERS = frozenset(
    {"os.system", "os.popen", "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen"}
)
_SHELL_CELLS = re.compile(r"%%(?:bash|sh|!|script\s+\S+|system)\b[^\n]*(?:\n|$)")
_LINE_MAGIC = re.compile(r"%(?:pip|conda|sx|system|uv)\b")
_ENDS = frozenset({"&&", "||", ";", "|", "&"})
#: Options of `pip install` that take the next word.
_VALUED = frozenset(
    {
        "-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t", "--target", "-e",
        "--editable", "--upgrade-strategy", "--no-binary", "--only-binary", "--progress-bar", "--timeout", "--cache-dir", "--prefix",
        "--platform", "--python-version", "--trusted-host", "--root-user-action", "--src", "--python", "--config-settings",
    }
)  # fmt: skip
_PIP = re.compile(r"(?:\S*/)?pip3?(?:\.\d+)?")
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)(?P<extras>\[[^\]]*\])?\s*(?P<version>[=<>~!@].*)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command line, on a joined line."""

    line: int
    text: str

    @property
    def words(self) -> list[str]:
        """Its words as a shell splits them."""
        try:
            return shlex.split(self.text, comments=True)
        except ValueError:
            return self.text.split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A package that is asked for; `version` is what stands behind its name (`==1.2`), `url` where it comes from instead of an index."""

    name: str
    version: str = ""
    url: bool = False

    @property
    def pinned(self) -> bool:
        """Whether it will be the same tomorrow."""
        return self.version.startswith(("==", "===", "@")) and "*" not in self.version


def commands(source: Source, code: Code) -> Iterator[Command]:
    """Yield the commands of a source in no particular order; one that goes on over several lines is one."""
    yield from _of_magics(source.magics)
    for call in code.calls:
        text = _handed_over(code, call)
        if text:
            yield Command(line=call.line, text=text)


def _of_magics(magics: tuple[Magic, ...]) -> Iterator[Command]:
    before: Command | None = None
    for magic in magics:
        if before and before.text.endswith("\\"):
            before = Command(line=before.line, text=f"{before.text[:-1]} {magic.text}")
        else:
            if before:
                yield before
            before = None
            if cell := _SHELL_CELLS.match(magic.text):
                yield from _of_cell(magic.line + 1, magic.text[cell.end() :])
            elif magic.text.startswith("!") or _LINE_MAGIC.match(magic.text) or magic.text[:1].isalpha():
                before = Command(line=magic.line, text=magic.text.lstrip("!%"))
    if before:
        yield before


def _of_cell(first: int, text: str) -> Iterator[Command]:
    whole, start = "", first
    for number, line in enumerate(text.split("\n"), first):
        start = start if whole else number
        whole += line.strip()
        if whole.endswith("\\"):
            whole = f"{whole[:-1]} "
            continue
        if whole and not whole.startswith("#"):
            yield Command(line=start, text=whole)
        whole = ""


def _handed_over(code: Code, call: Call) -> str:
    """Return the command that a call runs, as far as it is known."""
    given = call.argument(0)
    if call.name in _RUNNERS or call.method == "getoutput":
        if isinstance(given, ast.List | ast.Tuple):
            parts = [code.constant(part) for part in given.elts]
            return " ".join(shlex.quote(part) if isinstance(part, str) else "{}" for part in parts)
        text = code.constant(given)
        return text if isinstance(text, str) else ""
    if isinstance(call.node.func, ast.Attribute) and call.method in {"system", "run_line_magic"} and "get_ipython" in code.names:
        texts = [code.constant(part) for part in call.node.args]
        return " ".join(text for text in texts if isinstance(text, str))
    return ""


def installed(command: Command) -> Iterator[Requirement]:
    """Yield the packages that a command line installs with pip; those that hang on a variable are left out."""
    words = command.words
    for start in (n for n, word in enumerate(words) if word == "install" and n and _PIP.fullmatch(words[n - 1])):
        skip = False
        for word in words[start + 1 :]:
            if word in _ENDS or word.startswith((">", "2>")):
                break
            if skip or word.startswith("-"):
                skip = not skip and word in _VALUED
                continue
            ended = word.endswith(";")
            if found := requirement(word.rstrip(";")):
                yield found
            if ended:
                break


def requirement(text: str) -> Requirement | None:
    """Read one requirement as pip does; None for paths, variables and what is none."""
    text = text.split(" #")[0].split(";")[0].strip()
    if re.match(r"(?:git\+)?https?://|git\+|git@", text):
        pinned = re.search(r"\.git@[\w.-]+|\.whl$|\.(?:zip|tar\.gz)$", text)
        return Requirement(name=text.rpartition("/")[2].partition(".git")[0][:60], version="@" if pinned else "", url=True)
    found = _REQUIREMENT.fullmatch(text)
    if not found or re.search(r"[{}$\\/]", text) or text.endswith((".txt", ".whl", ".toml")):
        return None
    return Requirement(name=found["name"], version=(found["version"] or "").replace(" ", ""))
