"""What goes on until it is closed: watched queries and observed changes, as iterators for loops and
as subscriptions of callbacks.

Any thread may iterate or close; each answer goes to one of the threads that wait for it. An
iterator keeps only the latest news, so one that is slow uses no memory and sees the present.
Closing it, or its store, ends the iteration in all threads. One that nobody holds any more ends by
itself.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
import weakref
from collections.abc import Callable
from ctypes import byref, c_uint64
from typing import Any, Generic, Iterator, TypedDict, TypeVar

from . import library
from .closing import Closing
from .errors import BryggaError, NotFound, StoreClosed, forked

News = TypeVar("News")


class Change(TypedDict):
    """A change of the store, saved here or received; of an iterator, several taken together."""

    entities: list[str]  # whose rows may look different now
    status: bool  # whether sync status, receipts or scopes changed
    received: bool  # whether any of it came from the office


class Subscription(Closing):
    """A callback that is called until close(), or until the store is closed."""

    def __init__(self, handle: int, listener: library.Listener) -> None:
        self._handle = handle
        self._listener = listener
        self._id = c_uint64()

    def observe(self) -> None:
        """Begins; once."""
        number = self._listener.number
        library.run("observe", self._handle, library.on_text, number, byref(self._id), tells=False)

    def watch(self, name: bytes, given: bytes) -> None:
        """Begins; once."""
        number = self._listener.number
        library.run("watch", self._handle, name, given, library.on_answer, number, byref(self._id))

    @property
    def is_open(self) -> bool:
        return self._id.value != 0

    def close(self) -> None:
        """Waits until the callback is not running, unless this is called from it; it will not be
        called again. A second time this does nothing."""
        id, self._id = self._id, c_uint64()
        if id.value == 0:
            return
        # It is over already when the store was closed first.
        with contextlib.suppress(NotFound, StoreClosed):
            library.run("unobserve", self._handle, id, tells=False)


class NewsIterator(Closing, Generic[News]):
    """What Watch and Changes have in common. keeper: kept while this is, so that the store is not
    closed under it."""

    def __init__(self, handle: int, keeper: object) -> None:
        self._keeper = keeper
        self._condition = threading.Condition()
        self._latest: News | BryggaError | None = None
        self._is_closed = False
        # The listener must not keep this object, which nobody may hold any more.
        self_reference = weakref.ref(self)

        def hear(status: int, text: bytes) -> None:
            iterator = self_reference()
            if iterator is not None:
                iterator._take(status, text)

        self._subscription = Subscription(handle, library.Listener(hear))
        weakref.finalize(self, self._subscription.close).atexit = False

    def _joined(self, before: News, now: News) -> News:
        """What stands for both when nobody came in between."""
        return now

    def _take(self, status: int, text: bytes) -> None:
        news = library.error_of_answer(status, text) if status != 0 else json.loads(text)
        with self._condition:
            before = self._latest
            if not isinstance(news, BryggaError) and before is not None:
                if not isinstance(before, BryggaError):
                    news = self._joined(before, news)
            self._latest = news
            self._condition.notify()

    def next(self, timeout: float | None = None) -> News:
        """The next news, waiting for so many seconds at most (None: for ever). TimeoutError when
        there is none by then, StopIteration when this is closed; the error that a watched query was
        answered with, after which there may be further answers."""
        if library.is_forked():
            raise forked()
        until = None if timeout is None else time.monotonic() + timeout
        with self._condition:
            while self._latest is None and not self._is_closed:
                left = None if until is None else until - time.monotonic()
                if left is not None and left <= 0:
                    raise TimeoutError("Nothing has changed in this time.")
                self._condition.wait(left)
            if self._is_closed:
                raise StopIteration
            news, self._latest = self._latest, None
        if isinstance(news, BryggaError):
            raise news
        assert news is not None
        return news

    def close(self) -> None:
        """Ends the iteration. A second time this does nothing."""
        if library.is_forked():
            return
        self.end()
        self._subscription.close()

    def end(self) -> None:
        """Ends the iteration when the store is closed already."""
        with self._condition:
            self._is_closed = True
            self._condition.notify_all()
        self._keeper = None

    def __iter__(self) -> Iterator[News]:
        return self

    def __next__(self) -> News:
        return self.next()


class Watch(NewsIterator[News]):
    """The answer of a query now, and again whenever a change has made it another one."""

    def __init__(self, handle: int, keeper: object, name: bytes, given: bytes) -> None:
        super().__init__(handle, keeper)
        self._subscription.watch(name, given)


class Changes(NewsIterator[Change]):
    """What has changed, each time that something has."""

    def __init__(self, handle: int, keeper: object) -> None:
        super().__init__(handle, keeper)
        self._subscription.observe()

    def _joined(self, before: Change, now: Change) -> Change:
        return {
            "entities": sorted({*before["entities"], *now["entities"]}),
            "status": before["status"] or now["status"],
            "received": before["received"] or now["received"],
        }


def watch_subscription(
    handle: int,
    name: bytes,
    given: bytes,
    callback: Callable[[Any], object],
    on_error: Callable[[BryggaError], object] | None,
) -> Subscription:
    _must_be_callable(callback)

    def hear(status: int, text: bytes) -> None:
        if status == 0:
            callback(json.loads(text))
        elif on_error is not None:
            on_error(library.error_of_answer(status, text))
        else:
            raise library.error_of_answer(status, text)

    subscription = Subscription(handle, library.Listener(hear))
    subscription.watch(name, given)
    return subscription


def change_subscription(handle: int, callback: Callable[[Change], object]) -> Subscription:
    _must_be_callable(callback)

    def hear(status: int, text: bytes) -> None:
        callback(json.loads(text))

    subscription = Subscription(handle, library.Listener(hear))
    subscription.observe()
    return subscription


def _must_be_callable(callback: object) -> None:
    if not callable(callback):
        raise TypeError(f"a callback is wanted, not {callback!r}")
