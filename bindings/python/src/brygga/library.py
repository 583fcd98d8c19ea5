"""The C library beside this file, by ctypes: brygga.h says what each function does and promises.

All functions let other Python threads run meanwhile. What the library calls back comes through one
C function for each kind of callback, which lives as long as the process; `user` is the number of a
Listener. So a callback that comes late, or for a listener that is gone, finds nothing and does
nothing. A process that was forked while a store was open may not use the library any more.
"""

from __future__ import annotations

import ctypes
import itertools
import json
import os
import threading
import weakref
from collections.abc import Callable
from ctypes import POINTER, c_char_p, c_int, c_uint64, c_void_p
from pathlib import Path
from typing import Any

from . import errors

ABI = 1

_lib = ctypes.CDLL(str(Path(__file__).with_name("libbrygga.so")))

ProgressCallback = ctypes.CFUNCTYPE(c_int, c_void_p, c_char_p)
TextCallback = ctypes.CFUNCTYPE(None, c_void_p, c_char_p)
AnswerCallback = ctypes.CFUNCTYPE(None, c_void_p, c_int, c_char_p)

_OUT = POINTER(c_void_p)
_TAKES: dict[str, Any] = {
    "names": (_OUT,),
    "schema": (_OUT,),
    "open": (c_char_p, c_char_p, _OUT, _OUT),
    "close": (_OUT,),
    "call": (c_void_p, c_char_p, c_char_p, _OUT),
    "enrol": (c_void_p, c_char_p, _OUT),
    "sync": (c_void_p, c_char_p, ProgressCallback, c_void_p, _OUT),
    "sync_start": (c_void_p, c_char_p, TextCallback, c_void_p, _OUT),
    "sync_stop": (c_void_p,),
    "hint": (c_void_p, c_char_p, _OUT),
    "observe": (c_void_p, TextCallback, c_void_p, POINTER(c_uint64)),
    "watch": (c_void_p, c_char_p, c_char_p, AnswerCallback, c_void_p, POINTER(c_uint64), _OUT),
    "unobserve": (c_void_p, c_uint64),
    "export_unsent": (c_void_p, _OUT),
}
for _name, _types in _TAKES.items():
    _function = _lib[f"brygga_{_name}"]
    _function.argtypes, _function.restype = _types, c_int
    setattr(_lib, f"brygga_{_name}", _function)
_lib.brygga_free.argtypes, _lib.brygga_free.restype = (c_void_p,), None
_lib.brygga_versions.argtypes, _lib.brygga_versions.restype = (), c_char_p
_lib.brygga_status_name.argtypes, _lib.brygga_status_name.restype = (c_int,), c_char_p


def versions() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_lib.brygga_versions())
    return told


if versions()["abi"] != ABI:
    raise ImportError(f"libbrygga.so has ABI {versions()['abi']}; this package is made for {ABI}")

# --- after fork ---------------------------------------------------------------------------------

_lock = threading.Lock()
_open_stores = 0  # those being opened or closed count, too
_is_forked = False


def _in_child() -> None:
    global _is_forked, _lock
    _lock = threading.Lock()  # a thread that is not here may have held it
    _is_forked = _is_forked or _open_stores > 0


os.register_at_fork(after_in_child=_in_child)


def is_forked() -> bool:
    """Whether a store was open when this process was forked."""
    return _is_forked


def _count_stores(by: int) -> None:
    global _open_stores
    with _lock:
        _open_stores += by


# --- functions ----------------------------------------------------------------------------------


def open_store(path: bytes, options: bytes) -> int:
    """The handle of the open store."""
    handle = c_void_p()
    _count_stores(+1)
    try:
        run("open", path, options, ctypes.byref(handle))
    finally:
        if not handle.value:
            _count_stores(-1)
    return handle.value or 0


def close_store(handle: int) -> None:
    """Waits for what is under way. Busy when called from a callback of this store; then it stays
    open. In a forked process nothing is done, since the store is the parent's."""
    if is_forked():
        return
    status = _lib.brygga_close(ctypes.byref(c_void_p(handle)))
    if status != 0:
        raise _error(status, None)
    _count_stores(-1)


def run(name: str, *arguments: Any, tells: bool = True) -> Any:
    """Calls brygga_<name>, of which `out` is the last argument if it tells anything; what it told,
    or its error as an exception."""
    if is_forked():
        raise errors.forked()
    function = getattr(_lib, f"brygga_{name}")
    if not tells:
        status = function(*arguments)
        if status != 0:
            raise _error(status, None)
        return None
    out = c_void_p()
    try:
        status = function(*arguments, ctypes.byref(out))
        text = ctypes.string_at(out.value) if out.value else None
    finally:
        _lib.brygga_free(out)
    if text is None and status == 0:
        raise MemoryError
    told = None if text is None else json.loads(text)
    if status != 0:
        raise _error(status, told)
    return told


def error_of_answer(status: int, text: bytes) -> errors.BryggaError:
    """Of a watched query that was answered with a status other than 0."""
    return _error(status, json.loads(text))


def _error(status: int, told: Any) -> errors.BryggaError:
    kind = _lib.brygga_status_name(status).decode()
    if isinstance(told, dict) and "error" in told:
        return errors.error_of(told["error"])
    # Functions that tell nothing are given nothing that could be wrong but the handle.
    if kind == "invalid":
        return errors.closed()
    if kind == "busy":
        return errors.inside_callback()
    return errors.error_of({"code": kind, "kind": kind, "sentence": f"Brygga answered: {kind}."})


# --- callbacks ----------------------------------------------------------------------------------


class Listener:
    """Who is called back: hear(status, text) for as long as somebody keeps this object. What hear
    gives back only counts for the progress of a sync: False ends it. What it raises is reported by
    sys.unraisablehook, and nothing else comes of it."""

    _numbers = itertools.count(1)
    _all: "weakref.WeakValueDictionary[int, Listener]" = weakref.WeakValueDictionary()

    def __init__(self, hear: Callable[[int, bytes], object]) -> None:
        self._hear = hear
        self.number = next(self._numbers)
        self._all[self.number] = self

    @classmethod
    def tell(cls, number: int, status: int, text: bytes) -> object:
        listener = cls._all.get(number)
        return None if listener is None else listener._hear(status, text)


def _progress(user: int, text: bytes) -> int:
    return 0 if Listener.tell(user, 0, text) is False else 1


def _text(user: int, text: bytes) -> None:
    Listener.tell(user, 0, text)


def _answer(user: int, status: int, text: bytes) -> None:
    Listener.tell(user, status, text)


on_progress = ProgressCallback(_progress)
on_text = TextCallback(_text)
on_answer = AnswerCallback(_answer)
