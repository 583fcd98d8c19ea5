"""A store: one file on this device, and what works on it.

Any number of threads may use a store at once, and each call lets the others run. Callbacks come on
the thread that is said with each; they may use the store, but not close it.
"""

from __future__ import annotations

import atexit
import json
import os
import threading
import warnings
import weakref
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypedDict, TypeVar, overload

from . import frames, library
from .casework import Calls, Watches
from .closing import Closing
from .errors import BryggaError, closed
from .values import LEFT_OUT, json_bytes, text_bytes
from .watching import (
    Change,
    Changes,
    NewsIterator,
    Subscription,
    Watch,
    change_subscription,
    watch_subscription,
)

Path = str | os.PathLike[str]
Iterating = TypeVar("Iterating", bound=NewsIterator[Any])
Input = Mapping[str, object] | None


class Versions(TypedDict):
    version: str  # of Brygga
    abi: int  # of brygga.h
    protocol: int  # spoken with the office
    schema: int  # of the entities
    store: int  # of the store's file


class Enrolled(TypedDict):
    tenant: str
    tenant_title: str
    account_name: str
    url: str


class Load(TypedDict):
    """How far the scopes are that are being loaded; bytes before compression."""

    rows: int
    rows_total: int
    bytes: int
    bytes_total: int


class Progress(TypedDict):
    """What a sync has done so far; progress is None when no scope is loading."""

    rounds: int
    edits_sent: int
    rows_received: int
    bytes_sent: int
    bytes_received: int
    scopes: int
    scopes_loading: int
    progress: Load | None


class SyncEnd(Progress):
    finished: bool  # both sides have all that the other has
    stopped_by: Literal["progress", "stop", "bytes", "time"] | None


class _SyncReport(TypedDict):
    phase: Literal["idle", "sending", "listening", "backing_off", "offline", "stopped"]
    failures: int  # in a row
    receipts: int
    rows: int
    edits_sent: int
    bytes_sent: int
    bytes_received: int


class SyncReport(_SyncReport, total=False):
    """An exchange of the background. "stopped": the office turned this device away, and a person
    must act."""

    error: dict[str, Any]  # after a failed exchange, as BryggaError takes it


class Hints(TypedDict):
    online: bool
    metered: bool
    charging: bool


class Store(Closing, Calls, Watches):
    """An open store, of Store.open(). Commands and queries are methods by their names:
    store.participant.add(first_name=...), store.today(). A command is on disk when it returns."""

    def __init__(self, handle: int, path: str) -> None:
        """Of open() alone."""
        self.path = path
        self._handle: int | None = handle
        self._lock = threading.Lock()  # guards _handle and the two below; never held in a call
        self._subscriptions: list[Subscription] = []
        self._iterators: "weakref.WeakSet[NewsIterator[Any]]" = weakref.WeakSet()
        self._reports: list[Callable[[SyncReport], object]] = []
        self._report_listener = library.Listener(_teller_of(self._reports))
        self._finalizer = weakref.finalize(self, _close_forgotten, handle, path)
        self._finalizer.atexit = False
        _all.add(self)

    @classmethod
    def open(cls, path: Path, ca_file: Path | None = None) -> "Store":
        """Opens the store at the path, making the file when it is missing. ca_file: a PEM file of
        certificates to trust instead of the system's; without it, the one kept at enrolment.
        Corrupt: the file is no store. TooNew: a newer version made it. StorageFailed: it cannot be
        opened or written. In each case it is as it was."""
        path = os.fsdecode(path)
        options = {} if ca_file is None else {"ca_file": os.fsdecode(ca_file)}
        return cls(library.open_store(text_bytes(path, "path"), json_bytes(options)), path)

    def close(self) -> None:
        """Ends syncs, iterators and callbacks, waits for calls of other threads, and closes. A
        second time this does nothing. Busy when called from one of the store's callbacks."""
        if library.is_forked():  # the store is the parent's, and so is who holds the lock
            return
        with self._lock:
            handle, self._handle = self._handle, None
        if handle is None:
            return
        try:
            library.close_store(handle)
        except BaseException:
            self._handle = handle
            raise
        self._finalizer.detach()
        for iterator in list(self._iterators):
            iterator.end()
        self._subscriptions.clear()
        self._reports.clear()

    @property
    def is_open(self) -> bool:
        return self._handle is not None and not library.is_forked()

    def __repr__(self) -> str:
        return f"<brygga.Store {self.path!r}{'' if self.is_open else ', closed'}>"

    # --- commands and queries -------------------------------------------------------------------

    def call(self, name: str, input: Input = None) -> dict[str, Any]:
        """Runs the command or query of this name. Besides what JSON knows, dates, times with a
        zone, UUIDs and bytes may be given."""
        answer: dict[str, Any] = self._run("call", text_bytes(name, "name"), _json_of(input))
        return answer

    def _ask(self, name: str, given: dict[str, object]) -> Any:
        return self.call(name, {key: one for key, one in given.items() if one is not LEFT_OUT})

    def frame(self, name: str, input: Input = None, *, rows: str) -> Any:
        """The list `rows` of a query's answer as a pandas.DataFrame, which needs pandas. Of an
        answer in pages it has all, unless the input says which by limit or offset. An object in a
        row becomes columns with dots in their names."""
        return frames.frame_of(self.call, name, {} if input is None else input, rows)

    def export_unsent(self) -> dict[str, Any]:
        """All that was saved here and that the office has not taken, with its content."""
        kept: dict[str, Any] = self._run("export_unsent")
        return kept

    # --- syncing --------------------------------------------------------------------------------

    def enrol(
        self, url: str, *, tenant: str, code: str, device_name: str, ca_file: Path | None = None
    ) -> Enrolled:
        """Makes the store a device of the person to whom the one-time code belongs. The file of
        ca_file is copied beside the store and used from then on. Offline: nobody answered, and the
        code is not used up. Waits for the network."""
        given = {"url": url, "tenant": tenant, "code": code, "device_name": device_name}
        if ca_file is not None:
            given["ca_file"] = os.fsdecode(ca_file)
        enrolled: Enrolled = self._run("enrol", json_bytes(given))
        return enrolled

    def sync(
        self,
        *,
        bytes_max: int | None = None,
        milliseconds: int | None = None,
        page_bytes: int | None = None,
        progress: Callable[[Progress], object] | None = None,
    ) -> SyncEnd:
        """Exchanges with the office until both sides have all that the other has, or until it has
        cost as much as it may. progress is called on this thread after each exchange: False ends
        the sync with all so far kept, an exception does too and comes out here. Offline: all work
        is kept. Busy: a sync is at work already. Waits for the network."""
        given = {"bytes_max": bytes_max, "milliseconds": milliseconds, "page_bytes": page_bytes}
        raised: list[BaseException] = []

        def hear(status: int, text: bytes) -> object:
            try:
                return None if progress is None else progress(json.loads(text))
            except BaseException as error:  # Control-C is one that comes here
                raised.append(error)
                return False

        listener = library.Listener(hear)
        end: SyncEnd = self._run("sync", _options(given), library.on_progress, listener.number)
        if raised:
            raise raised[0]
        return end

    def sync_start(
        self,
        report: Callable[[SyncReport], object] | None = None,
        *,
        wait_seconds: int | None = None,
    ) -> None:
        """Keeps the store in step with the office on a thread of the library's own until
        sync_stop(): sends each save at once, hears of others' changes as they happen. report is
        called on that thread after each exchange. When it runs already, this wakes it (the network
        is back, a person asks), and a report takes the place of the one before. wait_seconds: how
        long the office may hold a request (50)."""
        before = list(self._reports)
        if report is not None:
            self._reports[:] = [report]
        try:
            options, number = _options({"wait_seconds": wait_seconds}), self._report_listener.number
            self._run("sync_start", options, library.on_text, number)
        except BaseException:
            self._reports[:] = before
            raise

    def sync_stop(self) -> None:
        """Stops the background and waits for it, and ends a sync() of another thread early. Busy
        when called from a callback."""
        self._run("sync_stop", tells=False)
        self._reports.clear()

    def hint(
        self,
        *,
        online: bool | None = None,
        metered: bool | None = None,
        charging: bool | None = None,
    ) -> Hints:
        """What is known of network and power, for the background; what is left out stays."""
        hints: Hints = self._run(
            "hint", _options({"online": online, "metered": metered, "charging": charging})
        )
        return hints

    # --- observing ------------------------------------------------------------------------------

    @overload
    def observe(self) -> Changes: ...

    @overload
    def observe(self, callback: Callable[[Change], object]) -> Subscription: ...

    def observe(
        self, callback: Callable[[Change], object] | None = None
    ) -> Changes | Subscription:
        """Changes, saved here or received: as an iterator; or by a callback, on the thread that
        made the change, until the subscription or the store is closed."""
        handle = self._open_handle()
        if callback is None:
            return self._kept_iterator(Changes(handle, self))
        return self._kept_subscription(change_subscription(handle, callback))

    def _watch(
        self,
        name: str,
        input: Input,
        callback: Callable[[Any], object] | None,
        on_error: Callable[[BryggaError], object] | None,
    ) -> Watch[Any] | Subscription:
        handle = self._open_handle()
        asked = text_bytes(name, "name"), _json_of(input)
        if callback is None:
            watch: Watch[Any] = Watch(handle, self, *asked)
            return self._kept_iterator(watch)
        return self._kept_subscription(watch_subscription(handle, *asked, callback, on_error))

    # --- about Brygga ---------------------------------------------------------------------------

    @staticmethod
    def versions() -> Versions:
        told: Any = library.versions()
        versions: Versions = told
        return versions

    @staticmethod
    def names() -> list[dict[str, str]]:
        """name, kind ("command" or "query") and purpose of all commands and queries."""
        names: list[dict[str, str]] = library.run("names")["names"]
        return names

    @staticmethod
    def schema() -> dict[str, Any]:
        """JSON Schema of what each command and query takes and gives."""
        schema: dict[str, Any] = library.run("schema")
        return schema

    # --- within ---------------------------------------------------------------------------------

    def _open_handle(self) -> int:
        handle = self._handle
        if handle is None:
            raise closed()
        return handle

    def _run(self, name: str, *arguments: Any, tells: bool = True) -> Any:
        return library.run(name, self._open_handle(), *arguments, tells=tells)

    def _kept_iterator(self, iterator: Iterating) -> Iterating:
        with self._lock:
            self._iterators.add(iterator)
            is_open = self._handle is not None
        if not is_open:  # closed meanwhile, perhaps before it was kept
            iterator.end()
        return iterator

    def _kept_subscription(self, subscription: Subscription) -> Subscription:
        with self._lock:
            self._subscriptions = [one for one in self._subscriptions if one.is_open]
            self._subscriptions.append(subscription)
        return subscription


def _teller_of(reports: list[Callable[[SyncReport], object]]) -> Callable[[int, bytes], None]:
    # Knows the list alone: a store that knew itself would not be closed when it is forgotten.
    def tell(status: int, text: bytes) -> None:
        for report in list(reports):
            report(json.loads(text))

    return tell


def _json_of(input: Input) -> bytes:
    return json_bytes({} if input is None else input)


def _options(given: Mapping[str, object]) -> bytes:
    return json_bytes({key: one for key, one in given.items() if one is not None})


# --- stores that nobody closed ------------------------------------------------------------------

_all: "weakref.WeakSet[Store]" = weakref.WeakSet()


def _close_forgotten(handle: int, path: str) -> None:
    if library.is_forked():
        return
    # Garbage is collected on any thread, and that one may hold what a callback waits for; closing
    # waits for the callback.
    try:
        threading.Thread(target=library.close_store, args=(handle,), name="brygga-close").start()
    except RuntimeError:
        library.close_store(handle)
    warnings.warn(f"the store {path!r} was not closed", ResourceWarning, stacklevel=2)


@atexit.register
def _close_all() -> None:
    # A callback that came while the interpreter is taken down would end the process.
    for store in list(_all):
        if store.is_open:
            try:
                store.close()
            except BryggaError:
                continue
            warnings.warn(f"the store {store.path!r} was not closed", ResourceWarning, stacklevel=2)
