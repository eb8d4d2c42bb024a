"""A hub on this machine: what huggingface_hub asks of huggingface.co to list a commit and to load its files, over real HTTP.

Written after the interface that huggingface_hub 2.4 uses and its description of the answers; huggingface.co itself is not asked
by any test. Files up to `LARGE` bytes are answered as git keeps them, larger ones as LFS does: by a redirect to another address,
where no token may follow.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

LARGE = 1000
TOKEN = "hf_of_somebody_who_agreed"


@dataclass
class Repository:
    """One commit of a repository, and how it is answered."""

    id: str
    revision: str
    files: dict[str, bytes]
    kind: str = "models"
    gated: bool = False
    private: bool = False
    #: what is sent instead, by path; the listing still has the real size and digest
    sent: dict[str, bytes] = field(default_factory=dict)
    #: listed sizes, where they are to be others
    sizes: dict[str, int] = field(default_factory=dict)
    #: names that are listed and cannot be loaded
    extra: tuple[str, ...] = ()
    #: status of every answer, where it is to be a failure
    failing: int = 0
    #: bytes after which the answer with a large file comes to a stop, the first time, until `go_on` is set
    stops: int = 0
    go_on: threading.Event = field(default_factory=threading.Event)


@dataclass
class Seen:
    """A request: method, path, and the headers that matter."""

    method: str
    path: str
    token: str | None
    bytes_from: int


class Hub:
    """The repositories of the double, and the requests that it has seen."""

    def __init__(self) -> None:
        self.repositories: list[Repository] = []
        self.seen: list[Seen] = []
        self.endpoint = self.elsewhere = ""

    def add(self, repository: Repository) -> Repository:
        self.repositories.append(repository)
        return repository

    def gets(self, name: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.method == "GET" and seen.path.endswith(f"/{name}")]


_API = re.compile(r"/api/(?P<kind>models|datasets)/(?P<id>[^/]+(?:/[^/]+)?)/revision/(?P<revision>[^/?]+)(?:\?.*)?")
_FILE = re.compile(r"/(?P<datasets>datasets/)?(?P<id>[^/]+(?:/[^/]+)?)/resolve/(?P<revision>[^/]+)/(?P<path>[^?]+)")


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub
    elsewhere: bool

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        pass

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ") or None
        ranged = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        self.hub.seen.append(Seen(self.command, unquote(self.path), token, int(ranged[1]) if ranged else 0))
        if self.elsewhere:
            self._bytes(unquote(self.path))
        elif found := _API.fullmatch(self.path):
            self._listing(found["kind"], unquote(found["id"]), found["revision"], token)
        elif found := _FILE.fullmatch(self.path):
            self._resolve(
                "datasets" if found["datasets"] else "models", unquote(found["id"]), found["revision"], unquote(found["path"]), token
            )
        else:
            self._error(404, "", "Not Found")

    def _repository(self, kind: str, name: str, revision: str, token: str | None) -> Repository | None:
        known = [each for each in self.hub.repositories if (each.kind, each.id) == (kind, name)]
        if not known or (known[0].private and token != TOKEN):
            self._error(404 if token else 401, "RepoNotFound", "Repository not found")
            return None
        if known[0].failing:
            self._error(known[0].failing, "", "Something is wrong")
            return None
        for repository in known:
            if repository.revision == revision:
                return repository
        self._error(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        return None

    def _listing(self, kind: str, name: str, revision: str, token: str | None) -> None:
        if (repository := self._repository(kind, name, revision, token)) is None:
            return
        siblings = [_sibling(path, data, repository.sizes.get(path, len(data))) for path, data in repository.files.items()]
        siblings += [_sibling(path, b"?", 1) for path in repository.extra]
        body = {
            "id": name,
            "sha": revision,
            "private": repository.private,
            "gated": "manual" if repository.gated else False,
            "siblings": siblings,
        }
        self._send(200, json.dumps(body).encode(), {"Content-Type": "application/json", "X-Repo-Commit": revision})

    def _resolve(self, kind: str, name: str, revision: str, path: str, token: str | None) -> None:
        if (repository := self._repository(kind, name, revision, token)) is None:
            return
        if repository.gated and token != TOKEN:
            self._error(403 if token else 401, "GatedRepo", f"Access to {kind[:-1]} {name} is restricted.")
            return
        data = repository.files.get(path)
        if data is None:
            self._error(404, "EntryNotFound", "Entry not found")
            return
        headers = {"X-Repo-Commit": revision, "ETag": f'"{_git(data)}"'}
        if len(data) > LARGE:
            place = f"{self.hub.elsewhere}/{kind}/{name}/{revision}/{path}"
            linked = {"X-Linked-Etag": f'"{hashlib.sha256(data).hexdigest()}"', "X-Linked-Size": str(len(data))}
            self._send(302, b"", {**headers, **linked, "Location": place})
        else:
            self._send(200, repository.sent.get(path, data), headers)

    def _bytes(self, address: str) -> None:
        """Answer as the store of large files does: no names of repositories, ranges, perhaps a connection that breaks."""
        for repository in self.hub.repositories:
            prefix = f"/{repository.kind}/{repository.id}/{repository.revision}/"
            path = address.removeprefix(prefix)
            if address.startswith(prefix) and path in repository.files:
                data = repository.sent.get(path, repository.files[path])
                start = self.hub.seen[-1].bytes_from
                if start:
                    self._send(206, data[start:], {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"})
                elif repository.stops:
                    self._stop(data, repository)
                else:
                    self._send(200, data, {})
                return
        self._error(403, "", "Forbidden")

    def _stop(self, data: bytes, repository: Repository) -> None:
        count, repository.stops = repository.stops, 0
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[:count])
        self.wfile.flush()
        repository.go_on.wait(60)
        self.close_connection = True

    def _error(self, status: int, code: str, message: str) -> None:
        headers = {"X-Error-Message": message, **({"X-Error-Code": code} if code else {})}
        self._send(status, json.dumps({"error": message}).encode(), headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _git(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def _sibling(path: str, data: bytes, size: int) -> dict[str, object]:
    plain: dict[str, object] = {"rfilename": path, "size": size, "blobId": _git(data)}
    if len(data) > LARGE:
        plain |= {"blobId": "0" * 40, "lfs": {"size": size, "sha256": hashlib.sha256(data).hexdigest(), "pointerSize": 130}}
    return plain


@contextmanager
def serve() -> Iterator[Hub]:
    """Serve a hub, and the other address that large files come from."""
    hub = Hub()
    servers = []
    for elsewhere in (False, True):
        answers = type("Answers", (_Answers,), {"hub": hub, "elsewhere": elsewhere})
        server = ThreadingHTTPServer(("127.0.0.1", 0), answers)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        servers.append(server)
    hub.endpoint, hub.elsewhere = (f"http://127.0.0.1:{server.server_address[1]}" for server in servers)
    try:
        yield hub
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
