"""The OpenAPI document is fuzzed: whatever is asked, no answer is a server's error."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

from bantin.sinks.store import Store
from page_samples import HOST

schemathesis = pytest.importorskip("schemathesis")
EXAMPLES = 30  # of an operation


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_no_server_error(address, mode):
    from schemathesis.checks import not_a_server_error
    from schemathesis.generation import GenerationMode

    from bantin.explore.app import application

    store = Store(address, create=False, seconds=20)
    schema = schemathesis.openapi.from_asgi("/schema/openapi.json", application(store, [HOST]))
    asked = set()
    for operation in (found.ok() for found in schema.get_all_operations()):

        @given(case=operation.as_strategy(generation_mode=GenerationMode(mode)))
        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def ask(case):
            asked.add((case.method, case.path))
            case.call_and_validate(checks=[not_a_server_error])

        with contextlib.suppress(Unsatisfiable):  # an operation without parameters can't be asked wrongly
            ask()
    store.close()
    assert {("POST", "/extract"), ("GET", "/"), ("GET", "/articles/{key}"), ("GET", "/export/events")} <= asked
