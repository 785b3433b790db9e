"""Keeps the Hub's token out of everything that is said."""

import os
import re

TOKEN_PATTERN = re.compile(r"\b(hf_|api_org_)[\w.\-]+")
TOKEN_VARIABLES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")


def without_token(text: str) -> str:
    """Returns the text without anything that is, or looks like, a token."""
    for variable in TOKEN_VARIABLES:
        if token := os.environ.get(variable, "").strip():
            text = text.replace(token, "(token)")
    return TOKEN_PATTERN.sub("(token)", text)
