"""What the README shows works, and is well typed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import brygga
import pytest
from conftest import SOURCE, Office, Server, add_participant

EXAMPLES = re.findall(
    r"```python\n(.*?)```", (SOURCE / "bindings/python/README.md").read_text("utf-8"), re.DOTALL
)
FIRST, WATCHING, TIMER = EXAMPLES


def run(folder: Path, script: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", script, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_first_example_runs_against_an_office(own_server: Server, tmp_path: Path) -> None:
    office = Office(own_server, "goteborg")
    assert run(tmp_path, FIRST, office.url, office.invite()) == "True 1\n"


def test_script_of_the_timer_brings_the_store_in_step(
    own_server: Server, tmp_path: Path, store: brygga.Store
) -> None:
    Office(own_server, "goteborg").enrol(store)
    add_participant(store)
    assert run(tmp_path, TIMER, store.path) == "in step; 0 unsent\n"
    own_server.stop()
    add_participant(store)
    assert run(tmp_path, TIMER, store.path) == ""
    assert store.status()["unsent"] == 1


def test_watching_example_sees_today(
    alice: brygga.Store, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas")
    add_participant(alice)
    names: dict[str, object] = {"store": alice}
    loop, frame = WATCHING.split("people")
    exec(loop + "    break\n" + "people" + frame, names)
    assert "unsent" in capsys.readouterr().out
    assert len(names["people"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_examples_are_well_typed(number: int, tmp_path: Path) -> None:
    script = tmp_path / "example.py"
    before = "import brygga\nstore = brygga.Store.open('a.db')\n" if number == 1 else ""
    script.write_text(before + EXAMPLES[number], encoding="utf-8")
    assert_well_typed(tmp_path, str(script))


def test_package_is_well_typed(tmp_path: Path) -> None:
    assert_well_typed(tmp_path, "-p", "brygga")


@pytest.mark.parametrize(
    "what",
    [
        "bindings/generate",
        "bindings/python/build_wheel.py",
        "tests/conformance/runner.py",
        "tests/generate",
        "tests/python",
    ],
)
def test_what_makes_and_uses_the_package_is_well_typed(tmp_path: Path, what: str) -> None:
    # Which mistakes the tests make on purpose is seen by one version of mypy and not by another.
    files = sorted(map(str, files_of(SOURCE / what)))
    assert_well_typed(tmp_path, "--no-warn-unused-ignores", *files)


def files_of(path: Path) -> list[Path]:
    return [path] if path.is_file() else list(path.glob("*.py"))


def assert_well_typed(folder: Path, *what: str) -> None:
    pytest.importorskip("mypy")
    cache = folder.parent / "types"  # all tests of this run share it
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), *what]
    path = {"MYPYPATH": str(SOURCE / "bindings/generate")}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=path)
    assert done.returncode == 0, done.stdout + done.stderr
