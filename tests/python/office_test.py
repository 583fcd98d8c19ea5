"""A store and a real office: what a person saves, sees and waits for."""

from __future__ import annotations

import sys
import threading
from typing import Any

import brygga
import pytest
from conftest import Office, OpenStore, Server, becomes_true, run_script
from conftest import add_participant as add


def unsent(store: brygga.Store) -> int:
    count = store.status()["unsent"]
    assert isinstance(count, int)
    return count


# --- enrolment and syncing ------------------------------------------------------------------------


def test_enrolled_store_says_whose_it_is(office: Office, store: brygga.Store) -> None:
    enrolled = store.enrol(office.url, tenant=office.tenant, code=office.invite(), device_name="t")
    assert (enrolled["account_name"], enrolled["tenant_title"]) == ("Alice Andersson", "Göteborg")
    assert store.sync()["finished"]
    assert store.me()["name"] == "Alice Andersson"


def test_used_code_is_refused(office: Office, alice: brygga.Store, open_store: OpenStore) -> None:
    code = office.invite()
    open_store("one").enrol(office.url, tenant=office.tenant, code=code, device_name="t")
    with pytest.raises(brygga.Refused):
        open_store("two").enrol(office.url, tenant=office.tenant, code=code, device_name="t")


def test_code_is_not_used_up_while_nobody_answers(own_server: Server, store: brygga.Store) -> None:
    office = Office(own_server, "goteborg")
    given = {"tenant": office.tenant, "code": office.invite(), "device_name": "test"}
    own_server.stop()
    with pytest.raises(brygga.Offline) as caught:
        store.enrol(office.url, **given)
    assert caught.value.can_retry
    own_server.start()
    assert store.enrol(office.url, **given)["tenant"] == "goteborg"


def test_work_is_kept_while_the_office_is_down(own_server: Server, store: brygga.Store) -> None:
    Office(own_server, "goteborg").enrol(store)
    own_server.stop()
    add(store)
    with pytest.raises(brygga.Offline):
        store.sync()
    assert unsent(store) == 1
    own_server.start()
    assert store.sync()["finished"] and unsent(store) == 0


def test_work_is_saved_without_the_office_and_sent_later(alice: brygga.Store) -> None:
    participant = add(alice)
    assert unsent(alice) == 1
    kept = alice.export_unsent()["transactions"]
    assert len(kept) == 1 and "Öberg" in str(kept[0]["content"])
    end = alice.sync()
    assert end["finished"] and end["edits_sent"] > 0 and end["stopped_by"] is None
    assert unsent(alice) == 0 and alice.export_unsent()["transactions"] == []
    assert alice.participants.find(text="öberg")["matches"][0]["id"] == participant


def test_work_reaches_the_persons_other_device(
    office: Office, alice: brygga.Store, open_store: OpenStore
) -> None:
    participant = add(alice)
    alice.note.write(participant=participant, body="Met her today.", sign=True)
    alice.sync()
    phone = office.enrol(open_store("phone"))
    assert phone.participant.show(participant=participant)["notes"][0]["body"] == "Met her today."


def test_budget_of_bytes_ends_a_sync_and_the_next_goes_on(
    office: Office, alice: brygga.Store, open_store: OpenStore
) -> None:
    phone = open_store("phone")
    phone.enrol(office.url, tenant=office.tenant, code=office.invite(), device_name="phone")
    end = phone.sync(bytes_max=1)
    assert (end["finished"], end["stopped_by"], end["rounds"]) == (False, "bytes", 1)
    assert phone.sync(milliseconds=60_000)["finished"]


def test_progress_tells_of_each_exchange_and_ends_the_sync_by_false(alice: brygga.Store) -> None:
    seen: list[brygga.Progress] = []
    add(alice)
    alice.sync(progress=seen.append)
    assert len(seen) == seen[-1]["rounds"] > 0
    add(alice)
    end = alice.sync(progress=lambda progress: False)
    assert (end["finished"], end["stopped_by"]) == (False, "progress")


def test_exception_of_progress_ends_the_sync_and_comes_out(alice: brygga.Store) -> None:
    add(alice)

    def fail(progress: brygga.Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        alice.sync(progress=fail)
    assert alice.sync()["finished"]


def test_hints_stay_until_they_are_changed(alice: brygga.Store) -> None:
    assert alice.hint(metered=True) == {"online": True, "metered": True, "charging": True}
    assert alice.hint(online=False) == {"online": False, "metered": True, "charging": True}


# --- conflicts ------------------------------------------------------------------------------------


def test_conflict_waits_in_the_inbox_until_a_person_decides(
    office: Office, alice: brygga.Store, open_store: OpenStore
) -> None:
    participant = add(alice)
    alice.sync()
    phone = office.enrol(open_store("phone"))
    for store, district in ((alice, "Majorna"), (phone, "Angered")):
        version = store.participant.show(participant=participant)["version"]
        store.participant.update(participant=participant, version=version, district=district)
    for store in (alice, phone, alice):
        store.sync()
    (conflict,) = alice.inbox.list()["conflicts"]
    assert {one["value"] for one in conflict["contenders"]} == {"Majorna", "Angered"}
    keep = next(one["keep"] for one in conflict["contenders"] if one["value"] == "Angered")
    alice.conflict.settle(
        entity=conflict["entity"],
        id=conflict["id"],
        name=conflict["name"],
        version=conflict["version"],
        keep=keep,
    )
    assert alice.inbox.list()["conflicts"] == []
    assert alice.participant.show(participant=participant)["district"] == "Angered"


# --- the background -------------------------------------------------------------------------------


def test_background_sends_a_save_by_itself_and_keeps_other_syncs_out(alice: brygga.Store) -> None:
    reports: list[brygga.SyncReport] = []
    alice.sync_start(reports.append, wait_seconds=5)
    alice.sync_start()
    with pytest.raises(brygga.Busy):
        alice.sync()
    add(alice)
    assert becomes_true(lambda: unsent(alice) == 0)
    assert becomes_true(lambda: any(one["receipts"] for one in reports))
    alice.sync_stop()
    count = len(reports)
    add(alice)
    assert alice.sync()["finished"] and len(reports) == count


def test_background_waits_while_there_is_no_network(alice: brygga.Store) -> None:
    alice.hint(online=False)
    alice.sync_start()
    add(alice)
    assert not becomes_true(lambda: unsent(alice) == 0, seconds=0.3)
    alice.hint(online=True)
    assert becomes_true(lambda: unsent(alice) == 0)


def test_background_that_finds_nobody_says_why(own_server: Server, store: brygga.Store) -> None:
    Office(own_server, "goteborg").enrol(store)
    own_server.stop()
    reports: list[brygga.SyncReport] = []
    store.sync_start(reports.append)
    assert becomes_true(lambda: bool(reports))
    assert reports[0]["phase"] == "backing_off" and reports[0]["error"]["kind"] == "offline"


def test_office_wakes_the_other_device(
    office: Office, alice: brygga.Store, open_store: OpenStore
) -> None:
    phone = office.enrol(open_store("phone"))
    phone.sync_start()
    changes = phone.observe()
    add(alice)
    alice.sync()
    # Told after each exchange that brought something, at last after this one.
    while not (changes.next(timeout=10)["received"] and phone.participants.list()["total"] == 1):
        pass


def test_process_that_ends_while_the_background_is_at_work_ends_well(alice: brygga.Store) -> None:
    path = alice.path
    add(alice)
    alice.close()
    script = """
import brygga, sys
store = brygga.Store.open(sys.argv[1])
store.observe(lambda change: store.status())
store.sync_start(lambda report: sys.exit(report["receipts"] and "reported"))
store.participant.add(first_name="Noor", last_name="Haddad")
"""
    for _ in range(3):
        done = run_script(script, path)
        assert done.returncode == 0 and "was not closed" in done.stderr, done.stderr


# --- observing and watching -----------------------------------------------------------------------


def test_observer_hears_of_a_save_until_it_is_closed(alice: brygga.Store) -> None:
    changes: list[brygga.Change] = []
    subscription = alice.observe(changes.append)
    add(alice)
    assert len(changes) == 1 and "participant" in changes[0]["entities"]
    subscription.close()
    subscription.close()
    add(alice)
    assert len(changes) == 1


def test_changes_that_nobody_took_are_told_together(alice: brygga.Store) -> None:
    with alice.observe() as changes:
        participant = add(alice)
        alice.note.write(participant=participant, body="Met her.")
        told = changes.next(timeout=10)
        assert {"participant", "note"} <= set(told["entities"]) and told["received"] is False
        with pytest.raises(TimeoutError):
            changes.next(timeout=0.05)


def test_watch_tells_each_new_answer_to_the_thread_that_waits(alice: brygga.Store) -> None:
    totals: list[int] = []
    watch = alice.watch("participants.list", {"limit": 5})
    thread = threading.Thread(target=lambda: totals.extend(one["total"] for one in watch))
    thread.start()
    assert becomes_true(lambda: totals == [0])
    add(alice)
    assert becomes_true(lambda: totals == [0, 1])
    watch.close()
    thread.join(timeout=10)
    assert not thread.is_alive()
    with pytest.raises(StopIteration):
        next(watch)


def test_closing_the_store_ends_iterations_in_all_threads(alice: brygga.Store) -> None:
    watch, changes = alice.watch("status"), alice.observe()
    threads = [threading.Thread(target=list, args=(one,)) for one in (watch, watch, changes)]
    for thread in threads:
        thread.start()
    alice.close()
    for thread in threads:
        thread.join(timeout=10)
        assert not thread.is_alive()


def test_slow_watcher_sees_the_present(alice: brygga.Store) -> None:
    watch = alice.watch("participants.list")
    assert watch.next(timeout=10)["total"] == 0
    seen: list[int] = []
    other = alice.watch("participants.list", callback=lambda answer: seen.append(answer["total"]))
    for _ in range(20):
        add(alice)
    assert becomes_true(lambda: seen[-1:] == [20])
    other.close()
    while watch.next(timeout=10)["total"] < 20:
        pass


def test_wrong_input_of_a_watch_comes_as_its_answer(alice: brygga.Store) -> None:
    with pytest.raises(brygga.InvalidInput):
        alice.watch("participants.list", {"limit": -1}).next(timeout=10)
    errors: list[brygga.BryggaError] = []
    alice.watch("participants.list", {"limit": -1}, callback=print, on_error=errors.append)
    assert becomes_true(lambda: len(errors) == 1)
    assert isinstance(errors[0], brygga.InvalidInput) and errors[0].field == "limit"


def test_exception_in_a_callback_is_reported_and_nothing_breaks(
    alice: brygga.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    unraisable: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: unraisable.append(told.exc_value))

    def fail(told: object) -> None:
        raise RuntimeError("of the callback")

    alice.observe(fail)
    alice.watch("status", callback=fail)
    alice.sync_start(fail)
    add(alice)
    add(alice)
    assert becomes_true(lambda: unsent(alice) == 0 and len(unraisable) >= 4)
    alice.close()
    assert {str(one) for one in unraisable} == {"of the callback"}


def test_store_cannot_be_closed_or_stopped_from_its_own_callback(alice: brygga.Store) -> None:
    seen: list[object] = []

    def hear(change: brygga.Change) -> None:
        for use in (alice.close, alice.sync_stop):
            try:
                seen.append(use())
            except brygga.Busy as error:
                seen.append(error.code)
        seen.append(alice.status()["unsent"])

    alice.observe(hear)
    add(alice)
    assert seen == ["inside_callback", "inside_callback", 1]
    assert alice.is_open


def test_callback_may_end_itself(alice: brygga.Store) -> None:
    seen: list[brygga.Change] = []

    def hear(change: brygga.Change) -> None:
        seen.append(change)
        subscription.close()

    subscription = alice.observe(hear)
    add(alice)
    add(alice)
    assert len(seen) == 1


def test_threads_save_read_watch_and_sync_together(alice: brygga.Store) -> None:
    alice.sync_start()
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for _ in range(10):
                participant = add(alice, f"Åsa {number}")
                alice.note.write(participant=participant, body="Met her.")
                alice.participants.list(limit=10)
                with alice.watch("today") as watch:
                    watch.next(timeout=30)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert failures == []
    assert alice.participants.list()["total"] == 60
    assert becomes_true(lambda: unsent(alice) == 0, seconds=30)


# --- frames ---------------------------------------------------------------------------------------


def test_frame_has_all_pages(alice: brygga.Store) -> None:
    pandas = pytest.importorskip("pandas")
    for number in range(120):  # more than the 100 of a page
        add(alice, f"Åsa {number}")
    frame = alice.frame("participants.list", rows="participants")
    assert isinstance(frame, pandas.DataFrame)
    assert len(frame) == frame["id"].nunique() == 120
    assert len(alice.frame("participants.list", {"limit": 7}, rows="participants")) == 7
    assert len(alice.frame("participants.list", {"offset": 100}, rows="participants")) == 20


def test_frame_has_a_column_for_what_stands_within_a_row(alice: brygga.Store) -> None:
    pytest.importorskip("pandas")
    columns = alice.frame("programmes.list", rows="programmes").columns
    assert "key" in columns and any("." in one for one in columns)


def test_frame_says_which_lists_there_are(alice: brygga.Store) -> None:
    pytest.importorskip("pandas")
    with pytest.raises(brygga.InvalidInput, match="participants"):
        alice.frame("participants.list", rows="people")
    assert len(alice.frame("participants.list", rows="participants")) == 0


def test_frame_without_pandas_says_what_to_install(
    store: brygga.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    without: dict[str, Any] = dict(sys.modules)
    without["pandas"] = None
    monkeypatch.setattr(sys, "modules", without)
    with pytest.raises(ImportError, match="pip install pandas"):
        store.frame("participants.list", rows="participants")
