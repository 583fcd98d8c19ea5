#!/usr/bin/env python3
"""Writes the Java of pages as classes that compile: extract_examples.py FOLDER PAGE...

A block of Java that begins with "package" or "import" is a file of its own, in the package that it
names or se.brygga.examples. Any other is the body of a method of the class <Page>Example, in the
order of the page, with the imports that the page's first block of them gives.
"""

import re
import sys
from pathlib import Path

PACKAGE = "se.brygga.examples"
METHOD = """
  public static void example{number}(String folder, String url, String code) throws Exception {{
{body}
  }}
"""


def blocks(page: str) -> list[str]:
    return re.findall(r"^```java\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)


def files(name: str, page: str) -> dict[str, str]:
    written, methods, imports = {}, [], []
    for block in blocks(page):
        if found := re.search(r"^public (?:final )?class (\w+)", block, flags=re.MULTILINE):
            written[found.group(1)] = f"package {PACKAGE};\n\n{block}"
            continue
        lines = block.splitlines()
        imports += [line for line in lines if line.startswith("import ")]
        body = "\n".join(f"    {one}" if one else "" for one in lines if not one.startswith("import "))
        methods.append(METHOD.format(number=len(methods) + 1, body=body.strip("\n")))
    if methods:
        head = "\n".join([f"package {PACKAGE};", "", *dict.fromkeys(imports)])
        written[name] = f"{head}\n\npublic final class {name} {{{''.join(methods)}}}\n"
    return written


def main() -> None:
    folder = Path(sys.argv[1]) / PACKAGE.replace(".", "/")
    folder.mkdir(parents=True, exist_ok=True)
    for page in map(Path, sys.argv[2:]):
        name = page.stem.capitalize() + "Example"
        for file, text in files(name, page.read_text(encoding="utf-8")).items():
            (folder / f"{file}.java").write_text(text, encoding="utf-8")


main()
