"""Brygga: casework that works without a network.

    with brygga.Store.open("alice.db") as store:
        for person in store.participants.list(limit=20)["participants"]:
            print(person["name"])

Everything is on disk when a call returns; syncing goes on beside it. Store says what there is,
errors.py what can go wrong, casework.py what each command and query takes and gives.
"""

from .errors import (
    BryggaError,
    Busy,
    Conflict,
    Corrupt,
    InternalError,
    InvalidInput,
    NotFound,
    Offline,
    Problem,
    Refused,
    StorageFailed,
    StorageFull,
    StoreClosed,
    TooLarge,
    TooNew,
)
from .store import Enrolled, Hints, Progress, Store, SyncEnd, SyncReport, Versions
from .values import LEFT_OUT, LeftOut
from .watching import Change, Changes, Subscription, Watch

__all__ = [
    "LEFT_OUT",
    "BryggaError",
    "Busy",
    "Change",
    "Changes",
    "Conflict",
    "Corrupt",
    "Enrolled",
    "Hints",
    "InternalError",
    "InvalidInput",
    "LeftOut",
    "NotFound",
    "Offline",
    "Problem",
    "Progress",
    "Refused",
    "StorageFailed",
    "StorageFull",
    "Store",
    "StoreClosed",
    "Subscription",
    "SyncEnd",
    "SyncReport",
    "TooLarge",
    "TooNew",
    "Versions",
    "Watch",
]
