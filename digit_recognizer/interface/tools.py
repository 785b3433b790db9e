"""The endpoints as tools for assistants, by the Model Context Protocol (MCP), at `/gradio_api/mcp/`."""

import json
from typing import Any

import gradio.mcp
from gradio_client.utils import is_file_obj_with_meta

from digit_recognizer.interface.errors import require_of_gradio

# An assistant sees the tools of many servers in one list: what each is for should show in its name. /predict_batch is
# none of them: Gradio fetches no pictures in lists, and describes them by a schema that points nowhere, for which an
# assistant may refuse all tools. It can call read_digit for each picture.
TOOL_NAMES = {
    "/predict": "read_digit",
    "/compare": "compare_digit_models",
    "/read_number": "read_handwritten_number",
    "/explain": "explain_digit",
    "/turn": "turn_digit_into_another",
    "/normalize": "normalize_digit",
    "/models": "list_digit_models",
}
INSTRUCTIONS = (
    "Reads handwritten digits and numbers in pictures. Pass a picture by its http(s) address or as a data URL. "
    "read_digit answers with one model and says whether the picture is a digit at all; compare_digit_models answers "
    "with all of them; read_handwritten_number reads whole numbers, line by line, with their signs."
)


class Tools(gradio.mcp.GradioMCPServer):
    """Gradio's MCP server, with names that say what each tool does, and answers in JSON."""

    def create_mcp_server(self) -> Any:
        """Adds to Gradio's server what assistants are told of all tools together."""
        server = super().create_mcp_server()
        server.instructions = INSTRUCTIONS
        return server

    def get_tool_to_endpoint(self) -> dict[str, str]:
        """Returns {tool: endpoint}; on a Space, Gradio puts the Space's name before each tool's."""
        return {
            self.valid_and_unique_tool_name(self.tool_prefix + tool, set()): endpoint
            for endpoint, tool in TOOL_NAMES.items()
        }

    def postprocess_output_data(self, data: Any, root_url: str) -> list[Any]:
        """Returns pictures as Gradio does, and all else as JSON, where Gradio would write Python's notation."""
        shown = [output if is_file_obj_with_meta(output) else _as_json(output) for output in data]
        return super().postprocess_output_data(shown, root_url)


def _as_json(output: Any) -> str:
    return json.dumps(output, ensure_ascii=False, separators=(",", ":"))


def offer_tools() -> None:
    """Makes `launch(mcp_server=True)` serve `Tools`: Gradio looks its class up when it launches.

    Where the package `mcp` is missing, Gradio says so and serves without.
    """
    for method in ("create_mcp_server", "get_tool_to_endpoint", "postprocess_output_data"):
        require_of_gradio(callable(getattr(gradio.mcp.GradioMCPServer, method, None)), f"GradioMCPServer.{method}")
    gradio.mcp.GradioMCPServer = Tools  # type: ignore[misc]
