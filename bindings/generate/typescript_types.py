"""Types for TypeScript: calls.ts, which needs no other file.

    interface Calls {
      "participant.add": { input: ParticipantAddInput; answer: ParticipantAddAnswer };
    }

for call<K extends keyof Calls>(name: K, input: Calls[K]["input"]): Promise<Calls[K]["answer"]>.
Names of members are those of JSON. What may be left out of an input is optional; what may be empty
is `| null`. CommandName and QueryName say which names are which. Choices are unions of their texts.
"""

from __future__ import annotations

import json
import re

from model import Call, Member, Model, Shape, Type

HEAD = """\
// The commands and queries of Brygga {version}, with what each takes and gives. Made from their
// JSON Schema; docs/CASEWORK.md tells what they do.

/** UUID text. */
export type Id = string;
/** "2026-10-05" */
export type CivilDate = string;
/** "2026-10-05T09:30:00.000Z" */
export type Instant = string;
/** ISO 8601 with Z or an offset, or milliseconds since 1970 UTC. */
export type Time = string | number;
/** Bytes, in base64. */
export type Base64 = string;
type Json = string | number | boolean | null | Json[] | {{ [name: string]: Json }};
"""
PLAIN = {
    "text": "string",
    "integer": "number",
    "number": "number",
    "flag": "boolean",
    "id": "Id",
    "date": "CivilDate",
    "instant": "Instant",
    "time": "Time",
    "base64": "Base64",
    "anything": "Json",
}
ANY_OBJECT = "{ [name: string]: Json }"


def files(model: Model) -> dict[str, str]:
    parts = [HEAD.format(version=model.version)]
    parts += [_shape(one) for one in model.shapes.values()]
    parts.append(_calls(model.calls))
    parts.append(_names("CommandName", [one for one in model.calls if one.is_command]))
    parts.append(_names("QueryName", [one for one in model.calls if not one.is_command]))
    return {"calls.ts": "\n".join(parts)}


def type_text(type: Type) -> str:
    text = _without_null(type)
    return f"{text} | null" if type.is_nullable else text


def _without_null(type: Type) -> str:
    if type.kind == "object":
        return Shape(type.shape, ()).type_name
    if type.kind == "choice":
        return " | ".join(json.dumps(one, ensure_ascii=False) for one in type.choices)
    if type.kind == "one_of":
        return " | ".join(type_text(one) for one in type.options)
    if type.element is not None:
        element = type_text(type.element)
        if type.kind == "map":
            return f"{{ [name: string]: {element} }}"
        return f"({element})[]" if "|" in element else f"{element}[]"
    return PLAIN[type.kind]


def _shape(shape: Shape) -> str:
    if not shape.members:
        return f"export type {shape.type_name} = Record<string, never>;\n"
    members = "".join(_member(one) for one in shape.members)
    return f"export interface {shape.type_name} {{\n{members}}}\n"


def _member(member: Member) -> str:
    mark = "" if member.is_required else "?"
    return f"  {_key(member.name)}{mark}: {type_text(member.type)};\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else json.dumps(name)


def _calls(calls: tuple[Call, ...]) -> str:
    return "export interface Calls {\n" + "".join(_call(one) for one in calls) + "}\n"


def _call(call: Call) -> str:
    purpose = call.purpose.replace("*/", "* /")
    answer = ANY_OBJECT if call.answer.kind == "anything" else type_text(call.answer)
    return (
        f"  /** {purpose} */\n"
        f'  "{call.name}": {{ input: {call.input.type_name}; answer: {answer} }};\n'
    )


def _names(name: str, calls: list[Call]) -> str:
    # A union of nothing is `never`.
    names = "".join(f'\n  | "{one.name}"' for one in calls) or " never"
    return f"export type {name} ={names};\n"
