#!/usr/bin/env python3
"""Installs the library into a folder of its own and builds the example of the README against it,
by find_package and by pkg-config, as a project outside this repository would."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def run(*command: str, **options) -> str:
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def check(program: Path, store: Path, environment: dict[str, str]) -> None:
    status = json.loads(run(str(program), str(store), env=environment))
    if status["enrolled"] is not False or not store.exists():
        sys.exit(f"{program} answered {status}")


def main() -> None:
    source, build = map(Path, sys.argv[1:])
    example = source / "bindings" / "c" / "example"
    readme = (source / "bindings" / "c" / "README.md").read_text(encoding="utf-8")
    if (example / "main.c").read_text(encoding="utf-8") not in readme:
        sys.exit("the example of bindings/c/README.md is not example/main.c")
    with tempfile.TemporaryDirectory(prefix="brygga-installed-") as folder:
        prefix = Path(folder) / "prefix"
        run("cmake", "--install", str(build), "--prefix", str(prefix), "--component", "library")
        library = next(prefix.rglob("libbrygga.so")).parent
        environment = os.environ | {"LD_LIBRARY_PATH": str(library)}

        made = Path(folder) / "made"
        run("cmake", "-S", str(example), "-B", str(made), f"-DCMAKE_PREFIX_PATH={prefix}")
        run("cmake", "--build", str(made))
        check(made / "example", Path(folder) / "one.db", os.environ.copy())

        found = environment | {"PKG_CONFIG_PATH": str(library / "pkgconfig")}
        flags = run("pkg-config", "--cflags", "--libs", "brygga", env=found).split()
        plain = Path(folder) / "plain"
        run("cc", "-std=c99", "-Wall", "-Wextra", "-Werror", str(example / "main.c"), "-o",
            str(plain), *flags)
        check(plain, Path(folder) / "two.db", environment)


main()
