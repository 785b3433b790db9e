"""What is seen of the page before any script runs."""

import re

import httpx
import pytest

from digit_recognizer.interface.sight import rows_of
from digit_recognizer.interface.text import load_locales

SEATS = re.compile(r'<li data-seats="\d+"><i></i>([^<]+)</li>')


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [("", "", "en"), ("", "de,nb-NO;q=0.9,fr;q=0.8", "no"), ("?lang=ar", "fr", "ar"), ("?lang=xx", "fr-CA", "fr")],
)
def test_it_speaks_the_visitors_language_and_names_every_model(server_url, recognizer, query, accepted, language):
    page = httpx.get(f"{server_url}/{query}", headers={"Accept-Language": accepted}).text
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<div class="sight" lang="{language}" dir="{direction}">' in page
    texts = load_locales()[language]
    seats = SEATS.findall(page)
    assert len(seats) == len(recognizer.models)
    assert seats[0] == texts.get("short_cnn", load_locales()["en"]["short_cnn"])
    assert texts["sight_without_scripts"] in re.search(r"<noscript>(.*?)</noscript>", page, re.DOTALL)[1]


@pytest.mark.parametrize(
    ("total", "rows"), [(1, [1]), (5, [5]), (7, [3, 4]), (20, [5, 5, 5, 5]), (21, [5, 5, 5, 6]), (27, [6, 7, 7, 7])]
)
def test_rows_of_the_wall_are_full_and_at_most_four(total, rows):
    assert rows_of(total) == rows


def test_it_stands_before_the_app_once(server_url):
    page = httpx.get(server_url).text
    assert page.count('class="sight"') == page.count("<gradio-app") == 1
    assert page.index('class="sight"') < page.index("<gradio-app")
