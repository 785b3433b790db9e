"""The page is made once for each address and language, and is never somebody else's."""

import asyncio

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from digit_recognizer.http.kept import MAX_KEPT, KeptPages
from tests.loops import in_a_loop_of_its_own

Question = tuple[str, dict[str, str]]


class Gradio:
    """Says which of its answers each is, and takes a moment for it."""

    def __init__(self, status: int = 200) -> None:
        self.count = 0
        self._status = status

    async def __call__(self, scope, receive, send):
        self.count += 1
        answer = PlainTextResponse(f"{Request(scope).url} {self.count}", self._status)
        await asyncio.sleep(0.01)
        await answer(scope, receive, send)


def ask(gradio: Gradio, *questions: Question, method: str = "GET") -> list[str]:
    """Asks at once what a server with kept pages is asked by so many visitors."""

    async def ask_all() -> list[str]:
        transport = httpx.ASGITransport(KeptPages(gradio))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            asked = [http.request(method, path, headers=headers) for path, headers in questions]
            return [answer.text for answer in await asyncio.gather(*asked)]

    return in_a_loop_of_its_own(ask_all())


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/?engine=server&digit=abc"])
def test_visitors_who_come_at_once_get_what_was_made_for_one(path):
    gradio = Gradio()
    assert len(set(ask(gradio, *[(path, {})] * 5))) == 1
    assert gradio.count == 1


@pytest.mark.parametrize(
    "other",
    [
        ("/", {"Host": "elsewhere"}),
        ("/", {"X-Forwarded-Host": "elsewhere"}),
        ("/", {"X-Forwarded-Proto": "https"}),
        ("/", {"X-Gradio-Server": "http://elsewhere"}),
        ("/", {"Accept-Language": "fr"}),
        ("/", {"Accept-Encoding": "identity"}),
        ("/?lang=en", {}),
        ("/config", {}),
    ],
)
def test_what_is_made_otherwise_is_another_page(other):
    gradio = Gradio()
    one, another = ask(gradio, ("/", {}), other)
    assert one != another
    assert gradio.count == 2


@pytest.mark.parametrize("path", ["/?deep_link=a", "/config?page=", "/gradio_api/info?all_endpoints=true", "/models"])
def test_all_else_is_left_to_gradio(path):
    gradio = Gradio()
    ask(gradio, (path, {}), (path, {}))
    assert gradio.count == 2


@pytest.mark.parametrize(
    ("gradio", "question", "method"),
    [
        (Gradio(), ("/", {}), "HEAD"),
        (Gradio(status=500), ("/", {}), "GET"),
        (Gradio(), ("/", {"Host": "a" * 1000}), "GET"),
    ],
    ids=["no page", "a fault", "an address without end"],
)
def test_what_is_no_page_is_not_kept(gradio, question, method):
    ask(gradio, question, question, method=method)
    assert gradio.count == 2


def test_no_more_is_kept_than_there_is_room_for_and_that_which_is_asked_for_stays():
    async def ask_in_turn() -> tuple[int, int]:
        gradio = Gradio()
        async with httpx.AsyncClient(transport=httpx.ASGITransport(KeptPages(gradio)), base_url="http://test") as http:
            for number in range(MAX_KEPT + 5):
                await http.get("/", headers={"Host": f"host{number}"})
                await http.get("/")
            before = gradio.count
            await http.get("/", headers={"Host": "host0"})
            return before, gradio.count

    assert in_a_loop_of_its_own(ask_in_turn()) == (MAX_KEPT + 6, MAX_KEPT + 7)


def test_each_address_learns_its_own_and_each_language_its_page(server_url):
    def page(**headers: str) -> str:
        return httpx.get(server_url, headers={name.replace("_", "-"): value for name, value in headers.items()}).text

    assert '"root":"https://digits.example"' in page(X_Forwarded_Host="digits.example", X_Forwarded_Proto="https")
    for _ in range(2):
        assert f'"root":"{server_url}"' in page()
        for code in ("en", "fr"):
            assert f'<div class="sight" lang="{code}"' in page(Accept_Language=code)
