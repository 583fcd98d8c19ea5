"""Types for Python."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from model import Model, model_of_library
from python_types import files

VALUES = Path(__file__).resolve().parents[2] / "bindings/python/src/brygga"


def said(model: Model) -> str:
    return files(model)["casework.py"]


def test_method_takes_required_arguments_and_those_that_may_be_left_out(model: Model) -> None:
    assert '''\
    def import_(
        self,
        *,
        body: str,
        at: Time | LeftOut = LEFT_OUT,
        csv: Base64 | LeftOut = LEFT_OUT,
        from_: CivilDate | None | LeftOut = LEFT_OUT,
        kind: Literal["short", "long"] | None | LeftOut = LEFT_OUT,
        minutes: int | LeftOut = LEFT_OUT,
        people: Sequence[Id] | None | LeftOut = LEFT_OUT,
    ) -> Imported:
        """Takes over "notes"."""
''' in said(model)
    assert '            "from": from_,\n' in said(model)


def test_call_without_a_group_is_a_method_and_one_with_it_is_in_its_property(model: Model) -> None:
    calls = said(model).partition("class Calls:")[2]
    assert '    def today(self) -> TodayAnswer:\n        """What is due."""\n' in calls
    assert "    def note(self) -> NoteCalls:\n" in calls


def test_answer_is_a_dictionary_with_typed_members(model: Model) -> None:
    assert """\
class NoteRecord(TypedDict):
    id: str
    at: str | None
    signed: bool
""" in said(model)
    assert """\
class TodayAnswer(TypedDict):
    by_key: dict[str, Any]
    waiting: TodayAnswerWaiting
    one: NoteRecord | TodayAnswerOne2 | None
""" in said(model)


def test_member_that_is_a_word_of_the_language_keeps_its_name(model: Model) -> None:
    assert """\
ImportedCounts = TypedDict(
    "ImportedCounts",
    {
        "from": 'int',
    },
)
""" in said(model)


def test_answer_that_no_schema_describes_is_any_dictionary(model_without_answers: Model) -> None:
    assert "def today(self) -> Answer:\n" in said(model_without_answers)


CALLER = """\
from brygga.casework import NoteCalls, TodayAnswer, Watches

def work(note: NoteCalls, today: TodayAnswer, watches: Watches, query: str) -> list[str]:
    imported = note.import_(body="Met her.", from_=None, kind="short")
    count: int = imported["counts"]["from"]
    waiting: int = today["waiting"]["$defs"]
    for watched in watches.watch("today", {"limit": 3}):
        waiting = watched["waiting"]["$defs"]
    watches.watch("today", callback=lambda told: told["by_key"].clear())
    watches.watch(query).next(timeout=1)["anything"]
    return [one["id"] for one in imported["notes"]]
"""
MISTAKES = [
    "note.imports()",
    "note.import_()",
    'note.import_(body="", kind="middling")',
    'note.import_(body="", unknown=1)',
    "note.import_(body=None)",
    'note.import_("")',
    'imported["note"]',
    "text: str = imported['counts']['from']",
    'watched["wait"]',
    'watches.watch("today", callback=lambda told: told["wait"])',
    'watches.watch("today", on_error=print)',
    'watches.watch(query, callback=print)',
    'watches.watch("today").next()["wait"]',
]


def package_in(folder: Path, model: Model) -> None:
    inside = folder / "brygga"
    inside.mkdir()
    (inside / "__init__.py").touch()
    for name in ("values.py", "errors.py", "watching.py", "library.py", "closing.py"):
        (inside / name).write_text((VALUES / name).read_text())
    (inside / "casework.py").write_text(said(model))


def check(folder: Path, *what: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={folder / 'cache'}", *what]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_type_checker_takes_right_calls_and_no_wrong_ones(model: Model, tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    package_in(tmp_path, model)
    (tmp_path / "right.py").write_text(CALLER)
    right = check(tmp_path, "right.py")
    assert right.returncode == 0, right.stdout
    body = CALLER.rpartition("    return")[0]
    (tmp_path / "wrong.py").write_text(body + "".join(f"    {one}\n" for one in MISTAKES))
    wrong = check(tmp_path, "wrong.py").stdout
    first = body.count("\n") + 1
    for line, mistake in enumerate(MISTAKES, first):
        assert f"wrong.py:{line}: error" in wrong, (mistake, wrong)


@pytest.mark.skipif("BRYGGA_LIBRARY" not in os.environ, reason="no library was named")
def test_all_of_the_library_is_typed(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    package_in(tmp_path, model_of_library(os.environ["BRYGGA_LIBRARY"]))
    checked = check(tmp_path, "brygga")
    assert checked.returncode == 0, checked.stdout
