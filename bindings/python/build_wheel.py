#!/usr/bin/env python3
"""Builds the wheel: build_wheel.py --library libbrygga.so --version 0.1.0 --out FOLDER

Copies this folder, the types that are generated from the library, and the library itself to
FOLDER/package, and leaves brygga-*.whl in FOLDER; other wheels there go. Needs no network:
setuptools, wheel and pip are the system's.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
GENERATE = HERE.parent / "generate" / "generate.py"


def make_package(library: Path, package: Path) -> None:
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(HERE, package, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(HERE.parents[1] / "LICENSE", package)
    inside = package / "src" / "brygga"
    shutil.copyfile(library, inside / "libbrygga.so")
    command = [sys.executable, "-B", str(GENERATE), "python", "--library", str(library)]
    subprocess.run([*command, "--out", str(inside)], check=True)


def build(package: Path, version: str, out: Path) -> Path:
    for old in out.glob("brygga-*.whl"):
        old.unlink()
    environment = {**os.environ, "BRYGGA_VERSION": version}
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    options = ["--no-index", "--no-build-isolation", "--no-deps", "--wheel-dir"]
    subprocess.run([*pip, *options, str(out), str(package)], check=True, env=environment)
    (wheel,) = out.glob("brygga-*.whl")
    return wheel


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", required=True, type=Path)
    parser.add_argument("--version", required=True)
    parser.add_argument("--out", required=True, type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    package = options.out / "package"
    make_package(options.library.resolve(), package)
    print(build(package, options.version, options.out))


if __name__ == "__main__":
    main()
