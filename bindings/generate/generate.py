#!/usr/bin/env python3
"""Writes the types of all commands and queries for a language, from the JSON Schema of a built
library: generate.py LANGUAGE --library build/dev/bindings/libbrygga.so --out FOLDER

A language is a module <language>_types.py beside this file, with one function

    def files(model: Model) -> dict[str, str]

that gives what to write, by path below FOLDER. Other files there are left alone.
"""

import argparse
import importlib
from pathlib import Path

from model import model_of_library

ENDING = "_types.py"


def languages() -> list[str]:
    here = Path(__file__).parent
    return sorted(path.name.removesuffix(ENDING) for path in here.glob(f"*{ENDING}"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("language", choices=languages())
    parser.add_argument("--library", required=True, help="libbrygga.so, built for this machine")
    parser.add_argument("--out", required=True, type=Path, help="folder to write into")
    options = parser.parse_args()
    back_end = importlib.import_module(options.language + ENDING.removesuffix(".py"))
    for name, text in back_end.files(model_of_library(options.library)).items():
        path = options.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
