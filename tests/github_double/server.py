"""The double over HTTP, on the loopback interface."""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import msgspec

from tests.github_double.answers import OPERATIONS
from tests.github_double.contract import Contract, Route
from tests.github_double.replies import Answer, Refused, Request
from tests.github_double.shapes import API
from tests.github_double.state import State

API_VERSION = "2022-11-28"
BOT = "github-actions[bot]"
#: what stands for a status where there is no answer at all
RESET, SILENCE = -1, -2
NOTICE = "a test double of GitHub's REST API: nothing here is on GitHub"


@dataclass(slots=True, kw_only=True)
class Fault:
    """An answer that goes wrong, for the next `times` requests whose method and operation match.

    With `after`, the request takes effect all the same.
    """

    method: str
    operation: str
    answer: Answer
    after: bool = False
    times: int = 1


def reset(method: str, operation: str, *, after: bool = False, times: int = 1) -> Fault:
    """The connection breaks before an answer."""
    return Fault(method=method, operation=operation, answer=Answer(RESET), after=after, times=times)


def silence(method: str, operation: str, *, after: bool = True, times: int = 1) -> Fault:
    """No answer comes until the client has lost patience."""
    return Fault(method=method, operation=operation, answer=Answer(SILENCE), after=after, times=times)


def bad_gateway(method: str, operation: str, *, after: bool, times: int = 1) -> Fault:
    return Fault(method=method, operation=operation, answer=Answer(502, {"message": "Server Error"}), after=after, times=times)


def secondary_limit(method: str, operation: str, *, wait: int, times: int = 1) -> Fault:
    text = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    return Fault(method=method, operation=operation, answer=Answer(403, {"message": text}, {"Retry-After": str(wait)}), times=times)


def too_many_requests(method: str, operation: str, *, wait: int, times: int = 1) -> Fault:
    answer = Answer(429, {"message": "Too many requests"}, {"Retry-After": str(wait)})
    return Fault(method=method, operation=operation, answer=answer, times=times)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request that came in: method, operation (the path where there is none) and status of the answer."""

    method: str
    operation: str
    status: int


@dataclass(slots=True)
class Double:
    """A GitHub of one repository; start it in a `with`, talk to `url` with `token`, then look at `state` and `breaches`.

    `cut` hears of each request twice, `before` and `after` it takes effect; what it answers True to gets no answer any more.
    """

    state: State
    token: str = "double"
    permissions: dict[str, str] = field(default_factory=lambda: {"pull_requests": "write", "checks": "write", "actions": "write"})
    faults: list[Fault] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)
    cut: Callable[[str], bool] = lambda _: False
    url: str = ""
    _contract: Contract = field(default_factory=Contract, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _server: ThreadingHTTPServer | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    def posted(self) -> dict[str, Any]:
        """Return everything that stands now, what was asked, and what broke the contract, as JSON types."""
        with self._lock:
            state = {"notice": NOTICE, **msgspec.to_builtins(self.state)}
            return {**state, "exchanges": msgspec.to_builtins(self.exchanges), "breaches": list(self.breaches)}

    def calls(self, method: str = "") -> list[str]:
        """Return the operations that were asked for, in order; with a method, only its."""
        return [exchange.operation for exchange in self.exchanges if method in ("", exchange.method)]

    def handle(self, method: str, url: str, headers: Mapping[str, str], body: Any) -> Answer:
        """Answer one request and keep account of it."""
        with self._lock:
            found = self._contract.route(method, url)
            if found is None:
                self.breaches.append(f"{method} {url}: not an operation that the bot may use")
                self.exchanges.append(Exchange(method, urlsplit(url).path, 404))
                return Refused(404, "Not Found").answer
            route, path = found
            if headers.get("X-GitHub-Api-Version") != API_VERSION:
                self.breaches.append(f"{route.name}: the API version is not pinned to {API_VERSION}")
            if broken := list(self._contract.breaches_of_request(route, url, body)):
                self.breaches += broken
                self.exchanges.append(Exchange(method, route.name, 422))
                return Refused(422, "Validation Failed", *broken).answer
            if self.cut("before"):
                return Answer(RESET)
            answer, injected = self._faulty(route, path, url, headers, body)
            if not injected:
                self.breaches += self._contract.breaches_of_answer(route, answer.status, answer.body)
            self.exchanges.append(Exchange(method, route.name, answer.status))
            return Answer(RESET) if self.cut("after") else _with_rate(answer)

    def _faulty(self, route: Route, path: dict[str, str], url: str, headers: Mapping[str, str], body: Any) -> tuple[Answer, bool]:
        for fault in self.faults:
            if fault.times and fault.method == route.method and fault.operation == route.name:
                fault.times -= 1
                if fault.after:
                    self._answer(route, path, url, headers, body)
                return fault.answer, True
        return self._answer(route, path, url, headers, body), False

    def _answer(self, route: Route, path: dict[str, str], url: str, headers: Mapping[str, str], body: Any) -> Answer:
        operation, permission = OPERATIONS[route.name]
        query = dict(parse_qsl(urlsplit(url).query))
        try:
            if not re.fullmatch(rf"(?i)(token|bearer) {re.escape(self.token)}", headers.get("Authorization", "")):
                raise Refused(401, "Bad credentials")
            if f"{path['owner']}/{path['repo']}" != self.state.repository:
                raise Refused(404, "Not Found")
            if permission and self.permissions.get(permission) != "write":
                needed = {"X-Accepted-GitHub-Permissions": f"{permission}=write"}
                raise Refused(403, "Resource not accessible by integration", headers=needed)
            answer = operation(self.state, Request(author=BOT, path=path, query=query, body=body))
        except Refused as refused:
            return refused.answer
        if route.method != "GET" or not isinstance(answer.body, list):
            return answer
        return _page(answer, route.name, url, query)


def _page(answer: Answer, operation: str, url: str, query: dict[str, str]) -> Answer:
    """Cut a list to the page that was asked for, with GitHub's Link header."""
    size, page = min(int(query.get("per_page", 30)), 100), int(query.get("page", 1))
    items = answer.body[(page - 1) * size : page * size]
    last = -(-len(answer.body) // size)
    others = "&".join(f"{name}={value}" for name, value in query.items() if name != "page")
    address = f"{API}{urlsplit(url).path}?{others}&page="
    links = {"next": page + 1, "last": last} if page < last else {}
    header = {"Link": ", ".join(f'<{address}{number}>; rel="{name}"' for name, number in links.items())} if links else {}
    name = {
        "checks/list-for-ref": "check_runs",
        "actions/list-workflow-runs": "workflow_runs",
        "actions/list-jobs-for-workflow-run": "jobs",
    }.get(operation)
    wrapped = {"total_count": len(answer.body), name: items} if name else items
    return Answer(answer.status, wrapped, header)


def _with_rate(answer: Answer) -> Answer:
    rate = {"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "990", "X-RateLimit-Reset": "4102444800"}
    return Answer(answer.status, answer.body, {**rate, **answer.headers})


def _handler(double: Double) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement
        server_version = "github-double"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gave it
            """Keep quiet."""

        def serve(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path == "/":
                answer = Answer(200, {"message": NOTICE})
            elif self.path == "/posted":
                answer = Answer(200, double.posted())
            else:
                answer = double.handle(self.command, self.path, dict(self.headers), json.loads(raw) if raw else None)
            if answer.status in (RESET, SILENCE):
                self.close_connection = True
                if answer.status == SILENCE:
                    self.connection.settimeout(60)
                    self.connection.recv(1)  # ends once the client has closed
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            body = b"" if answer.body is None else json.dumps(answer.body).replace(API, double.url).encode()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value.replace(API, double.url))
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = serve  # noqa: N815 - the names that the base class looks for

    return Handler
