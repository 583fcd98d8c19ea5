#!/usr/bin/env python3
"""The library shows the functions that brygga.h declares, each of them, and nothing else."""

import re
import subprocess
import sys


def declared(header: str) -> set[str]:
    with open(header, encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", " ", file.read(), flags=re.DOTALL)
    return set(re.findall(r"BRYGGA_API[^;(]*?(brygga_\w+)\s*\(", text))


def exported(library: str) -> set[str]:
    listed = subprocess.run(["nm", "-D", "--defined-only", "--format=posix", library],
                            check=True, capture_output=True, text=True).stdout
    return {line.split()[0] for line in listed.splitlines()}


def main() -> int:
    library, header = sys.argv[1:]
    wanted, found = declared(header), exported(library)
    if not wanted:
        print(f"{header} declares nothing: has its form changed?")
        return 1
    for name in sorted(wanted - found):
        print(f"{name} is declared, but the library does not have it")
    for name in sorted(found - wanted):
        print(f"{name} is in the library, but brygga.h does not declare it")
    return 0 if wanted == found else 1


if __name__ == "__main__":
    sys.exit(main())
