"""What an attack on a box could win, with witnesses outside the box: nobody asks the attack whether it won."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.verify.sandbox.support import lives

#: what an attack prints when the kernel let it do something; that it does so outside a box is shown by a run there
GOT = b"GOT"
#: what root mounts in a control stays in the control
_APART = ("unshare", "--mount", "--propagation", "private") if os.geteuid() == 0 else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A machine worth attacking: a secret in many places, services that listen, a process to kill, a directory to change."""

    secret: str
    directory: Path
    services: dict[str, socket.socket]
    victim: subprocess.Popen[bytes]
    before: dict[str, bytes] = field(default_factory=dict)

    def prelude(self, *, outside: bool = False) -> str:
        """The names that a script may use: it knows where everything is, and nothing of the secret."""
        names = {
            "HOST": str(self.directory),
            "PORT": self.services["tcp"].getsockname()[1],
            "UDP": self.services["udp"].getsockname()[1],
            "ABSTRACT": self.services["abstract"].getsockname()[1:].decode(),
            "SOCKET": str(self.directory / "service.sock"),
            "VICTIM": self.victim.pid,
            "SUPERVISOR": os.getpid(),
            "OUTSIDE": outside,
        }
        return "".join(f"{name} = {value!r}\n" for name, value in names.items())

    def prizes(self, said: bytes) -> list[str]:
        """What was won: what the program has learned, whom it has reached, what it has changed."""
        won = [line.decode(errors="replace") for line in said.splitlines() if line.startswith(GOT)]
        won += ["the secret"] if self.secret.encode() in said else []
        won += [f"reached {name}" for name, service in self.services.items() if select.select([service], [], [], 0)[0]]
        won += ["killed a process"] if not lives(self.victim.pid) else []
        won += ["changed files"] if _contents(self.directory) != self.before else []
        return won

    def outside(self, code: str) -> list[str]:
        """What the same program wins where there is no box. It must leave the machine as it was: see `OUTSIDE` in the scripts."""
        argv = [*_APART, sys.executable, "-I", "-S", "-u", "-c", self.prelude(outside=True) + textwrap.dedent(code)]
        done = subprocess.run(argv, capture_output=True, close_fds=False, timeout=60, check=False)
        return self.prizes(done.stdout + done.stderr)


@contextmanager
def scene(directory: Path) -> Iterator[Scene]:
    """Set one up below a directory that every user may enter and write to."""
    secret = f"secret-{os.urandom(8).hex()}"
    for name in ("labels.json", "results.json", "home/.netrc", "home/.ssh/id_rsa", "home/.cache/huggingface/datasets/test/labels.arrow"):
        file = directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(secret)
    with ExitStack() as stack:
        services = {}
        for name, family, kind, address in (
            ("tcp", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            ("udp", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            ("unix", socket.AF_UNIX, socket.SOCK_STREAM, str(directory / "service.sock")),
            ("abstract", socket.AF_UNIX, socket.SOCK_STREAM, f"\0service-{os.urandom(8).hex()}"),
        ):
            services[name] = stack.enter_context(socket.socket(family, kind))
            services[name].bind(address)
            if kind == socket.SOCK_STREAM:
                services[name].listen()
        victim = stack.enter_context(subprocess.Popen(["/usr/bin/sleep", "600"], env={"JOB_SECRET": secret}))
        stack.callback(victim.kill)
        kept = {name: os.environ.get(name) for name in ("GITHUB_TOKEN", "HOME")}
        stack.callback(_restore, kept)
        os.environ.update(GITHUB_TOKEN=secret, HOME=str(directory / "home"))
        labels = os.open(directory / "labels.json", os.O_RDONLY)
        stack.callback(os.close, labels)
        os.set_inheritable(labels, True)
        yield Scene(secret=secret, directory=directory, services=services, victim=victim, before=_contents(directory))


def _restore(kept: dict[str, str | None]) -> None:
    for name, value in kept.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value


def _contents(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}
