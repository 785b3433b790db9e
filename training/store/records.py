"""Frozen dataclasses that JSON files hold: read with every field checked, written in the order of their fields."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import ConfigDict, TypeAdapter, ValidationError

from training.errors import TrainingError
from training.store.files import read_json, write_json

_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


class RecordError(TrainingError):
    """A file holds other fields than this version of the project writes; the message says which."""


class Record:
    """Base of dataclasses `frozen` and `kw_only`: a field that is None is left out of the file."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    @classmethod
    def from_json(cls, content: Any, source: str) -> Self:
        """Returns the record of what `read_json` returned.

        Args:
            content: a mapping with every field that has no default, and no other than the fields.
            source: where it comes from, for the message.

        Raises:
            RecordError: fields are missing, unknown or of other types.
        """
        try:
            return _adapter(cls).validate_python(content)
        except ValidationError as error:
            raise RecordError(f"{source} {_said(error)}") from error

    @classmethod
    def read(cls, path: Path) -> Self:
        """Reads one file.

        Raises:
            RecordError: it is no JSON, or fields are missing, unknown or of other types.
        """
        try:
            content = read_json(path)
        except ValueError as error:
            raise RecordError(f"{path} is damaged: it is no JSON ({error}). Make it again.") from error
        return cls.from_json(content, str(path))

    def as_json(self) -> dict[str, Any]:
        """Returns what the file holds."""
        return asdict(self, dict_factory=_without_absent)  # type: ignore[call-overload]  # subclasses are dataclasses

    def write(self, path: Path) -> None:
        """Writes one file, atomically."""
        write_json(path, self.as_json())


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Returns what checks the fields of a class; made once, as that takes longer than reading a file."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def _without_absent(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in fields if value is not None}


def _said(error: ValidationError) -> str:
    """Returns the first thing that is wrong in a sentence, and how many more there are."""
    first, *more = error.errors(include_url=False)
    place = ".".join(map(str, first["loc"])) or "its content"
    others = f" There are {len(more)} more." if more else ""
    return (
        f"is not what this version of the project writes: {place}: {first['msg']}.{others} Take the file from the same "
        "version, or make it again."
    )
