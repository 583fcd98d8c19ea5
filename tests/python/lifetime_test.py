"""Stores that are closed, forgotten, forked, used by many threads, or left open at the end."""

from __future__ import annotations

import functools
import gc
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

import brygga
import pytest
from conftest import becomes_true, run_script


def resident_kib() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def test_closing_twice_does_nothing(store: brygga.Store) -> None:
    store.close()
    store.close()
    assert not store.is_open and "closed" in repr(store)


def test_closed_store_says_so_whatever_is_asked(store: brygga.Store) -> None:
    store.close()
    uses: list[Callable[[], object]] = [
        lambda: store.call("today"),
        lambda: store.today(),
        lambda: store.sync(),
        lambda: store.sync_start(),
        lambda: store.sync_stop(),
        lambda: store.hint(online=True),
        lambda: store.observe(),
        lambda: store.observe(print),
        lambda: store.watch("today"),
        lambda: store.export_unsent(),
        lambda: store.enrol("http://127.0.0.1:1", tenant="t", code="c", device_name="d"),
    ]
    for use in uses:
        with pytest.raises(brygga.StoreClosed) as caught:
            use()
        assert caught.value.code == "no_device"


def test_with_closes_the_store_also_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        with brygga.Store.open(tmp_path / "a.db") as store:
            1 / 0
    assert not store.is_open


def test_forgotten_store_is_closed_with_a_warning(tmp_path: Path) -> None:
    store = brygga.Store.open(tmp_path / "a.db")
    handle = store._handle
    with pytest.warns(ResourceWarning, match="a.db"):
        del store
        gc.collect()
    assert becomes_true(lambda: not is_known(handle))


def is_known(handle: int | None) -> bool:
    from brygga import library

    return bool(library._lib.brygga_call(handle, b"status", None, None) == 0)


def test_forgotten_store_is_closed_though_its_callbacks_use_it(tmp_path: Path) -> None:
    store = brygga.Store.open(tmp_path / "a.db")
    handle = store._handle
    store.observe(functools.partial(print, store))
    store.watch("status", callback=functools.partial(print, store))
    with pytest.warns(ResourceWarning):
        del store
        gc.collect()
    assert becomes_true(lambda: not is_known(handle))


def test_warning_that_is_an_error_keeps_no_store_open(tmp_path: Path) -> None:
    store = brygga.Store.open(tmp_path / "a.db")
    handle = store._handle
    seen: list[object] = []
    hook, sys.unraisablehook = sys.unraisablehook, seen.append
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            del store
            gc.collect()
    finally:
        sys.unraisablehook = hook
    assert becomes_true(lambda: not is_known(handle))


def test_iterator_keeps_its_store_open(tmp_path: Path) -> None:
    watch = brygga.Store.open(tmp_path / "a.db").watch("status")
    gc.collect()
    assert watch.next(timeout=10)["unsent"] == 0
    store = watch._keeper
    assert isinstance(store, brygga.Store)
    store.close()


def test_forgotten_iterator_ends(store: brygga.Store) -> None:
    watch = store.watch("status")
    watch.next(timeout=10)
    id = watch._subscription._id.value
    del watch
    gc.collect()
    from brygga import library

    with pytest.raises(brygga.NotFound):
        library.run("unobserve", store._handle, id, tells=False)


def test_many_threads_call_while_one_closes(tmp_path: Path) -> None:
    for _ in range(10):
        store = brygga.Store.open(tmp_path / "a.db")
        ended: list[str] = []
        began = threading.Barrier(9)

        def ask() -> None:
            began.wait()
            try:
                while True:
                    store.call("participants.list", {"limit": 5})
            except brygga.StoreClosed as error:
                ended.append(error.code)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        began.wait()
        closers = [threading.Thread(target=store.close) for _ in range(2)]
        for thread in closers:
            thread.start()
        for thread in threads + closers:
            thread.join(timeout=30)
            assert not thread.is_alive()
        assert ended == ["no_device"] * 8


def test_calls_and_errors_leave_no_memory_behind(store: brygga.Store) -> None:
    def work() -> None:
        for _ in range(200):
            store.call("commands.list")
            with pytest.raises(brygga.InvalidInput):
                store.call("participants.list", {"limit": "x" * 1000})

    work()
    before = resident_kib()
    for _ in range(3):
        work()
    assert resident_kib() - before < 8 << 10  # each round is told some 8 MiB


def test_stores_and_watches_leave_no_memory_behind(tmp_path: Path) -> None:
    def work() -> None:
        for _ in range(50):
            with brygga.Store.open(tmp_path / "a.db") as store:
                store.watch("status").next(timeout=10)
                store.observe(print)

    work()
    before = resident_kib()
    for _ in range(4):
        work()
    assert resident_kib() - before < 8 << 10


FORK = """
import os, sys, brygga
store = brygga.Store.open(sys.argv[1])
watch = store.watch("status")
watch.next(timeout=10)
child = os.fork()
if child == 0:
    for use in (store.status, watch.next, watch.close, store.close, brygga.Store.schema,
                lambda: brygga.Store.open(sys.argv[1] + "2")):
        try:
            use()
            print(getattr(use, "__name__", "?"), "worked")
        except brygga.StoreClosed as error:
            print(error.code)
    del store, watch
    sys.exit(0)
assert os.waitpid(child, 0)[1] == 0
print("parent", store.status()["unsent"])
store.close()
"""


def test_forked_child_may_not_use_the_parents_store_and_harms_nothing(tmp_path: Path) -> None:
    done = run_script(FORK, str(tmp_path / "a.db"))
    assert (done.returncode, done.stderr) == (0, "")
    told = done.stdout.split("\n")
    worked = ["close worked", "close worked"]
    assert told == ["forked", "forked", *worked, "forked", "forked", "parent 0", ""]


def test_child_may_open_a_store_when_none_was_open_at_the_fork(tmp_path: Path) -> None:
    script = """
import os, sys, brygga
brygga.Store.open(sys.argv[1]).close()
if os.fork() == 0:
    with brygga.Store.open(sys.argv[1]) as store:
        print(store.status()["unsent"])
else:
    sys.exit(os.wait()[1])
"""
    done = run_script(script, str(tmp_path / "a.db"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n", "")


LEFT_OPEN = """
import sys, threading, brygga
store = brygga.Store.open(sys.argv[1])
store.observe(lambda change: None)
store.watch("status", callback=lambda answer: None)
watch = store.watch("status")
threading.Thread(target=lambda: [None for _ in watch], daemon=True).start()
threading.Thread(target=lambda: [store.status() for _ in iter(int, 1)], daemon=True).start()
sys.exit(3)
"""


@pytest.mark.parametrize("attempt", range(3))
def test_store_that_is_open_at_the_end_does_not_crash_the_process(
    tmp_path: Path, attempt: int
) -> None:
    done = run_script(LEFT_OPEN, str(tmp_path / "a.db"))
    assert done.returncode == 3
    assert "ResourceWarning" in done.stderr and "a.db" in done.stderr


def test_process_that_ends_hard_leaves_a_good_store(tmp_path: Path) -> None:
    script = "import brygga, os, sys; brygga.Store.open(sys.argv[1]).status(); os._exit(0)"
    assert run_script(script, str(tmp_path / "a.db")).returncode == 0
    with brygga.Store.open(tmp_path / "a.db") as store:
        assert store.status()["unsent"] == 0


