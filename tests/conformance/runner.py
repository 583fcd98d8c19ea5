"""The conformance script in Python; play.py says what a runner does."""

from __future__ import annotations

import io
import json
import pathlib
import queue
import sys
from typing import Any

import brygga

WAIT_SECONDS = 10

Outcome = tuple[str, Any]


class Runner:
    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._stores: dict[str, brygga.Store] = {}
        self._heard: list["queue.Queue[Outcome]"] = []
        self._subscriptions: list[brygga.Subscription] = []

    def run(self, verb: str, name: str, *rest: str) -> Outcome:
        if verb in ("watched", "observed"):
            return self._next(int(name))
        if verb == "open":
            self._stores[name] = brygga.Store.open(self._folder / f"{name}.db")
            return "ok", {}
        store = self._stores.get(name)
        if store is None:
            return "not_found", {}
        if verb in ("watch", "observe"):
            return "ok", {"number": self._begin(store, *rest)}
        if verb in ("unwatch", "unobserve"):
            self._subscriptions[int(rest[0])].close()
            return "ok", {}
        if verb == "call":
            return "ok", call(store, *rest)
        given = json.loads(rest[0]) if rest else {}
        if verb == "enrol":
            return "ok", store.enrol(given.pop("url"), **given)
        method = {"sync": "sync", "hint": "hint", "close": "close", "export": "export_unsent",
                  "start": "sync_start", "stop": "sync_stop"}[verb]
        return "ok", getattr(store, method)(**given) or {}

    def _begin(self, store: brygga.Store, *query: Any) -> int:
        heard: "queue.Queue[Outcome]" = queue.Queue()

        def hear(told: Any) -> None:
            heard.put(("ok", told))

        def hear_error(error: brygga.BryggaError) -> None:
            heard.put(outcome_of(error))

        subscription = (
            store.watch(query[0], json.loads(query[1]), callback=hear, on_error=hear_error)
            if query
            else store.observe(hear)
        )
        self._heard.append(heard)
        self._subscriptions.append(subscription)
        return len(self._heard) - 1

    def _next(self, number: int) -> Outcome:
        try:
            return self._heard[number].get(timeout=WAIT_SECONDS)
        except queue.Empty:
            return "none", {}

    def end(self) -> None:
        for store in self._stores.values():
            store.close()


def call(store: brygga.Store, name: str, text: str) -> Any:
    try:
        given = json.loads(text)
    except ValueError:
        # What nobody can give to call(); the library is to see it all the same.
        return store._run("call", name.encode(), text.encode())
    return store.call(name, given)


def outcome_of(error: brygga.BryggaError) -> Outcome:
    return error.kind, {"error": error.args[0]}


def main() -> None:
    runner = Runner(pathlib.Path(sys.argv[1]))
    steps = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="\n")
    answers = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    for line in steps:
        try:
            kind, answer = runner.run(*line.rstrip("\n").split("\t"))
        except brygga.BryggaError as error:
            kind, answer = outcome_of(error)
        told = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        print(kind, told, sep="\t", file=answers, flush=True)
    runner.end()


if __name__ == "__main__":
    main()
