"""Holds the user guide against the app: what it tells people to press is written there, its pictures
are in the repository, and Swedish and English tell the same. Usage: guide.py REPOSITORY."""

import re
import sys
from pathlib import Path

PRESSED = re.compile(r"\*\*(.+?)\*\*")
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#]+)")
# The same page in both languages.
PAGES = {"coach": "coach", "incheckning": "check-in", "kontor": "office"}


def words_of(repository, language):
    """All that the app says in this language, as its sources have it."""
    folder = repository / "clients/web/src/words"
    sources = [folder / f"{language}.ts", *folder.glob(f"*{language.capitalize()}.ts")]
    return "\n".join(source.read_text(encoding="utf-8") for source in sources)


def page_faults(page, words):
    text = page.read_text(encoding="utf-8")
    faults = []
    for pressed in PRESSED.findall(text):
        quoted = [f"'{pressed}'", f'"{pressed}"', f"`{pressed}`", "'" + pressed.replace("'", "\\'") + "'"]
        if not any(one in words for one in quoted):
            faults.append(f"{page.name}: the app has no '{pressed}' to press")
    for target in PICTURE.findall(text) + LINK.findall(text):
        if "://" not in target and not (page.parent / target).exists():
            faults.append(f"{page.name}: there is no {target}")
    return faults


def shape(page):
    """What a translation has in common with its original: headings by level, pictures by name, rows."""
    lines = page.read_text(encoding="utf-8").splitlines()
    headings = [len(line) - len(line.lstrip("#")) for line in lines if line.startswith("#")]
    pictures = [Path(found).name for line in lines for found in PICTURE.findall(line)]
    return headings, pictures, sum(line.startswith("|") for line in lines)


def faults_of(repository):
    guide = repository / "docs/guide"
    faults = []
    for language in ("sv", "en"):
        words = words_of(repository, language)
        for page in sorted((guide / language).glob("*.md")):
            faults += page_faults(page, words)
    for swedish, english in PAGES.items():
        if shape(guide / "sv" / f"{swedish}.md") != shape(guide / "en" / f"{english}.md"):
            faults.append(f"{swedish}.md and {english}.md differ in headings, pictures or tables")
    shown = {
        (page.parent / target).resolve()
        for page in [repository / "README.md", *guide.rglob("*.md")]
        for target in PICTURE.findall(page.read_text(encoding="utf-8"))
    }
    for picture in sorted((guide / "images").rglob("*.png")):
        if picture.resolve() not in shown:
            faults.append(f"no page shows {picture.relative_to(guide)}")
    return faults


if __name__ == "__main__":
    found = faults_of(Path(sys.argv[1]))
    for fault in found:
        print(fault)
    sys.exit(1 if found else 0)
