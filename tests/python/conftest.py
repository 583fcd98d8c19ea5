"""The package as it is installed, on stores of its own; and a real office on the loopback.

BRYGGA_SERVER_PROGRAM names brygga-server; without it the tests that need one
fail. The server is stopped by its process id.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import brygga
import pytest

assert Path(brygga.__file__).is_relative_to(sys.prefix), "these tests are for the installed package"

SERVER = os.environ.get("BRYGGA_SERVER_PROGRAM", "")
SOURCE = Path(__file__).resolve().parents[2]


def becomes_true(is_so: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether it is so within this time."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


class Server:
    """brygga-server on a free port over a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.data = folder
        self._port = "0"
        self.start()

    def start(self) -> None:
        """Also again after stop(), on the same port."""
        port_file, log = self.data / "port", self.data / "log"
        port_file.unlink(missing_ok=True)
        command = [SERVER, "serve", "--data", str(self.data), "--listen", f"127.0.0.1:{self._port}"]
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [*command, "--port-file", str(port_file)], stdout=out, stderr=out
            )
        is_up = becomes_true(lambda: port_file.exists() and port_file.read_text().endswith("\n"))
        assert is_up, log.read_text()
        self._port = port_file.read_text().strip()
        self.url = f"http://127.0.0.1:{self._port}"

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def verb(self, *arguments: str) -> str:
        """What an operator's verb printed."""
        command = [SERVER, *arguments, "--data", str(self.data)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


class Office:
    """A tenant with Alice Andersson and Bob Berg as coaches of Hisingen."""

    def __init__(self, server: Server, tenant: str) -> None:
        self.url, self.tenant, self._server = server.url, tenant, server
        server.verb("tenant", "create", tenant, "--title", "Göteborg")
        programme = SOURCE / "core" / "casework" / "programmes" / "kompetenscenter.toml"
        server.verb("programme", "load", "--tenant", tenant, str(programme))
        for name in ("Alice Andersson", "Bob Berg"):
            of = ("--tenant", tenant, "--name", name)
            server.verb("staff", "add", *of, "--role", "coach", "--unit", "Hisingen")

    def invite(self, staff: str = "Alice Andersson") -> str:
        """A one-time code."""
        of = ("--tenant", self.tenant, "--staff", staff)
        code: str = json.loads(self._server.verb("device", "invite", *of, "--json"))["code"]
        return code

    def enrol(self, store: brygga.Store, staff: str = "Alice Andersson") -> brygga.Store:
        store.enrol(self.url, tenant=self.tenant, code=self.invite(staff), device_name="test")
        store.sync()
        return store


def needs_server() -> None:
    if not SERVER:
        pytest.fail("BRYGGA_SERVER_PROGRAM must name the brygga-server to test with")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    needs_server()
    server = Server(tmp_path_factory.mktemp("office"))
    yield server
    server.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """One that the test may stop."""
    needs_server()
    (tmp_path / "office").mkdir()
    server = Server(tmp_path / "office")
    yield server
    server.stop()


_numbers = itertools.count(1)


@pytest.fixture
def office(server: Server) -> Office:
    return Office(server, f"goteborg{next(_numbers)}")


OpenStore = Callable[[str], brygga.Store]


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[OpenStore]:
    """Opens stores of this test by name, and closes them at its end."""
    stores: list[brygga.Store] = []

    def open_one(name: str) -> brygga.Store:
        stores.append(brygga.Store.open(tmp_path / f"{name}.db"))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def store(open_store: OpenStore) -> brygga.Store:
    """One that belongs to nobody yet."""
    return open_store("new")


@pytest.fixture
def alice(office: Office, open_store: OpenStore) -> brygga.Store:
    return office.enrol(open_store("alice"))


def add_participant(store: brygga.Store, first_name: str = "Åsa") -> str:
    """The id of Åsa Öberg, who is saved in the store."""
    added = store.participant.add(first_name=first_name, last_name="Öberg")
    participant: str = added["participant"]
    return participant


def run_script(script: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Runs Python of its own on this package."""
    warnings = ["-W", "ignore::DeprecationWarning"]  # of fork, from Python 3.12 on
    command = [sys.executable, "-X", "dev", *warnings, "-c", script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)
