"""The page as Gradio runs it: what a call leaves out, holds too much of, or refers to in vain."""

import errno
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr
from gradio.blocks import BlockFunction
from gradio.state_holder import SessionState
from gradio_client.utils import is_http_url_like, traverse

from digit_recognizer.errors import ArgumentsError, InvalidImageError, in_short
from digit_recognizer.interface.components import PictureInput, PicturesInput
from digit_recognizer.interface.errors import FAULT, FAULT_TITLE, explained, require_of_gradio
from digit_recognizer.interface.payloads import EXPECTED_FILE

FULL_OR_READ_ONLY = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO, errno.EMFILE)  # the server's
logger = logging.getLogger(__name__)


class Page(gr.Blocks):
    """The page. Its endpoints take defaults for what is left out, and every call is answered with a sentence.

    Gradio's own clients fill defaults in, each in its way: the Python client leaves nothing out, the JavaScript client
    sends null for each value that is missing in a list, and raw HTTP sends fewer values.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Takes what `gr.Blocks` takes; `on_refusal` is told the title of each error that a call ends with."""
        for method in ("preprocess_data", "process_api"):
            require_of_gradio(callable(getattr(gr.Blocks, method, None)), f"Blocks.{method}")
        self.on_refusal: Callable[[str], None] = lambda title: None
        super().__init__(*arguments, **options)

    async def preprocess_data(
        self, block_fn: BlockFunction, inputs: list[Any], state: SessionState | None, explicit_call: bool = False
    ) -> list[Any]:
        """Completes and checks what was sent, then does what Gradio does: it looks up files, and fetches addresses."""
        with explained():
            given = completed(block_fn, inputs)
            try:
                return await super().preprocess_data(block_fn, given, state, explicit_call)
            except Exception as error:
                if not files_in(given) or getattr(error, "errno", None) in FULL_OR_READ_ONLY:
                    raise
                # Whatever Gradio finds wrong with a file, it says in an error of its own, of which callers see nothing.
                raise InvalidImageError(_useless(given)) from error

    async def process_api(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        """Processes a call; see `failures_told` for one that fails."""
        with self.failures_told():
            return await super().process_api(*arguments, **options)

    @contextmanager
    def failures_told(self) -> Iterator[None]:
        """Counts the refusal of a call; where it fails by the server's fault, caller and log are told in one line each.

        Gradio would answer null, and write a traceback into the log, with all that was sent.
        """
        try:
            yield
        except gr.Error as error:
            self.on_refusal(error.title)
            raise
        except Exception as error:
            logger.error("A call failed: %s", in_short(error))
            self.on_refusal(FAULT_TITLE)
            raise gr.Error(FAULT, print_exception=False, title=FAULT_TITLE) from error


def completed(block_fn: BlockFunction, inputs: list[Any]) -> list[Any]:
    """Returns the values of a call, with the default for each that is null or left out.

    Raises:
        ArgumentsError: there are too many, or one is a file that should be none.
    """
    names = [getattr(block, "label", "") for block in block_fn.inputs]
    if len(inputs) > len(names):
        takes = f"takes at most {len(names)} values ({', '.join(names)})" if names else "takes no values"
        raise ArgumentsError(f"/{block_fn.api_name} {takes}; received {len(inputs)}.")
    values = []
    for block, value in zip(block_fn.inputs, inputs + [None] * (len(names) - len(inputs)), strict=True):
        if not isinstance(block, PictureInput | PicturesInput) and files_in(value):
            raise ArgumentsError(f"{getattr(block, 'label', 'This value')} is no picture; received a file.")
        values.append(getattr(block, "value", None) if value is None else value)
    return values


def files_in(value: Any) -> list[dict[str, Any]]:
    """Returns what Gradio would look up as files in a value, however deep it lies.

    Raises:
        ArgumentsError: it lies deeper than anything that an endpoint takes.
    """
    found: list[dict[str, Any]] = []
    try:
        traverse(value, found.append, _is_file)
    except RecursionError as error:
        raise ArgumentsError("The values of this call are nested too deeply. Send each as it is, in a list.") from error
    return found


def _is_file(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("path"), str) and "meta" in value


def _useless(values: list[Any]) -> str:
    """Says why files were refused; nothing of the server's folders."""
    if any(is_http_url_like(str(file["path"])) for file in files_in(values)):
        return "No picture could be fetched from the address that was sent. Send the picture itself, or another one."
    return f"{EXPECTED_FILE}. Received the path of a file that was not uploaded here."
