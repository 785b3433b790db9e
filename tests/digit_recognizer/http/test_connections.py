"""A connection is still there for whoever was told to come back."""

import http.client
import time
from contextlib import closing
from types import SimpleNamespace

import httpx
import pytest

from digit_recognizer.http.connections import IDLE_SECONDS, keep_connections
from digit_recognizer.http.lanes import MAX_BOOKED_SECONDS
from digit_recognizer.interface.errors import GradioVersionError

UVICORNS_OWN_SECONDS = 5


@pytest.mark.slow
def test_a_call_is_answered_on_a_connection_that_was_quiet_for_a_while(server_url):
    with closing(http.client.HTTPConnection(httpx.URL(server_url).netloc.decode(), timeout=10)) as connection:
        for pause in (0, UVICORNS_OWN_SECONDS + 1):
            time.sleep(pause)
            connection.request("POST", "/gradio_api/run/models", '{"data": []}', {"Content-Type": "application/json"})
            with connection.getresponse() as answer:
                assert answer.status == 200
                answer.read()
            assert connection.sock, "the server has closed it"


def test_it_stays_open_for_longer_than_anybody_is_told_to_wait():
    page = SimpleNamespace(server=SimpleNamespace(config=SimpleNamespace(timeout_keep_alive=UVICORNS_OWN_SECONDS)))
    keep_connections(page)
    assert page.server.config.timeout_keep_alive == IDLE_SECONDS > 1.5 * MAX_BOOKED_SECONDS


@pytest.mark.parametrize("server", [None, SimpleNamespace(), SimpleNamespace(config=SimpleNamespace())])
def test_a_gradio_whose_server_is_made_otherwise_is_named(server):
    with pytest.raises(GradioVersionError, match="configuration of its server"):
        keep_connections(SimpleNamespace(server=server))
