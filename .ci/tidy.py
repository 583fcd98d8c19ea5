#!/usr/bin/env python3
"""Runs clang-tidy over the sources named on standard input that changed since it last passed.

Usage: tidy.py <build folder> <jobs>. A source counts as unchanged while its object file, which the
build renews when any of its headers changes, and .clang-tidy are older than the mark that the last
pass left. Headers on the list are seen through the sources that include them.
"""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor


def time_of(path):
    return os.stat(path).st_mtime_ns if os.path.exists(path) else 0


def sources_to_look_at(build, named):
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    for entry in entries:
        source = os.path.relpath(entry["file"])
        if source not in named:
            continue
        output = re.search(r" -o (\S+)", entry["command"]).group(1)
        object_file = os.path.join(entry["directory"], output)
        mark = os.path.join(build, "tidy", source + ".passed")
        newest = max(time_of(object_file), time_of(source), time_of(".clang-tidy"))
        if time_of(mark) < newest:
            yield source, mark


def look_at(build, source, mark):
    command = ["clang-tidy", "--quiet", "-p", build, "--warnings-as-errors=*",
               "--extra-arg=-Wno-unknown-warning-option", source]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        os.makedirs(os.path.dirname(mark), exist_ok=True)
        with open(mark, "w", encoding="utf-8"):
            pass
    return source, result


def main():
    build, jobs = sys.argv[1], int(sys.argv[2])
    named = {line.strip() for line in sys.stdin}
    todo = dict(sources_to_look_at(build, named))
    failed = 0
    with ThreadPoolExecutor(jobs) as pool:
        runs = pool.map(lambda item: look_at(build, *item), todo.items())
        for number, (source, result) in enumerate(runs, 1):
            print(f"[{number}/{len(todo)}] {source}", flush=True)
            if result.returncode != 0:
                failed += 1
                print(result.stdout + result.stderr, flush=True)
    print(f"clang-tidy: {len(todo)} files looked at, {failed} with findings")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
