"""A small schema in the form of commands.schema, with one of each form, and its model."""

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bindings" / "generate"))

from model import Model, model_of  # noqa: E402

ID = {"type": "string", "pattern": "^[0-9a-f]{8}$"}
TEXT = {"type": "string"}
NULL = {"type": "null"}
NAMES = {
    "names": [
        {"name": "today", "kind": "query", "purpose": "What is due."},
        {"name": "note.import", "kind": "command", "purpose": 'Takes over "notes".'},
    ]
}
DEFS: dict[str, Any] = {
    "note.import": {
        "title": "note.import",
        "description": 'Takes over "notes".',
        "type": "object",
        "properties": {
            "at": {"type": ["string", "integer"]},
            "body": {"type": "string", "maxLength": 200},
            "csv": {"type": "string", "contentEncoding": "base64"},
            "from": {"anyOf": [{"type": "string", "format": "date"}, NULL]},
            "kind": {"anyOf": [{"type": "string", "enum": ["short", "long"]}, NULL]},
            "minutes": {"type": "integer", "minimum": 0, "maximum": 1440},
            "people": {"anyOf": [{"type": "array", "items": ID}, NULL]},
        },
        "required": ["body"],
        "additionalProperties": False,
    },
    "answer.note.import": {"$ref": "#/$defs/shape.imported"},
    "shape.imported": {
        "title": "shape.imported",
        "type": "object",
        "properties": {
            "counts": {
                "type": "object",
                "properties": {"from": {"type": "integer"}},
                "required": ["from"],
                "additionalProperties": False,
            },
            "notes": {"type": "array", "items": {"$ref": "#/$defs/record.note"}},
            "value": {"anyOf": [{"type": ["string", "integer", "boolean"]}, NULL]},
        },
        "required": ["counts", "notes", "value"],
        "additionalProperties": False,
    },
    "record.note": {
        "title": "record.note",
        "type": "object",
        "properties": {
            "id": ID,
            "at": {"anyOf": [{"type": "string", "format": "date-time"}, NULL]},
            "signed": {"type": "boolean"},
        },
        "required": ["id", "at", "signed"],
    },
    "today": {
        "title": "today",
        "description": "What is due.",
        "type": "object",
        "properties": {},
        "required": [],
        "additionalProperties": False,
    },
    "answer.today": {
        "title": "answer.today",
        "type": "object",
        "properties": {
            "by_key": {"type": "object", "additionalProperties": {}},
            "waiting": {
                "type": "object",
                "properties": {"$defs": {"type": "integer"}},
                "required": ["$defs"],
            },
            "one": {
                "anyOf": [
                    {"$ref": "#/$defs/record.note"},
                    {"type": "object", "properties": {"sv": TEXT}, "required": ["sv"]},
                    NULL,
                ]
            },
        },
        "required": ["by_key", "waiting", "one"],
    },
}
# As a library says it that does not describe answers.
INPUTS_ONLY = {
    name: one for name, one in DEFS.items() if not name.startswith(("answer.", "shape."))
}


@pytest.fixture
def model() -> Model:
    return model_of({"$defs": DEFS}, NAMES, "0.1.0")


@pytest.fixture
def model_without_answers() -> Model:
    return model_of({"$defs": INPUTS_ONLY}, NAMES, "0.1.0")
