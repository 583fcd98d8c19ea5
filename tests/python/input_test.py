"""What callers give, right and wrong, and the errors that it brings."""

from __future__ import annotations

import datetime
import keyword
import pickle
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brygga
import pytest
from brygga import values
from brygga.errors import error_of

KINDS = {
    "invalid": brygga.InvalidInput,
    "not_found": brygga.NotFound,
    "refused": brygga.Refused,
    "corrupt": brygga.Corrupt,
    "too_large": brygga.TooLarge,
    "too_new": brygga.TooNew,
    "storage": brygga.StorageFailed,
    "storage_full": brygga.StorageFull,
    "offline": brygga.Offline,
    "conflict": brygga.Conflict,
    "busy": brygga.Busy,
    "internal": brygga.InternalError,
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_error_has_its_class(kind: str) -> None:
    error = error_of({"kind": kind, "code": "c", "sentence": "S.", "field": "f", "can_retry": True})
    assert type(error) is KINDS[kind]
    told = (error.kind, error.code, str(error), error.field, error.can_retry, error.problems)
    assert told == (kind, "c", "S.", "f", True, [])


def test_kinds_are_those_that_the_library_has() -> None:
    from brygga import library

    names = [library._lib.brygga_status_name(status).decode() for status in range(1, 13)]
    assert set(names) == set(KINDS)
    assert library._lib.brygga_status_name(13) == b"unknown"


def test_kind_that_is_newer_than_this_package_is_a_plain_error() -> None:
    error = error_of({"kind": "weather", "code": "rain", "sentence": "It rains."})
    assert type(error) is brygga.BryggaError and error.kind == "weather"


def test_error_goes_from_process_to_process() -> None:
    error = error_of({"kind": "offline", "code": "offline", "sentence": "Nobody answers."})
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is brygga.Offline
    assert (copy.sentence, copy.code) == ("Nobody answers.", "offline")


def test_error_says_in_two_languages_what_and_where(store: brygga.Store) -> None:
    with pytest.raises(brygga.InvalidInput) as caught:
        store.call("participants.list", {"limit": "many"})
    error = caught.value
    assert (error.code, error.field, error.can_retry) == ("wrong_type", "limit", False)
    assert error.sentence != error.sentence_sv and "limit" in error.sentence


BAD_INPUTS: dict[str, tuple[Any, str]] = {
    "half a character": ({"search": "\ud800"}, "not_utf8"),
    "half a character in a key": ({"\udfff": 1}, "not_utf8"),
    "no number": ({"limit": float("nan")}, "wrong_type"),
    "a set": ({"search": {1}}, "wrong_type"),
    "an object of another kind": ({"search": object()}, "wrong_type"),
    "a time without zone": ({"search": datetime.datetime(2026, 1, 1)}, "wrong_type"),
    "a key that is no text": ({(1, 2): 1}, "wrong_type"),
    "a list for an object": ([], "not_an_object"),
    "a text for an object": ("search", "not_an_object"),
    "an integer for a text": ({"search": 5}, "wrong_type"),
    "NUL within a text": ({"search": "a\0b"}, "control_character"),
    "an integer beyond all": ({"limit": 10**400}, ""),
    "an integer beyond what is written": ({"limit": 10**5000}, "wrong_type"),
    "an unknown field": ({"colour": "red"}, "unknown_field"),
}


@pytest.mark.parametrize("what", BAD_INPUTS)
def test_bad_input_is_an_error_and_no_more(store: brygga.Store, what: str) -> None:
    given, code = BAD_INPUTS[what]
    with pytest.raises(brygga.InvalidInput) as caught:
        store.call("participants.list", given)
    assert code in ("", caught.value.code)
    assert store.status()


def test_input_within_itself_is_an_error(store: brygga.Store) -> None:
    round_and_round: dict[str, Any] = {}
    round_and_round["search"] = round_and_round
    with pytest.raises(brygga.InvalidInput):
        store.call("participants.list", round_and_round)
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(brygga.InvalidInput, match="deep"):
        store.call("participants.list", {"search": deep})


def test_huge_input_is_too_large(store: brygga.Store) -> None:
    with pytest.raises(brygga.TooLarge):
        store.call("participants.list", {"search": "x" * (65 << 20)})


@pytest.mark.parametrize(
    "name, code", [("to\0day", "nul"), ("\ud800", "not_utf8"), (5, "wrong_type")]
)
def test_bad_name_is_an_error(store: brygga.Store, name: Any, code: str) -> None:
    calls: list[Callable[[], object]] = [lambda: store.call(name), lambda: store.watch(name)]
    for call in calls:
        with pytest.raises(brygga.InvalidInput) as caught:
            call()
        assert (caught.value.code, caught.value.field) == (code, "name")


def test_unknown_name_is_not_found_and_a_command_is_not_watched(store: brygga.Store) -> None:
    with pytest.raises(brygga.NotFound):
        store.call("no.such")
    with pytest.raises(brygga.NotFound):
        store.watch("no.such")
    with pytest.raises(brygga.InvalidInput):
        store.watch("participant.add")


@pytest.mark.parametrize("path", ["", "a\0b", "\ud800", b"\xff"])
def test_bad_path_opens_nothing(path: Any) -> None:
    with pytest.raises(brygga.InvalidInput):
        brygga.Store.open(path)


def test_path_of_another_type_opens_nothing() -> None:
    with pytest.raises(TypeError):
        brygga.Store.open(5)  # type: ignore[arg-type]


def test_file_that_is_no_store_is_corrupt_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear office," * 100)
    with pytest.raises(brygga.Corrupt):
        brygga.Store.open(path)
    assert path.read_text() == "Dear office," * 100


def test_folder_that_is_not_there_is_a_failure_of_storage(tmp_path: Path) -> None:
    with pytest.raises(brygga.StorageFailed):
        brygga.Store.open(tmp_path / "none" / "a.db")


def test_ca_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(brygga.InvalidInput) as caught:
        brygga.Store.open(tmp_path / "a.db", ca_file=tmp_path / "none.pem")
    assert caught.value.code == "ca_file"


def test_bad_options_are_errors(store: brygga.Store) -> None:
    with pytest.raises(brygga.InvalidInput):
        store.sync(bytes_max=-1)
    with pytest.raises(brygga.InvalidInput):
        store.sync_start(wait_seconds=10**12)
    with pytest.raises(brygga.InvalidInput):
        store.hint(online="yes")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        store.observe(5)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        store.watch("status", callback="no")  # type: ignore[call-overload]


def test_dates_times_ids_and_bytes_become_what_the_schema_wants() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=2))
    given = {
        "date": datetime.date(2026, 10, 5),
        "at": datetime.datetime(2026, 10, 5, 9, 30, tzinfo=zone),
        "id": uuid.UUID(int=1),
        "csv": b"namn\n",
        "several": (1, 2),
        "district": "Åby",
    }
    assert values.json_bytes(given).decode() == (
        '{"date": "2026-10-05", "at": "2026-10-05T09:30:00.000+02:00", '
        '"id": "00000000-0000-0000-0000-000000000001", '
        '"csv": "bmFtbgo=", "several": [1, 2], '
        '"district": "Åby"}'
    )


def test_methods_do_not_hide_each_other() -> None:
    from brygga.casework import Calls

    own = {name for name in vars(brygga.Store) if not name.startswith("__")}
    assert own & set(vars(Calls)) == {"_ask"}


def test_every_command_and_query_is_a_method(store: brygga.Store) -> None:
    for one in brygga.Store.names():
        group, _, verb = one["name"].rpartition(".")
        verb += "_" if keyword.iskeyword(verb) else ""
        method = getattr(getattr(store, group) if group else store, verb)
        assert method.__doc__.strip() == one["purpose"]


def test_what_is_left_out_is_not_given_and_none_is() -> None:
    from brygga.casework import ParticipantCalls

    asked: list[tuple[str, dict[str, object]]] = []
    calls = ParticipantCalls(lambda name, given: asked.append((name, given)))
    calls.update(participant="p", version="v", district=None)
    ((name, given),) = asked
    assert name == "participant.update" and given["district"] is None
    assert given["first_name"] is brygga.LEFT_OUT and repr(brygga.LEFT_OUT) == "LEFT_OUT"


def test_versions_and_schema_need_no_store() -> None:
    assert brygga.Store.versions()["abi"] == 1
    assert "participant.add" in brygga.Store.schema()["$defs"]
