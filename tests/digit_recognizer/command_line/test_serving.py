"""`digits serve`: runs the app on the address that was asked for, or says what is missing."""

import os
import sys

import pytest


@pytest.fixture
def app(monkeypatch, tmp_path):
    """A stand-in for app.py."""
    file = tmp_path / "app.py"
    monkeypatch.setattr("digit_recognizer.command_line.serving.APP", file)
    for variable in ("GRADIO_SERVER_NAME", "GRADIO_SERVER_PORT"):
        monkeypatch.setenv(variable, "before")
    return file


def test_the_app_is_run_on_the_address_that_was_asked_for(run, app):
    app.write_text("import os\nprint(__name__, os.environ['GRADIO_SERVER_NAME'], os.environ['GRADIO_SERVER_PORT'])\n")
    assert run("serve", "--host", "0.0.0.0", "--port", "8080") == (0, "__main__ 0.0.0.0 8080\n", "")
    assert (os.environ["GRADIO_SERVER_NAME"], os.environ["GRADIO_SERVER_PORT"]) == ("0.0.0.0", "8080")


def test_the_environment_counts_where_nothing_is_asked_for(run, app):
    app.write_text("import os\nprint(os.environ['GRADIO_SERVER_NAME'])\n")
    assert run("serve").output == "before\n"


def test_without_gradio_it_says_what_to_install(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "gradio", None)
    ran = run("serve")
    assert (ran.code, ran.output) == (1, "")
    assert ran.errors == (
        "digits: The page needs gradio, which is not installed. Install what it needs: "
        "pip install 'digit-recognizer[space]'.\n"
    )


def test_a_port_that_is_taken_is_explained(run, app):
    app.write_text("raise OSError('Cannot find empty port in range: 7860-7860.')\n")
    assert run("serve") == (1, "", "digits: Cannot find empty port in range: 7860-7860.\n")


def test_control_c_ends_it_quietly(run, app):
    app.write_text("raise KeyboardInterrupt\n")
    assert run("serve") == (130, "", "")


@pytest.mark.parametrize("port", ["65536", "-1", "eighty"])
def test_a_port_is_checked(run, port):
    ran = run("serve", f"--port={port}")
    assert ran.code == 2
    assert f"'{port}' is no port; name one from 0 to 65535" in ran.errors
