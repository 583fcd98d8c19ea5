"""Classes for Java; that they compile and work, the tests of bindings/java say."""

from dataclasses import replace

import pytest
from java_types import files
from model import Call, Member, Model, SchemaError, Shape, Type

FOLDER = "se/brygga/casework/"


def said(model: Model, name: str) -> str:
    return files(model)[f"{FOLDER}{name}.java"]


def of_answer(*members: Member) -> Model:
    """A model whose only call answers with these."""
    given = Shape("input.today", ())
    answer = Shape("answer.today", members)
    call = Call("today", False, "What is due.", given, Type("object", shape=answer.name))
    return Model("0.1.0", (call,), {given.name: given, answer.name: answer})


def test_there_is_a_class_for_each_shape_and_no_other_file(model: Model) -> None:
    assert set(files(model)) == {
        f"{FOLDER}{shape.type_name}.java" for shape in model.shapes.values()
    }


def test_input_is_a_command_or_query_with_its_answer(model: Model) -> None:
    assert "class NoteImportInput extends se.brygga.Command<Imported> {" in said(model, "NoteImportInput")
    assert "class TodayInput extends se.brygga.Query<TodayAnswer> {" in said(model, "TodayInput")
    assert 'return "note.import";' in said(model, "NoteImportInput")


def test_input_has_a_copy_with_each_member(model: Model) -> None:
    text = said(model, "NoteImportInput")
    assert """\
  /** Required. At most 200 bytes of UTF-8. */
  public NoteImportInput withBody(String body) {
    return new NoteImportInput(with("body", body));
  }
""" in text
    assert "withAt(Instant at)" in text
    assert "withCsv(byte[] csv)" in text
    assert "withFrom(LocalDate from)" in text
    assert "withMinutes(Long minutes)" in text
    assert "withPeople(List<String> people)" in text


def test_member_of_an_input_may_be_missing_and_that_of_an_answer_may_not(model: Model) -> None:
    assert """\
  public Long minutes() {
    return Values.integer(member("minutes"));
  }
""" in said(model, "NoteImportInput")
    assert """\
  public boolean signed() {
    return Values.flag(present("signed"));
  }
""" in said(model, "NoteRecord")
    assert 'Values.instant(member("at"))' in said(model, "NoteRecord")


def test_answer_without_a_schema_is_plain(model_without_answers: Model) -> None:
    assert "extends se.brygga.Query<Object> {" in said(model_without_answers, "TodayInput")


def test_choice_is_an_enum_with_one_for_what_is_not_known(model: Model) -> None:
    text = said(model, "NoteImportInput")
    assert 'SHORT("short"),\n    LONG("long"),\n    /** Of a newer library. */\n' in text
    assert 'Values.choice(member("kind"), Kind.values(), Kind.UNRECOGNIZED)' in text


def test_lists_and_maps_are_read_to_their_depth(model: Model) -> None:
    assert 'Values.list(present("notes"), v1 -> Values.object(v1, NoteRecord::new))' in said(
        model, "Imported"
    )
    deep = Type("map", element=Type("list", element=Type("date")))
    text = said(of_answer(Member("days", deep, True)), "TodayAnswer")
    assert "public Map<String, List<LocalDate>> days() {" in text
    assert 'Values.map(present("days"), v2 -> Values.list(v2, Values::date))' in text


def test_words_that_java_has_already_get_an_underscore() -> None:
    words = [Member(name, Type("text"), True) for name in ("class", "to_json", "wait", "$defs")]
    text = said(of_answer(*words), "TodayAnswer")
    for name in ("class_", "toJson_", "wait_", "defs"):
        assert f"public String {name}() {{" in text


def test_names_that_would_be_the_same_are_refused() -> None:
    text = Type("text")
    with pytest.raises(SchemaError):
        files(of_answer(Member("a_b", text, True), Member("aB", text, True)))
    choice = Type("choice", choices=("a-b", "a_b"), name="answer.today/way")
    with pytest.raises(SchemaError):
        files(of_answer(Member("way", choice, True)))


def test_purpose_cannot_end_its_comment(model: Model) -> None:
    call = replace(model.calls[0], purpose="*/ <b> & @see")
    text = said(replace(model, calls=(call,)), call.input.type_name)
    assert "/** * / &lt;b> &amp; &#64;see " in text
