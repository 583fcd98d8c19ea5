#!/usr/bin/env python3
"""Checks that the house is one-way: docs/ARCHITECTURE.md, "The house".

Run as `layering.py <repository>`: prints each violation as `file:line: what is wrong` and exits 1
if there is any. It reads text and does not compile, so it is quick and needs no build; what it
cannot see (a clock behind a macro) the link lines and the reviewer must.
"""

import os
import re
import sys

CORE = ["base", "model", "merge", "protocol", "store", "device", "casework"]
PURE = {"base", "model", "merge", "protocol"}
SERVER = ["storage", "office", "http", "app"]
SOURCE_ENDINGS = (".hpp", ".h", ".cpp", ".c", ".ipp", ".inl")

# Standard headers without clocks, randomness, files, threads or global state. <chrono> is here for
# its durations and calendar; its clocks are refused by name below.
PURE_HEADERS = set(
    """
    algorithm array bit bitset cassert cctype cerrno cfloat charconv chrono cinttypes climits cmath
    compare concepts cstddef cstdint cstdlib cstring deque exception forward_list functional
    initializer_list iosfwd iterator limits list map memory new numbers numeric optional queue
    ratio set span stack stdexcept string string_view system_error tuple type_traits typeindex
    typeinfo unordered_map unordered_set utility variant vector version
    """.split()
)

# Standard headers that Debian's emscripten lacks, refused wherever the code must also run in a
# browser: all of core except core/device/native.
NOT_PORTABLE = set(
    "coroutine expected format memory_resource source_location stop_token syncstream".split()
)

# Words that belong to a pure folder's forbidden world even when no header gives them away.
IMPURE_WORDS = [
    (re.compile(r"\b(system_clock|steady_clock|high_resolution_clock|utc_clock|file_clock)\b"),
     "reads a clock; take the time as an argument"),
    (re.compile(r"\b(gettimeofday|clock_gettime|localtime(_r)?|gmtime(_r)?)\b"
                r"|(?<![\w.>])(std::|::)?time\s*\(\s*(nullptr|NULL|0|&)"),
     "reads a clock; take the time as an argument"),
    (re.compile(r"\b(random_device|mt19937(_64)?|default_random_engine|getrandom|getentropy)\b"
                r"|(?<![\w.>])s?rand\s*\("),
     "makes randomness; take it as an argument"),
    (re.compile(r"\bstd::(thread|jthread|mutex|shared_mutex|recursive_mutex|atomic\w*|future"
                r"|promise|async|condition_variable\w*|call_once|once_flag)\b|\bpthread_\w+"),
     "uses threads"),
    (re.compile(r"\bstd::(cout|cerr|clog|cin|[io]?fstream|filesystem)\b"
                r"|(?<![\w.>])(std::|::)?(fopen|f?printf|f?puts|fwrite|fread|getenv|system)\s*\("),
     "reaches files, streams or the environment"),
    (re.compile(r"(?<![\w.>:])::(socket|connect|send|recv|open|read|write|close)\s*\("),
     "calls the system"),
]

# A variable that outlives a call and may change. Declarations at namespace scope start in the
# first column, as .clang-format lays them out.
MUTABLE_GLOBALS = [
    re.compile(r"\bthread_local\b"),
    re.compile(r"^\s*(static|inline|static\s+inline|inline\s+static)\s+"
               r"(?!const\b|constexpr\b|consteval\b|constinit\s+const\b|inline\b|static\b|auto\s+\w+\()"
               r"[\w:<>,\s*&\[\]]+?[\s*&>]\w+(\[\w*\])?\s*(=[^=]|\{[^}]*\}\s*;|;)"),
    re.compile(r"^(?!(static|inline|const|constexpr|consteval|constinit|using|namespace|class|struct"
               r"|enum|union|template|typedef|extern|friend|concept|return|export|static_assert"
               r"|public|private|protected|else|case|default|goto|throw|co_return|requires)\b)"
               r"[A-Za-z_][\w:]*(<[^()=;]*>)?[\s*&]+[A-Za-z_]\w*(\[\w*\])?\s*"
               r"(=\s*[^=]|\{[^}]*\}\s*;|;)"),
]

# The domain's words. The engine is generic over a schema and knows none of them, in comments as
# little as in code. "Enrol" is not among them: a device enrols, too.
CASEWORK_WORDS = re.compile(
    r"(?<![a-z])(participants?|coach(es)?|caseloads?|casework|personnummer|samordningsnummer"
    r"|kompetenscenter|check_?-?ins?|intakes?|programmes?)(?![a-z])",
    re.IGNORECASE,
)

# Third-party includes, by the folders that may use them; "x/" stands for all below x.
# Asio and Beast are compiled behind .cpp files of the server, see below.
THIRD_PARTY = [
    (re.compile(r"^cereal/"), ["core/protocol/", "core/store/", "core/device/", "sync-server/"]),
    (re.compile(r"^sqlite3(ext)?\.h$"),
     ["core/store/", "sync-server/storage/", "bindings/wasm/opfs_vfs.cpp"]),
    (re.compile(r"^curl/"), ["core/device/native/"]),
    (re.compile(r"^(zstd|zdict)\w*\.h$"), ["core/device/native/", "sync-server/"]),
    (re.compile(r"^zlib\.h$"), ["core/device/native/", "sync-server/"]),
    (re.compile(r"^boost/"), ["sync-server/"]),
    (re.compile(r"^openssl/"), ["sync-server/"]),
    (re.compile(r"^spdlog/"), ["sync-server/"]),
    (re.compile(r"^fmt/"), ["core/casework/", "sync-server/", "bindings/", "clients/cli/"]),
    (re.compile(r"^nlohmann/"), ["core/casework/json.cpp", "sync-server/", "bindings/", "clients/cli/"]),
    (re.compile(r"^toml\+\+/|^toml\.hpp$"), ["core/casework/toml_text.cpp"]),
    (re.compile(r"^csv\.h$"), ["core/casework/"]),
    (re.compile(r"^CLI/"), ["sync-server/app/", "clients/cli/"]),
]

# Accepted exceptions, each with its reason: (file, include or word) -> why.
EXCEPTIONS = {}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def without_comments(text):
    """The text with comments blanked and string contents emptied, line numbers kept."""

    def blank(match):
        token = match.group(0)
        if token.startswith("/"):
            return re.sub(r"[^\n]", " ", token)
        if token.startswith("R"):
            return 'R"' + "\n" * token.count("\n") + '"'
        return token[0] * 2

    pattern = (
        r'R"([^()\s\\]*)\(.*?\)\1"'
        r"|//[^\n]*|/\*.*?\*/"
        r'|"(?:\\.|[^"\\\n])*"'
        r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'"
    )
    return re.sub(pattern, blank, text, flags=re.DOTALL)


def place_of(path):
    """(part, folder) of a file: ("core", "merge"), ("sync-server", "http"), ("clients", "cli")."""
    pieces = path.split("/")
    return pieces[0], pieces[1] if len(pieces) > 2 else ""


def resolve(path, target, files):
    """The repository's file that `#include "target"` in `path` means, or None."""
    part, folder = place_of(path)
    beside = os.path.normpath(os.path.join(os.path.dirname(path), target))
    roots = {
        "core": ["core"],
        "sync-server": ["sync-server", "core"],
        "bindings": ["bindings/" + folder, "bindings/c", "core"],
        "clients": ["clients/" + folder, "bindings/c", "core"],
    }.get(part, [])
    for candidate in [beside] + [os.path.join(root, target) for root in roots]:
        if candidate in files:
            return candidate
    return None


def why_not_include_file(path, target):
    """Why the file `path` may not include the repository's file `target`; None if it may."""
    part, folder = place_of(path)
    to_part, to_folder = place_of(target)
    if part == "core":
        if to_part != "core":
            return "core includes nothing of " + to_part
        if folder in CORE and to_folder in CORE and CORE.index(to_folder) > CORE.index(folder):
            return f"{folder} is below {to_folder}: this include points up"
        native = "core/device/native/"
        if target.startswith(native) and not path.startswith(native) and path.endswith(".hpp"):
            return "a portable header includes a native one"
    elif part == "sync-server":
        if to_part not in ("core", "sync-server"):
            return "the server stands on core, not on " + to_part
        if folder in SERVER and to_folder in SERVER:
            if SERVER.index(to_folder) > SERVER.index(folder):
                return f"{folder} is below {to_folder}: this include points up"
    elif part == "bindings":
        if to_part not in ("core", "bindings"):
            return "bindings stand on casework, not on " + to_part
        if folder != "c" and to_part == "core":
            return "every binding but the C one stands on brygga.h"
    elif part == "clients":
        if to_part == "bindings" and target != "bindings/c/brygga.h":
            return "a client sees brygga.h and nothing else of the bindings"
        if to_part == "clients" and to_folder != folder:
            return "clients do not know each other"
        if to_part not in ("clients", "bindings"):
            return "a client stands on the bindings, never on " + to_part
    return None


def why_not_include_library(path, header):
    """Why `path` may not include a header that is not ours; None if it may."""
    part, folder = place_of(path)
    for pattern, allowed in THIRD_PARTY:
        if pattern.search(header):
            if not any(path.startswith(prefix) for prefix in allowed):
                return f"<{header}> belongs to " + ", ".join(allowed)
            if re.match(r"boost/(asio|beast)", header) and not path.endswith(".cpp"):
                return "Asio and Beast stay behind .cpp files"
            return None
    if part == "core" and folder in PURE and header not in PURE_HEADERS:
        return f"{folder} is pure: <{header}> is not among its standard headers"
    if part == "core" and not path.startswith("core/device/native/") and header in NOT_PORTABLE:
        return f"<{header}> is missing in the browser's toolchain"
    return None


def violations_in(path, text, files):
    """All violations in one file, as (line number, sentence)."""
    part, folder = place_of(path)
    found = []
    code_lines = without_comments(text).split("\n")
    raw_lines = text.split("\n")
    for number, (raw, code) in enumerate(zip(raw_lines, code_lines), 1):
        include = INCLUDE.match(raw) if code.strip().startswith("#") else None
        if include:
            quote, target = include.groups()
            if (path, target) in EXCEPTIONS:
                continue
            ours = resolve(path, target, files) if quote == '"' else None
            if ours:
                why = why_not_include_file(path, ours)
            elif quote == '"' and not any(p.search(target) for p, _ in THIRD_PARTY):
                why = f'"{target}" is no file of ours that this folder can see'
            else:
                why = why_not_include_library(path, target)
            if why:
                found.append((number, why))
            continue
        if part == "core" and folder in PURE:
            for pattern, why in IMPURE_WORDS:
                word = pattern.search(code)
                if word and (path, word.group(0)) not in EXCEPTIONS:
                    found.append((number, f"{folder} is pure: `{word.group(0)}` {why}"))
            if any(pattern.search(code) for pattern in MUTABLE_GLOBALS):
                found.append((number, f"{folder} is pure: a variable that outlives the call"))
        if part == "core" and folder in CORE and folder != "casework":
            word = CASEWORK_WORDS.search(raw)
            if word and (path, word.group(0)) not in EXCEPTIONS:
                found.append((number, f"the engine knows no `{word.group(0)}`"))
    return found


def violations(files):
    """All violations in {path: text}, as sentences that begin with file and line."""
    result = []
    for path in sorted(files):
        part, folder = place_of(path)
        known = {"core": CORE, "sync-server": SERVER}.get(part)
        if known and folder not in known:
            result.append(f"{path}:1: {part} has no folder `{folder}`; known are {known}")
        for number, why in violations_in(path, files[path], files):
            result.append(f"{path}:{number}: {why}")
    return result


def read_house(root):
    """{path: text} of the sources and headers that the rules speak of."""
    files = {}
    for part in ("core", "sync-server", "bindings", "clients"):
        for folder, folders, names in os.walk(os.path.join(root, part)):
            folders[:] = [name for name in folders if name not in ("node_modules", "build")]
            for name in names:
                if name.endswith(SOURCE_ENDINGS):
                    full = os.path.join(folder, name)
                    with open(full, encoding="utf-8") as file:
                        files[os.path.relpath(full, root)] = file.read()
    return files


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: layering.py <repository>")
    files = read_house(sys.argv[1])
    found = violations(files)
    for line in found:
        print(line)
    print(f"layering: {len(files)} files, {len(found)} violations")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
