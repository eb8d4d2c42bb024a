"""The Hugging Face hub, or what $HF_ENDPOINT names, as far as we need it: what a commit holds, and the bytes of its files."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi, hf_hub_url
from huggingface_hub.errors import (
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    HTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.file_download import http_get
from huggingface_hub.utils import build_hf_headers, disable_progress_bars

from grader.core.run import Ending
from grader.course import Pin
from grader.course.store import Kind
from grader.hub.choose import RemoteFile
from grader.hub.refused import Refused, Trouble

#: Called with the bytes that have come since it was called last.
Heard = Callable[[int], None]
#: How huggingface_hub calls them.
_TYPES = {Kind.MODEL: "model", Kind.DATA: "dataset"}
#: Seconds for the listing; for files huggingface_hub has its own patience.
_PATIENCE = 30.0


@contextmanager
def _asking() -> Iterator[None]:
    """Turn what huggingface_hub raises into reasons of ours.

    Raises:
        Refused: with the reason.
    """
    try:
        yield
    except GatedRepoError as error:
        raise Refused(Ending.HUB_GATED) from error
    except (RepositoryNotFoundError, DisabledRepoError, HFValidationError) as error:
        raise Refused(Ending.HUB_VANISHED) from error
    except RevisionNotFoundError as error:
        raise Refused(Ending.HUB_REVISION) from error
    except RemoteEntryNotFoundError as error:
        raise Refused(Trouble.FILE_MISSING, file=str(error.response.url.path).rpartition("/")[2]) from error
    except HfHubHTTPError as error:
        raise Refused(Trouble.ANSWERED, status=error.response.status_code, detail=_said(error)) from error
    except (HTTPError, ConnectionError) as error:  # httpx's own, and huggingface_hub's where it is to stay offline
        raise Refused(Trouble.UNREACHABLE, detail=_said(error)) from error


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def listing(kind: Kind, pin: Pin) -> list[RemoteFile]:
    """Ask what files a commit has.

    Raises:
        Refused: there is no such commit for us, or the hub does not answer.
    """
    with _asking():
        api = HfApi(endpoint=os.environ.get("HF_ENDPOINT"))
        ask = api.model_info if kind is Kind.MODEL else api.dataset_info
        found = ask(pin.id, revision=pin.revision, files_metadata=True, timeout=_PATIENCE)
    if found.sha != pin.revision:
        raise Refused(Ending.HUB_REVISION)
    return [_file(sibling) for sibling in found.siblings or ()]


def _file(sibling: Any) -> RemoteFile:
    """Read an entry of the listing; the size and digest of what LFS keeps are those of the file, not of the pointer to it."""
    if sibling.lfs is not None:
        return RemoteFile(path=sibling.rfilename, size=sibling.lfs.size, blob=sibling.blob_id or "", sha256=sibling.lfs.sha256)
    if sibling.size is None or not sibling.blob_id:
        raise Refused(Trouble.ANSWERED, status=200, detail=f"no size or no digest of {sibling.rfilename}")
    return RemoteFile(path=sibling.rfilename, size=sibling.size, blob=sibling.blob_id)


class _Part(io.FileIO):
    """A file that is being brought: what has come before stays, and it never grows beyond its size."""

    def __init__(self, path: Path, size: int, heard: Heard) -> None:
        super().__init__(path, "ab", opener=_open_plain)
        self._size, self._heard = size, heard

    def write(self, chunk: Any) -> int:
        """Append a chunk.

        Raises:
            Refused: that is more than the hub had said.
        """
        if self.tell() + len(chunk) > self._size:
            raise Refused(Trouble.DAMAGED, file=Path(os.fsdecode(self.name)).name)
        rest = memoryview(chunk)
        while rest:
            written = super().write(rest) or 0
            self._heard(written)
            rest = rest[written:]
        return len(chunk)


def _open_plain(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)


def bring(kind: Kind, pin: Pin, file: RemoteFile, target: Path, heard: Heard) -> None:
    """Bring the bytes of a file that `target` does not have yet.

    Raises:
        Refused: the hub does not give them, or another number of them than it said.
        OSError: the disk refuses.
    """
    disable_progress_bars()
    endpoint = os.environ.get("HF_ENDPOINT")
    url = hf_hub_url(pin.id, file.path, repo_type=_TYPES[kind], revision=pin.revision, endpoint=endpoint)
    headers = {**build_hf_headers(), "Accept-Encoding": "identity"}  # compressed on the way, a range means something else
    with _asking(), _Part(target, file.size, heard) as part:
        try:
            http_get(url, part, resume_size=part.tell(), headers=headers, expected_size=file.size)
        except OSError as error:
            if error.errno is not None or isinstance(error, (ConnectionError, HTTPError)):
                raise
            raise Refused(Trouble.DAMAGED, file=file.path) from error  # its own way of saying that the length is another
