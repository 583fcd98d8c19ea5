#!/usr/bin/env python3
"""Finds headers that name something of the standard library without including where it is from.

Usage: std_includes.py REPOSITORY. Headers are compiled alone over a precompiled header with the
usual standard ones (each_header_compiles_alone), which would hide that one of these is missing.
What a header's own source or another header includes does not count.
"""
import pathlib
import re
import sys

FOLDERS = ("core", "sync-server", "clients/cli", "bindings/c", "tests/support")

# Which header, of those that are precompiled, gives the names. One of several will do.
HOMES = {
    "algorithm": "sort find find_if any_of all_of none_of count_if lower_bound upper_bound copy_if "
                 "remove_if min_element max_element binary_search equal_range stable_sort",
    "array": "array",
    "atomic": "atomic",
    "compare": "strong_ordering weak_ordering partial_ordering",
    "cstdint": "uint8_t uint16_t uint32_t uint64_t int8_t int16_t int32_t int64_t",
    "functional": "function hash less",
    "initializer_list": "initializer_list",
    "map": "map multimap",
    "memory": "unique_ptr shared_ptr weak_ptr make_unique make_shared enable_shared_from_this",
    "mutex": "mutex lock_guard unique_lock",
    "optional": "optional nullopt",
    "set": "set multiset",
    "span": "span",
    "string": "string to_string",
    "string_view": "string_view",
    "unordered_map": "unordered_map",
    "unordered_set": "unordered_set",
    "utility": "pair exchange in_place",
    "variant": "variant monostate visit holds_alternative get_if",
    "vector": "vector",
}
HOME_OF = {name: home for home, names in HOMES.items() for name in names.split()}
# These give what others are the home of, by the standard or because nobody means one alone.
ALSO = {
    "string": {"string_view", "initializer_list"},
    "vector": {"initializer_list"},
    "map": {"utility", "initializer_list", "functional"},
    "set": {"initializer_list", "functional"},
    "unordered_map": {"utility", "functional"},
    "unordered_set": {"functional"},
    "memory": {"functional"},
    "array": {"utility"},
    "optional": {"utility"},
    "variant": {"utility"},
    "string_view": {"functional"},
}


def code_of(text):
    text = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', text)
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)


def missing_in(header):
    text = header.read_text(encoding="utf-8")
    included = set(re.findall(r"^#include <([^>]+)>", text, flags=re.M))
    for one in list(included):
        included |= ALSO.get(one, set())
    named = set(re.findall(r"\bstd::(\w+)", code_of(text)))
    return sorted({HOME_OF[name] for name in named if name in HOME_OF} - included)


def main():
    root = pathlib.Path(sys.argv[1])
    count = failed = 0
    for folder in FOLDERS:
        for header in sorted((root / folder).rglob("*.hpp")):
            count += 1
            for home in missing_in(header):
                failed += 1
                print(f"{header.relative_to(root)}: names of <{home}> without including it")
    print(f"standard includes: {count} headers, {failed} missing")
    sys.exit(1 if failed or count == 0 else 0)


if __name__ == "__main__":
    main()
