"""What can be asked of Brygga, and what comes back, as a model for those who write types for a
language: one Call for each command and query, and the Shapes (objects) that they take and give.

    model = model_of_library("build/dev/bindings/libbrygga.so")
    for call in model.calls:            # by name
        call.name                       # "participant.add"
        call.input.members              # Member(name="first_name", type=..., is_required=True), ...
        call.answer                     # Type(kind="object", shape="answer.participant.add")
    model.shapes["shape.participant"]   # every object that a Type with kind "object" names

A Type says what a value is:

    kind          value                                  further
    text          a text                                 bytes_max: 0 is no bound
    integer       a whole number                         least, most: None is no bound
    number        any number
    flag          true or false
    id            UUID as text
    date          "2026-10-05"
    instant       "2026-10-05T09:30:00.000Z"             in answers
    time          as instant, with any offset, or ms     in inputs
                  since 1970 UTC as a whole number
    base64        bytes, in base64
    choice        one of a few texts                     choices; name: where it stands
    list          a list of `element`                    element
    map           from texts to `element`                element
    object        an object of model.shapes              shape: its name
    one_of        any of `options`                       options
    anything      any JSON, also what no schema describes

and is_nullable: null may stand in its place.

An object has a Shape, whether the schema names it or not. Its name says where it is from:
"input.participant.add"; "answer.participant.add"; "record.note", a record as answers hold it;
"shape.participant", which several answers share; and "answer.hours.repair/months" for an object
that only stands there. shape.type_name is the name in CamelCase that all languages give it:
ParticipantAddInput, ParticipantAddAnswer, NoteRecord, Participant, HoursRepairAnswerMonths. They
differ from each other in more than case.

In an input, `is_required` is false where the member may be left out. In an update that is not the
same as null: what is left out stays, and null empties. All members of an answer are always there.

Plain Python without dependencies. A Model does not change; from the same library comes the same
model, in the same order.
"""

from __future__ import annotations

import ctypes
import json
import re
from dataclasses import dataclass, field, replace
from typing import Any, Iterator

Json = dict[str, Any]


class SchemaError(Exception):
    """The schema has a form that this model does not know."""


@dataclass(frozen=True)
class Type:
    """What a value is; the table above says which fields belong to which kind."""

    kind: str
    is_nullable: bool = False
    shape: str = ""
    element: Type | None = None
    options: tuple[Type, ...] = ()
    choices: tuple[str, ...] = ()
    name: str = ""
    bytes_max: int = 0
    least: int | None = None
    most: int | None = None

    def parts(self) -> tuple[Type, ...]:
        """The types that this one is made of."""
        return self.options if self.element is None else (self.element,)


@dataclass(frozen=True)
class Member:
    """A member of an object, by the name that it has in JSON ("from", "$defs")."""

    name: str
    type: Type
    is_required: bool


@dataclass(frozen=True)
class Shape:
    """An object: its members in the order of the schema, required ones first in an input."""

    name: str
    members: tuple[Member, ...]

    @property
    def type_name(self) -> str:
        return type_name(self.name)


@dataclass(frozen=True)
class Call:
    """A command or query."""

    name: str
    is_command: bool
    purpose: str  # a sentence in English
    input: Shape  # also in Model.shapes
    answer: Type  # "anything" while the schema does not say

    @property
    def group(self) -> str:
        """ "participant" of "participant.add"; empty for "today"."""
        return self.name.rpartition(".")[0]

    @property
    def verb(self) -> str:
        """ "add" of "participant.add"; "today" for "today"."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class Model:
    version: str  # of Brygga
    calls: tuple[Call, ...]
    shapes: dict[str, Shape] = field(default_factory=dict)

    def shapes_in_order(self) -> Iterator[Shape]:
        """The shapes, each after those that it is made of."""
        done: set[str] = set()
        for name in self.shapes:
            yield from self._with_its_parts(name, done)

    def _with_its_parts(self, name: str, done: set[str]) -> Iterator[Shape]:
        if name in done:
            return
        done.add(name)
        for member in self.shapes[name].members:
            for part in shapes_in(member.type):
                yield from self._with_its_parts(part, done)
        yield self.shapes[name]


def shapes_in(type: Type) -> Iterator[str]:
    """Names of the shapes that a type mentions."""
    if type.shape:
        yield type.shape
    for part in type.parts():
        yield from shapes_in(part)


def camel_case(text: str) -> str:
    """ "team_membership.add" as "TeamMembershipAdd"."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", text))


def type_name(name: str) -> str:
    """The CamelCase name of a Shape, or of a choice's `name`."""
    origin, _, rest = name.partition(".")
    if origin == "shape":
        return camel_case(rest)
    if origin == "record":
        # What stands within a record comes after the word, as in an answer.
        entity, _, inner = rest.partition(".")
        return camel_case(entity) + "Record" + camel_case(inner)
    return camel_case(rest.replace("/", f".{origin}.", 1) if "/" in rest else f"{rest}.{origin}")


# --- from the library ---------------------------------------------------------------------------


def model_of_library(path: str) -> Model:
    """Asks a built library, which must be for this machine."""
    library = ctypes.CDLL(path)
    versions = library.brygga_versions
    versions.restype = ctypes.c_char_p
    version = json.loads(versions())["version"]
    return model_of(_json_of(library, "brygga_schema"), _json_of(library, "brygga_names"), version)


def _json_of(library: ctypes.CDLL, function: str) -> Json:
    out = ctypes.c_void_p()
    status = library[function](ctypes.byref(out))
    text = ctypes.string_at(out.value or 0).decode()
    library.brygga_free(out)
    if status != 0:
        raise SchemaError(f"{function} failed: {text}")
    answer: Json = json.loads(text)
    return answer


# --- from the schema ----------------------------------------------------------------------------


def model_of(schema: Json, names: Json, version: str) -> Model:
    """schema: as brygga_schema() gives it; names: as brygga_names() does."""
    return _Reader(schema["$defs"]).model(names["names"], version)


class _Reader:
    def __init__(self, defs: dict[str, Json]) -> None:
        self._defs = defs
        self._shapes: dict[str, Shape] = {}

    def model(self, names: list[Json], version: str) -> Model:
        calls = tuple(self._call(one) for one in sorted(names, key=lambda one: str(one["name"])))
        for name in sorted(self._defs):
            if name.startswith(("record.", "shape.")):
                self._type_of_def(name)
        shapes = dict(sorted(self._shapes.items()))
        _check_type_names(shapes)
        return Model(version, calls, shapes)

    def _call(self, named: Json) -> Call:
        name = named["name"]
        given = self._type(self._defs[name], f"input.{name}")
        answer = f"answer.{name}"
        return Call(
            name=name,
            is_command=named["kind"] == "command",
            purpose=named["purpose"],
            input=self._shapes[given.shape],
            answer=self._type(self._defs[answer], answer) if answer in self._defs
            else Type("anything"),
        )

    def _type_of_def(self, name: str) -> Type:
        return self._type(self._defs[name], name)

    def _type(self, schema: Json, where: str) -> Type:
        if "$ref" in schema:
            return self._type_of_def(schema["$ref"].removeprefix("#/$defs/"))
        if "anyOf" in schema:
            return self._any_of(schema["anyOf"], where)
        kind = schema.get("type")
        if isinstance(kind, list):
            return self._several(kind, where)
        if kind == "object":
            return self._object(schema, where)
        if kind == "array":
            return Type("list", element=self._type(schema["items"], where))
        if kind == "string":
            return _text(schema, where)
        if kind == "integer":
            return Type("integer", least=schema.get("minimum"), most=schema.get("maximum"))
        if kind in ("number", "boolean"):
            return Type("number" if kind == "number" else "flag")
        if kind is None and not set(schema) - {"title", "description"}:
            return Type("anything")
        raise SchemaError(f"{where}: what is {json.dumps(schema)}?")

    def _any_of(self, schemas: list[Json], where: str) -> Type:
        rest = [one for one in schemas if one != {"type": "null"}]
        is_nullable = len(rest) < len(schemas)
        if len(rest) == 1:
            return replace(self._type(rest[0], where), is_nullable=is_nullable)
        # An object without a name gets its number, when there are several.
        places = [where if "$ref" in one else f"{where}.{i + 1}" for i, one in enumerate(rest)]
        options = tuple(self._type(one, place) for one, place in zip(rest, places))
        return Type("one_of", is_nullable=is_nullable, options=options)

    def _several(self, kinds: list[str], where: str) -> Type:
        is_nullable = "null" in kinds
        rest = [one for one in kinds if one != "null"]
        if where.startswith("input.") and sorted(rest) == ["integer", "string"]:
            return Type("time", is_nullable=is_nullable)
        options = tuple(self._type({"type": one}, where) for one in rest)
        return Type("one_of", is_nullable=is_nullable, options=options)

    def _object(self, schema: Json, where: str) -> Type:
        rest = schema.get("additionalProperties", True)
        if "properties" not in schema:
            element = self._type(rest, where) if isinstance(rest, dict) else Type("anything")
            return Type("map", element=element)
        # Kept before its members are read, so that a shape may hold its own kind.
        if where not in self._shapes:
            self._shapes[where] = Shape(where, ())
            self._shapes[where] = Shape(where, self._members(schema, where))
        return Type("object", shape=where)

    def _members(self, schema: Json, where: str) -> tuple[Member, ...]:
        required = schema.get("required", [])
        members = [
            Member(name, self._type(one, f"{where}{_joint(where)}{name}"), name in required)
            for name, one in schema["properties"].items()
        ]
        return tuple(sorted(members, key=lambda one: not one.is_required))


def _joint(where: str) -> str:
    # The first step into the input or answer of a call is told apart from the parts of its name.
    return "/" if where.startswith(("input.", "answer.")) and "/" not in where else "."


def _text(schema: Json, where: str) -> Type:
    if "enum" in schema:
        return Type("choice", choices=tuple(schema["enum"]), name=where)
    if "pattern" in schema:
        return Type("id")
    if schema.get("contentEncoding") == "base64":
        return Type("base64")
    if schema.get("format") == "date":
        return Type("date")
    if schema.get("format") == "date-time":
        return Type("instant")
    return Type("text", bytes_max=schema.get("maxLength", 0))


def _check_type_names(shapes: dict[str, Shape]) -> None:
    seen: dict[str, str] = {}
    for name in shapes:
        other = seen.setdefault(type_name(name).lower(), name)
        if other != name:
            raise SchemaError(f"{name} and {other} would be the same type, {type_name(name)}")
