"""What can go wrong, one class for each kind, all of them BryggaError.

`sentence` is English and `sentence_sv` Swedish, for people; `code` is stable, for programs.
`can_retry` says whether the same call may succeed later. Nothing that was saved is lost by any.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict


class Problem(TypedDict):
    """One of several mistakes in a file or text that was given."""

    line: int
    column: int
    code: str
    sentence: str
    sentence_sv: str


class BryggaError(Exception):
    """Anything that a store refused or could not do. details: the error as the library tells it."""

    def __init__(self, details: Mapping[str, Any]) -> None:
        super().__init__(dict(details))
        self.code: str = details.get("code", "internal")
        self.kind: str = details.get("kind", "internal")
        self.field: str = details.get("field", "")  # of the input; empty: none in particular
        self.sentence: str = details.get("sentence", "")
        self.sentence_sv: str = details.get("sentence_sv", self.sentence)
        self.can_retry: bool = details.get("can_retry", False)
        self.problems: list[Problem] = details.get("problems", [])

    def __str__(self) -> str:
        return self.sentence


class InvalidInput(BryggaError):
    """The input breaks a rule; `field` says which part of it."""


class StoreClosed(InvalidInput):
    """The store was closed, or was opened before this process was forked."""


class NotFound(BryggaError):
    """Nothing by that name or id."""


class Refused(BryggaError):
    """Understood, but not allowed."""


class Corrupt(BryggaError):
    """A file or an answer is not what it claims to be."""


class TooLarge(BryggaError):
    """Beyond a bound."""


class TooNew(BryggaError):
    """Written by a newer version than this one."""


class StorageFailed(BryggaError):
    """The file system or the store failed."""


class StorageFull(StorageFailed):
    """No room left."""


class Offline(BryggaError):
    """The office cannot be reached now; all work is kept."""


class Conflict(BryggaError):
    """Somebody changed the ground under this; do it again."""


class Busy(BryggaError):
    """In use; try again."""


class InternalError(BryggaError):
    """None of the others."""


_CLASSES: dict[str, type[BryggaError]] = {
    "invalid": InvalidInput,
    "not_found": NotFound,
    "refused": Refused,
    "corrupt": Corrupt,
    "too_large": TooLarge,
    "too_new": TooNew,
    "storage": StorageFailed,
    "storage_full": StorageFull,
    "offline": Offline,
    "conflict": Conflict,
    "busy": Busy,
    "internal": InternalError,
}


def error_of(details: Mapping[str, Any]) -> BryggaError:
    """The exception for an error as the library tells it; of a kind that is newer than this
    package, a plain BryggaError."""
    if details.get("code") == "no_device":
        return StoreClosed(details)
    return _CLASSES.get(details.get("kind", "internal"), BryggaError)(details)


def invalid(code: str, field: str, sentence: str, sentence_sv: str) -> InvalidInput:
    """An error that is found before the library is asked."""
    return InvalidInput(_details("invalid", code, sentence, sentence_sv, field=field))


def closed() -> StoreClosed:
    return StoreClosed(
        _details("invalid", "no_device", "The store is closed.", "Registret är stängt.")
    )


def forked() -> StoreClosed:
    return StoreClosed(
        _details(
            "invalid",
            "forked",
            "A store was open when this process was forked, so it cannot use Brygga. "
            'Start processes by multiprocessing\'s method "spawn".',
            "Ett register var öppet när processen delades, så den kan inte använda Brygga. "
            'Starta processer med metoden "spawn" i multiprocessing.',
        )
    )


def inside_callback() -> Busy:
    return Busy(
        _details(
            "busy",
            "inside_callback",
            "This cannot be done from a callback of the same store.",
            "Det går inte att göra inifrån ett anrop från samma register.",
            can_retry=True,
        )
    )


def _details(
    kind: str, code: str, sentence: str, sentence_sv: str, field: str = "", can_retry: bool = False
) -> dict[str, Any]:
    return {
        "code": code,
        "kind": kind,
        "field": field,
        "sentence": sentence,
        "sentence_sv": sentence_sv,
        "can_retry": can_retry,
    }
