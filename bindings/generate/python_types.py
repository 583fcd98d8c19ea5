"""Types for Python: casework.py, a module of the package in bindings/python.

Each answer and each record is a TypedDict. Each command and query is a method of the class Calls,
which Store inherits, under the name that it has everywhere: store.participant.add(first_name=...)
is "participant.add", store.today() is "today". Arguments are given by name; one that is a word of
the language gets an underscore at its end (from_, import_). What is left out is LEFT_OUT, since
None empties a field. The class Watches, which Store inherits, too, has watch(), whose answers are
those of the query that is named.
"""

from __future__ import annotations

import json
import keyword

from model import Call, Member, Model, Shape, Type, camel_case

HEAD = '''\
"""The commands and queries of Brygga {version}, with what each takes and gives.

Made from their JSON Schema. docs/CASEWORK.md tells what they do; values.py how dates, times, ids
and bytes may be given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict, cast, overload

from .values import LEFT_OUT, Base64, CivilDate, Id, LeftOut, Time

if TYPE_CHECKING:
    from .errors import BryggaError
    from .watching import Subscription, Watch

Answer = dict[str, Any]
Ask = Callable[[str, dict[str, object]], Any]
'''
GROUP = '''

class {name}:
    """{title}"""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
'''
CALLS = '''

class Calls:
    """Every command and query as a method."""

    def _ask(self, name: str, given: dict[str, object]) -> Any:
        """Calls with what was given, without what was left out."""
        raise NotImplementedError
'''
WATCHES = '''

class Watches:
    """Every query as one that is watched."""

    def _watch(
        self,
        name: str,
        input: Mapping[str, object] | None,
        callback: Callable[[Any], object] | None,
        on_error: Callable[[BryggaError], object] | None,
    ) -> Watch[Any] | Subscription:
        raise NotImplementedError
{overloads}
    def watch(
        self,
        name: str,
        input: Mapping[str, object] | None = None,
        *,
        callback: Callable[[Any], object] | None = None,
        on_error: Callable[[BryggaError], object] | None = None,
    ) -> Watch[Any] | Subscription:
        """The answer of a query now, and again whenever a change has made it another one: as an
        iterator; or by a callback, on a thread of the store's own, until the subscription or the
        store is closed. What is wrong with the input comes as the answer: the iterator raises it,
        and on_error gets it."""
        return self._watch(name, input, callback, on_error)
'''
ITERATED = '''
    @overload
    def watch(
        self, name: {name}, input: Mapping[str, object] | None = None
    ) -> Watch[{answer}]: ...
'''
CALLED_BACK = '''
    @overload
    def watch(
        self,
        name: {name},
        input: Mapping[str, object] | None = None,
        *,
        callback: Callable[[{answer}], object],
        on_error: Callable[[BryggaError], object] | None = None,
    ) -> Subscription: ...
'''
# What an answer holds.
TOLD = {
    "text": "str",
    "integer": "int",
    "number": "float",
    "flag": "bool",
    "id": "str",
    "date": "str",
    "instant": "str",
    "time": "str",
    "base64": "str",
    "anything": "Any",
}
# What a caller may give.
GIVEN = {**TOLD, "id": "Id", "date": "CivilDate", "time": "Time", "base64": "Base64"}


def files(model: Model) -> dict[str, str]:
    inputs = {one.input.name for one in model.calls}
    parts = [HEAD.format(version=model.version)]
    parts += [_shape(one) for one in model.shapes_in_order() if one.name not in inputs]
    parts += [_answer_alias(one) for one in model.calls if _needs_alias(one.answer)]
    groups = sorted({one.group for one in model.calls if one.group})
    for group in groups:
        parts.append(GROUP.format(name=_group_name(group), title=f"{group}.*"))
        parts += [_method(one) for one in model.calls if one.group == group]
    parts.append(CALLS)
    parts += [_method(one) for one in model.calls if not one.group]
    parts += [_property(group) for group in groups]
    parts.append(WATCHES.format(overloads=_overloads(model)))
    return {"casework.py": "".join(parts)}


# --- types --------------------------------------------------------------------------------------


def _type(type: Type, names: dict[str, str]) -> str:
    text = _without_null(type, names)
    return f"{text} | None" if type.is_nullable else text


def _without_null(type: Type, names: dict[str, str]) -> str:
    if type.kind == "object":
        return Shape(type.shape, ()).type_name
    if type.kind == "choice":
        return f"Literal[{', '.join(map(_quoted, type.choices))}]"
    if type.kind == "one_of":
        return " | ".join(_type(one, names) for one in type.options)
    if type.element is not None:
        element = _type(type.element, names)
        if names is GIVEN:
            return f"Mapping[str, {element}]" if type.kind == "map" else f"Sequence[{element}]"
        return f"dict[str, {element}]" if type.kind == "map" else f"list[{element}]"
    return names[type.kind]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _shape(shape: Shape) -> str:
    members = [(one.name, _told(one)) for one in shape.members]
    if all(_is_plain(name) for name, _ in members):
        lines = "".join(f"    {name}: {text}\n" for name, text in members) or "    pass\n"
        return f"\n\nclass {shape.type_name}(TypedDict):\n{lines}"
    # A word of the language cannot be an attribute, but it can be a key.
    lines = "".join(f"        {_quoted(name)}: {text!r},\n" for name, text in members)
    name = shape.type_name
    return f'\n\n{name} = TypedDict(\n    "{name}",\n    {{\n{lines}    }},\n)\n'


def _told(member: Member) -> str:
    text = _type(member.type, TOLD)
    return text if member.is_required else f"NotRequired[{text}]"


def _is_plain(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("__")


def _needs_alias(answer: Type) -> bool:
    return answer.kind not in ("object", "anything") or answer.is_nullable


def _answer_alias(call: Call) -> str:
    return f"\n\n{_answer_name(call)} = {_type(call.answer, TOLD)}\n"


def _answer_name(call: Call) -> str:
    if call.answer.kind == "anything":
        return "Answer"
    if _needs_alias(call.answer):
        return camel_case(call.name) + "Answer"
    return _type(call.answer, TOLD)


# --- methods ------------------------------------------------------------------------------------


def _group_name(group: str) -> str:
    return camel_case(group) + "Calls"


def _python_name(name: str) -> str:
    if keyword.iskeyword(name):
        return f"{name}_"
    if not name.isidentifier():
        raise ValueError(f"{name} cannot be a name in Python")
    return name


def _parameter(member: Member) -> str:
    text = _type(member.type, GIVEN)
    name = _python_name(member.name)
    if member.is_required:
        return f"        {name}: {text},\n"
    return f"        {name}: {text} | LeftOut = LEFT_OUT,\n"


def _method(call: Call) -> str:
    members = call.input.members
    answer = _answer_name(call)
    purpose = call.purpose.replace("\\", "\\\\").replace('"""', "'''")
    # A quote at the end would meet those that close the text.
    if purpose.endswith('"'):
        purpose += " "
    parameters = "self"
    if members:
        parameters = "\n        self,\n        *,\n" + "".join(map(_parameter, members)) + "    "
    given = "".join(f'            "{one.name}": {_python_name(one.name)},\n' for one in members)
    given = f"{{\n{given}        }}" if members else "{}"
    return (
        f"\n    def {_python_name(call.verb)}({parameters}) -> {answer}:\n"
        f'        """{purpose}"""\n'
        f"        given: dict[str, object] = {given}\n"
        f'        return cast("{answer}", self._ask("{call.name}", given))\n'
    )


def _property(group: str) -> str:
    return (
        "\n    @property\n"
        f"    def {_python_name(group)}(self) -> {_group_name(group)}:\n"
        f"        return {_group_name(group)}(self._ask)\n"
    )


# --- watching -----------------------------------------------------------------------------------


def _overloads(model: Model) -> str:
    queries = [one for one in model.calls if not one.is_command]
    parts = [
        form.format(name=f"Literal[{_quoted(one.name)}]", answer=_answer_name(one))
        for one in queries
        for form in (ITERATED, CALLED_BACK)
    ]
    # A name that comes from elsewhere. Not by a callback: one that does not fit its query would fit
    # here, and no mistake be found. Who gives one has a name of type Any.
    return "".join([*parts, ITERATED.format(name="str", answer="Any")])
