"""The model that is read from JSON Schema."""

import os

import pytest
from conftest import DEFS, NAMES
from model import Member, Model, SchemaError, Type, model_of, model_of_library


def types_of(model: Model, shape: str) -> dict[str, Type]:
    return {one.name: one.type for one in model.shapes[shape].members}


def test_calls_are_in_order_of_names_with_group_and_verb(model: Model) -> None:
    told = [(one.name, one.group, one.verb, one.is_command) for one in model.calls]
    assert told == [("note.import", "note", "import", True), ("today", "", "today", False)]


def test_input_has_required_members_first_then_by_name(model: Model) -> None:
    members = model.calls[0].input.members
    assert members[0] == Member("body", Type("text", bytes_max=200), True)
    assert [one.name for one in members[1:]] == ["at", "csv", "from", "kind", "minutes", "people"]
    assert not any(one.is_required for one in members[1:])


def test_each_form_of_an_input_has_its_kind(model: Model) -> None:
    types = types_of(model, "input.note.import")
    assert types["at"] == Type("time")
    assert types["csv"] == Type("base64")
    assert types["from"] == Type("date", is_nullable=True)
    assert types["kind"] == Type(
        "choice", is_nullable=True, choices=("short", "long"), name="input.note.import/kind"
    )
    assert types["minutes"] == Type("integer", least=0, most=1440)
    assert types["people"] == Type("list", is_nullable=True, element=Type("id"))


def test_each_form_of_an_answer_has_its_kind(model: Model) -> None:
    value = Type("one_of", True, options=(Type("text"), Type("integer"), Type("flag")))
    assert types_of(model, "shape.imported") == {
        "counts": Type("object", shape="shape.imported.counts"),
        "notes": Type("list", element=Type("object", shape="record.note")),
        "value": value,
    }
    assert types_of(model, "record.note")["at"] == Type("instant", is_nullable=True)
    assert types_of(model, "answer.today")["by_key"] == Type("map", element=Type("anything"))


def test_answer_that_is_a_shared_shape_is_that_shape(model: Model) -> None:
    assert model.calls[0].answer == Type("object", shape="shape.imported")


def test_objects_are_called_alike_in_all_languages(model: Model) -> None:
    assert {name: shape.type_name for name, shape in model.shapes.items()} == {
        "answer.today": "TodayAnswer",
        "answer.today/one.2": "TodayAnswerOne2",
        "answer.today/waiting": "TodayAnswerWaiting",
        "input.note.import": "NoteImportInput",
        "input.today": "TodayInput",
        "record.note": "NoteRecord",
        "shape.imported": "Imported",
        "shape.imported.counts": "ImportedCounts",
    }


def test_shapes_come_after_what_they_are_made_of(model: Model) -> None:
    order = [one.name for one in model.shapes_in_order()]
    assert sorted(order) == sorted(model.shapes)
    assert order.index("record.note") < order.index("shape.imported")


def test_answer_is_anything_while_the_schema_does_not_say(model_without_answers: Model) -> None:
    assert {one.answer for one in model_without_answers.calls} == {Type("anything")}


def test_form_that_is_not_known_is_an_error_that_says_where() -> None:
    today = {**DEFS["today"], "properties": {"a": {"type": "string", "not": {}}, "b": {"not": {}}}}
    with pytest.raises(SchemaError, match="input.today/b"):
        model_of({"$defs": {**DEFS, "today": today}}, NAMES, "0.1.0")


def test_two_objects_of_one_type_name_are_an_error() -> None:
    double = {"type": "object", "properties": {}}
    with pytest.raises(SchemaError, match="NoteRecord"):
        model_of({"$defs": {**DEFS, "shape.note_record": double}}, NAMES, "0.1.0")


def test_a_shape_may_hold_its_own_kind() -> None:
    tree = {"type": "object", "properties": {"in": {"$ref": "#/$defs/shape.tree"}}}
    model = model_of({"$defs": {**DEFS, "shape.tree": tree}}, NAMES, "0.1.0")
    assert types_of(model, "shape.tree") == {"in": Type("object", shape="shape.tree")}
    assert len(list(model.shapes_in_order())) == len(model.shapes)


@pytest.mark.skipif("BRYGGA_LIBRARY" not in os.environ, reason="no library was named")
def test_the_library_tells_all_of_its_calls_the_same_each_time() -> None:
    path = os.environ["BRYGGA_LIBRARY"]
    model = model_of_library(path)
    assert model == model_of_library(path)
    assert {"today", "participant.add"} <= {one.name for one in model.calls}
    assert all(one.purpose.endswith(".") for one in model.calls)


@pytest.mark.skipif("BRYGGA_LIBRARY" not in os.environ, reason="no library was named")
def test_the_library_says_of_every_answer_what_is_always_in_it() -> None:
    model = model_of_library(os.environ["BRYGGA_LIBRARY"])
    for call in model.calls:
        assert call.answer.kind == "object", call.name
    for shape in model.shapes.values():
        if not shape.name.startswith("input."):
            assert all(one.is_required for one in shape.members), shape.name
