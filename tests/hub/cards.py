"""The checks of a README's front matter: those of the Hub's client, and of the Hub those that refuse most."""

from yaml import YAMLError

COLOURS = ("red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray")
SPACE_SDKS = ("gradio", "docker", "static", "streamlit")
SHORT_DESCRIPTION_LENGTH = 60
ALLOWED = {"colorFrom": COLOURS, "colorTo": COLOURS, "sdk": SPACE_SDKS}


def findings(content: str, repo_type: str) -> tuple[list[str], list[str]]:
    """Returns the errors and the warnings that the Hub would give for a README."""
    lines = content.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].strip() != "---":
        return [], ["empty or missing yaml metadata in repo card"]
    closing = [number for number, line in enumerate(lines[1:], 1) if line.strip() == "---"]
    if not closing:
        return ["the front matter does not end: a line of --- is missing"], []
    front = lines[1 : closing[0]]
    errors = [f"bad line in the front matter: {line!r}" for line in front if _is_broken(line)]
    errors = errors or _errors_of_client(content, repo_type)
    if repo_type == "space":
        errors += _errors_of_space(_top_level_values(front))
    return errors, []


def _errors_of_client(content: str, repo_type: str) -> list[str]:
    """Returns what the client finds wrong, in the model-index above all."""
    # The client reads its settings when it is imported, which is not before a server has told its address.
    from huggingface_hub import DatasetCard, ModelCard, SpaceCard

    kind = {"model": ModelCard, "dataset": DatasetCard, "space": SpaceCard}[repo_type]
    try:
        data = kind(content, ignore_metadata_errors=False).data
    except (ValueError, YAMLError) as error:
        return [str(error)]
    results = getattr(data, "eval_results", None) or []
    return [
        f'"model-index": {result.dataset_name!r} needs a number; received {result.metric_value!r}'
        for result in results
        if not isinstance(result.metric_value, int | float)
    ]


def _is_broken(line: str) -> bool:
    text = line.split(" #", maxsplit=1)[0].rstrip()
    at_margin = bool(text) and text[0] not in " -#]}"
    return text.startswith("\t") or (at_margin and ":" not in text)


def _top_level_values(front: list[str]) -> dict[str, str]:
    pairs = (line.split(":", maxsplit=1) for line in front if ":" in line and line[:1] not in " -#\t")
    return {key.strip(): value.strip().strip("\"'") for key, value in pairs}


def _errors_of_space(values: dict[str, str]) -> list[str]:
    errors = [f'"{key}" is required' for key in ("sdk",) if not values.get(key)]
    for key, allowed in ALLOWED.items():
        if values.get(key) and values[key] not in allowed:
            errors.append(f'"{key}" must be one of [{", ".join(allowed)}]')
    if len(values.get("short_description", "")) > SHORT_DESCRIPTION_LENGTH:
        errors.append(f'"short_description" must be at most {SHORT_DESCRIPTION_LENGTH} characters long')
    return errors
