"""What may be given to a command or query, as the JSON that the library takes."""

from __future__ import annotations

import base64
import datetime
import enum
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from .errors import invalid

Id = str | uuid.UUID
CivilDate = str | datetime.date
# Of a datetime the zone must be known; a number is ms since 1970 UTC.
Time = str | int | datetime.datetime
Base64 = str | bytes  # bytes, or their base64


class LeftOut(enum.Enum):
    """Stands for an argument that was not given. In an update None empties a field instead."""

    LEFT_OUT = "left out"

    def __repr__(self) -> str:
        return self.name


LEFT_OUT = LeftOut.LEFT_OUT


def json_bytes(given: object) -> bytes:
    """The input as JSON in UTF-8, whether an object or not. InvalidInput when it cannot be JSON."""
    try:
        text = json.dumps(given, ensure_ascii=False, allow_nan=False, default=_told_by_json)
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise invalid(
            "not_utf8", "", "A text holds half a character.", "En text innehåller ett halvt tecken."
        ) from None
    except RecursionError:
        raise invalid(
            "too_deep", "", "The input is nested too deeply.", "Indata är nästlat för djupt."
        ) from None
    except (TypeError, ValueError) as error:
        raise invalid(
            "wrong_type",
            "",
            f"The input cannot be told as JSON: {error}.",
            f"Indata kan inte skrivas som JSON: {error}.",
        ) from None


def text_bytes(text: str, field: str) -> bytes:
    """The name or path (field) as the C library takes it: UTF-8 without NUL."""
    in_swedish = {"name": "Namnet", "path": "Sökvägen"}[field]
    if not isinstance(text, str):
        raise invalid(
            "wrong_type", field, f"The {field} must be a text.", f"{in_swedish} ska vara en text."
        )
    try:
        encoded = text.encode("utf-8")
    except UnicodeEncodeError:
        raise invalid(
            "not_utf8", field, f"The {field} is not UTF-8.", f"{in_swedish} är inte UTF-8."
        ) from None
    if b"\0" in encoded:
        raise invalid(
            "nul", field, f"The {field} contains NUL.", f"{in_swedish} innehåller NUL."
        )
    return encoded


def _told_by_json(value: object) -> Any:
    # A datetime is a date to Python, so it is asked for first.
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
