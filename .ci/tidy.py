#!/usr/bin/env python3
"""Runs clang-tidy over the sources named on standard input that changed since it last passed.

Usage: tidy.py <build folder> <commands folder> <jobs>. The first was built, so that its dependencies
are known; the second is configured to compile each source alone. A source counts as unchanged while
it, the headers of what it was compiled with, and .clang-tidy are older than the mark that the last
pass left. Headers on the list are seen through the sources that include them.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor


def time_of(path):
    return os.stat(path).st_mtime_ns if os.path.exists(path) else 0


def times_of_headers(build):
    """For each source, when the newest of our headers that it was compiled with changed."""
    listed = subprocess.run(["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True,
                            check=True).stdout
    newest = {}
    for of_object in listed.split("\n\n"):
        files = {os.path.relpath(os.path.join(build, line.strip()))
                 for line in of_object.splitlines()[1:]}
        ours = {file for file in files if not file.startswith("..")}
        sources = {file for file in ours if file.endswith((".cpp", ".c"))}
        time = max((time_of(file) for file in ours - sources), default=0)
        for source in sources:
            newest[source] = max(newest.get(source, 0), time)
    return newest


def sources_to_look_at(build, commands, named):
    with open(os.path.join(commands, "compile_commands.json"), encoding="utf-8") as file:
        sources = {os.path.relpath(entry["file"]) for entry in json.load(file)}
    times = times_of_headers(build)
    for source in sorted(sources & named):
        mark = os.path.join(build, "tidy", source + ".passed")
        if time_of(mark) < max(times.get(source, 0), time_of(source), time_of(".clang-tidy")):
            yield source, mark


def look_at(commands, source, mark):
    command = ["clang-tidy", "--quiet", "-p", commands, "--warnings-as-errors=*",
               "--extra-arg=-Wno-unknown-warning-option", source]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        os.makedirs(os.path.dirname(mark), exist_ok=True)
        with open(mark, "w", encoding="utf-8"):
            pass
    return source, result


def main():
    build, commands, jobs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    named = {line.strip() for line in sys.stdin}
    todo = dict(sources_to_look_at(build, commands, named))
    failed = 0
    with ThreadPoolExecutor(jobs) as pool:
        runs = pool.map(lambda item: look_at(commands, *item), todo.items())
        for number, (source, result) in enumerate(runs, 1):
            print(f"[{number}/{len(todo)}] {source}", flush=True)
            if result.returncode != 0:
                failed += 1
                print(result.stdout + result.stderr, flush=True)
    print(f"clang-tidy: {len(todo)} files looked at, {failed} with findings")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
