"""Classes for Java: package se.brygga.casework, on the classes of bindings/java.

    ParticipantAddAnswer added =
        store.call(new ParticipantAddInput().withFirstName("Åsa").withLastName("Öberg"));
    String id = added.participant();

An input is a Command or Query without members, and has a with... for each: what is left out is left
out, and null is null. An answer has an accessor for each member. Names of members are in camelCase;
one that Java has already ("class", "wait") gets an underscore. A choice is an enum in the class
that has it; UNRECOGNIZED is what a newer library may give.
"""

from __future__ import annotations

import re

from model import Call, Member, Model, SchemaError, Shape, Type, camel_case, shapes_in, type_name

PACKAGE = "se.brygga.casework"
HEAD = f"package {PACKAGE};\n\n"
IMPORTS = {
    "Collections": "java.util.Collections",
    "Fields": "se.brygga.Fields",
    "Instant": "java.time.Instant",
    "List": "java.util.List",
    "LocalDate": "java.time.LocalDate",
    "Map": "java.util.Map",
    "Values": "se.brygga.Values",
}
# Java's type and the reader in Values of each kind that is made of no others.
PLAIN = {
    "text": ("String", "text"),
    "integer": ("Long", "integer"),
    "number": ("Double", "number"),
    "flag": ("Boolean", "flag"),
    "id": ("String", "text"),
    "date": ("LocalDate", "date"),
    "instant": ("Instant", "instant"),
    "time": ("Instant", "instant"),
    "base64": ("byte[]", "base64"),
    "one_of": ("Object", "anything"),
    "anything": ("Object", "anything"),
}
PRIMITIVES = {"Long": "long", "Double": "double", "Boolean": "boolean"}
# Java's own words, and methods that every class has already.
TAKEN = set(
    """
    abstract assert boolean break byte case catch char class const continue default do double else
    enum extends false final finally float for goto if implements import instanceof int interface
    long native new null package private protected public return short static strictfp super switch
    synchronized this throw throws transient true try void volatile while
    clone finalize getClass hashCode notify notifyAll toString wait
    answerOf callName member present toJson toMap with
    """.split()
)


def files(model: Model) -> dict[str, str]:
    inputs = _shapes_of_inputs(model)
    calls = {one.input.name: one for one in model.calls}
    written = {}
    for shape in model.shapes.values():
        text = _class(shape, calls.get(shape.name), shape.name in inputs)
        written[f"{PACKAGE.replace('.', '/')}/{shape.type_name}.java"] = text
    return written


def _shapes_of_inputs(model: Model) -> set[str]:
    """Shapes that a caller makes: the inputs, and what they are made of."""
    found: set[str] = set()
    todo = [one.input.name for one in model.calls]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += [part for one in model.shapes[name].members for part in shapes_in(one.type)]
    return found


# --- a class ------------------------------------------------------------------------------------


def _class(shape: Shape, call: Call | None, is_input: bool) -> str:
    name = shape.type_name
    _check_names(shape)
    if call:
        # In full, since casework has a Command of its own: what commands.list tells of one.
        kind = "Command" if call.is_command else "Query"
        parent = f"se.brygga.{kind}<{_java_type(call.answer, '')}>"
        about = f"{_escaped(call.purpose)} {{@code {call.name}}}"
    else:
        parent = "Fields"
        about = f"{{@code {shape.name}}}"
    parts = [_constructors(name, is_input)]
    parts += [_enum(one, name) for one in _own_choices(shape)]
    if call:
        parts.append(_call_methods(call))
    for member in shape.members:
        parts.append(_accessor(member, shape, is_answer=not is_input))
        if is_input:
            parts.append(_wither(member, shape))
    body = "\n\n".join(parts)
    text = f"/** {about} */\npublic final class {name} extends {parent} {{\n{body}\n}}\n"
    return HEAD + _imports(text) + text


def _imports(text: str) -> str:
    names = [full for short, full in IMPORTS.items() if re.search(rf"\b{short}\b", text)]
    return "".join(f"import {one};\n" for one in sorted(names)) + ("\n" if names else "")


def _constructors(name: str, is_input: bool) -> str:
    # A reader of another class makes one of what it read, so it is seen in the package.
    from_members = f"  {name}(Map<String, Object> members) {{\n    super(members);\n  }}"
    if not is_input:
        return from_members
    empty = f"  public {name}() {{\n    super(Collections.<String, Object>emptyMap());\n  }}"
    return f"{empty}\n\n{from_members}"


def _call_methods(call: Call) -> str:
    answer = _java_type(call.answer, "")
    return (
        f'  @Override\n  public String callName() {{\n    return "{call.name}";\n  }}\n\n'
        f"  @Override\n  protected {answer} answerOf(Object plain) {{\n"
        f"    return {_read('plain', call.answer, '')};\n  }}"
    )


def _accessor(member: Member, shape: Shape, is_answer: bool) -> str:
    java = _java_type(member.type, shape.type_name)
    # What every answer has is no box.
    is_present = is_answer and member.is_required and not _may_be_null(member.type)
    if is_present:
        java = PRIMITIVES.get(java, java)
    value = f'{"present" if is_present else "member"}("{member.name}")'
    return (
        f"  public {java} {_method_name(member)}() {{\n"
        f"    return {_read(value, member.type, shape.type_name)};\n  }}"
    )


def _may_be_null(type: Type) -> bool:
    return type.is_nullable or type.kind in ("anything", "one_of")


def _wither(member: Member, shape: Shape) -> str:
    java = _java_type(member.type, shape.type_name)
    name, word = shape.type_name, _method_name(member)
    return (
        f"{_about(member)}"
        f"  public {name} with{_capital(_camel(member.name))}({java} {word}) {{\n"
        f'    return new {name}(with("{member.name}", {word}));\n  }}'
    )


def _about(member: Member) -> str:
    notes = ["Required."] if member.is_required else []
    type = member.type
    if type.kind == "id":
        notes.append("A UUID.")
    if type.least is not None and type.most is not None:
        notes.append(f"{type.least} to {type.most}.")
    if type.bytes_max:
        notes.append(f"At most {type.bytes_max} bytes of UTF-8.")
    return f"  /** {' '.join(notes)} */\n" if notes else ""


# --- types --------------------------------------------------------------------------------------


def _java_type(type: Type, owner: str) -> str:
    if type.kind in PLAIN:
        return PLAIN[type.kind][0]
    if type.kind == "choice":
        return _enum_name(type, owner)
    if type.kind == "object":
        return type_name(type.shape)
    assert type.element is not None
    element = _java_type(type.element, owner)
    return f"List<{element}>" if type.kind == "list" else f"Map<String, {element}>"


def _read(value: str, type: Type, owner: str) -> str:
    """An expression of that type for an expression of a plain value, which may be null."""
    if type.kind in PLAIN:
        method = PLAIN[type.kind][1]
        return value if method == "anything" else f"Values.{method}({value})"
    if type.kind == "choice":
        enum = _enum_name(type, owner)
        return f"Values.choice({value}, {enum}.values(), {enum}.UNRECOGNIZED)"
    if type.kind == "object":
        return f"Values.object({value}, {type_name(type.shape)}::new)"
    assert type.element is not None
    return f"Values.{type.kind}({value}, {_reader(type.element, owner)})"


def _reader(type: Type, owner: str) -> str:
    if type.kind in PLAIN:
        return f"Values::{PLAIN[type.kind][1]}"
    depth = _depth(type)
    return f"v{depth} -> {_read(f'v{depth}', type, owner)}"


def _depth(type: Type) -> int:
    # Lambdas within each other need different names.
    return 1 + max((_depth(part) for part in type.parts()), default=0)


# --- choices ------------------------------------------------------------------------------------


def _own_choices(shape: Shape) -> list[Type]:
    choices = [one for member in shape.members for one in _choices_in(member.type)]
    return list({_enum_name(one, shape.type_name): one for one in choices}.values())


def _choices_in(type: Type) -> list[Type]:
    if type.kind == "choice":
        return [type]
    # What the options of one_of are is not told in Java.
    parts = () if type.kind == "one_of" else type.parts()
    return [one for part in parts for one in _choices_in(part)]


def _enum_name(type: Type, owner: str) -> str:
    """Of the last part of the choice's name, which is its member's."""
    if not owner:
        return "String"  # a choice that is a whole answer: there is none today
    name = camel_case(re.split(r"[./]", type.name)[-1])
    return name + "Choice" if name == owner or name in IMPORTS or name == "String" else name


def _enum(type: Type, owner: str) -> str:
    name = _enum_name(type, owner)
    constants = {_constant(one): one for one in type.choices}
    if len(constants) < len(type.choices) or "UNRECOGNIZED" in constants:
        raise SchemaError(f"{type.name}: two choices would have one name in Java")
    lines = "".join(f'    {constant}("{text}"),\n' for constant, text in constants.items())
    return (
        f"  /** What may be chosen. */\n"
        f"  public enum {name} implements Values.Choice {{\n{lines}"
        f"    /** Of a newer library. */\n    UNRECOGNIZED(null);\n\n"
        f"    private final String text;\n\n"
        f"    {name}(String text) {{\n      this.text = text;\n    }}\n\n"
        f"    @Override\n    public String text() {{\n      return text;\n    }}\n  }}"
    )


def _constant(text: str) -> str:
    name = re.sub(r"[^A-Za-z0-9]+", "_", text).upper() or "EMPTY"
    return f"_{name}" if name[0].isdigit() else name


# --- names --------------------------------------------------------------------------------------


def _camel(name: str) -> str:
    word = camel_case(name)
    return word[:1].lower() + word[1:]


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _method_name(member: Member) -> str:
    word = _camel(member.name)
    return f"{word}_" if word in TAKEN else word


def _check_names(shape: Shape) -> None:
    names = [_method_name(one) for one in shape.members]
    if shape.type_name in IMPORTS:
        raise SchemaError(f"{shape.name}: {shape.type_name} is a class that all others use")
    if len(set(names)) < len(names):
        raise SchemaError(f"{shape.name}: two members would have one name in Java")


def _escaped(text: str) -> str:
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), ("@", "&#64;"), ("*/", "* /")):
        text = text.replace(sign, written)
    return text
