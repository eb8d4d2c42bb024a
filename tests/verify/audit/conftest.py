from __future__ import annotations

import pytest

from tests.verify.audit.support import Auditing


@pytest.fixture(scope="session")
def auditing(tmp_path_factory: pytest.TempPathFactory) -> Auditing:
    return Auditing(tmp_path_factory.mktemp("audit"))
