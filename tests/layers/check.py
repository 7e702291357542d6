#!/usr/bin/env python3
"""Holds the layers apart: check.py [ROOT]

Reads every source and header below ROOT (src/ and include/gmig/) and prints each place that breaks
a rule, as file:line: reason. Ends with 1 when there is one, with 2 when there is nothing to read.

The rules (docs/ARCHITECTURE.md has the layers):
  * an include goes only to a lower layer, and git and db never include each other;
  * a header beside the sources is included as "layer/name.hpp", by its own layer alone;
  * a public header includes the standard library and public headers, nothing else;
  * each third-party library is for the layers that the table below names;
  * only cli prints and reads the environment;
  * the pure layers ask the system for nothing.
"""

import re
import sys
from pathlib import Path

LAYERS = ["support", "model", "sql", "schema", "layout", "git", "db", "app", "cli"]
STRANGERS = [{"git", "db"}]
PURE = {"model", "sql", "schema", "layout"}

# What of support asks the system for something; a pure layer may not want it.
ASKS_THE_SYSTEM = {"process", "journal", "module", "interrupt", "fault"}

# A header's beginning, the layers that may include it, whether in a .cpp only.
THIRD_PARTY = [
    ("fmt/", set(LAYERS), True),
    ("openssl/", {"support"}, False),
    ("nlohmann/", {"support", "sql", "schema", "layout", "app", "cli"}, False),
    ("pg_query", {"sql"}, False),
    ("git2", {"git"}, False),
    ("sqlite3", {"db"}, False),
    ("pqxx/", {"db"}, False),
    ("libpq", {"db"}, False),
    ("pg_config", {"db"}, False),
    ("sanitizer/", {"db"}, True),  # the compiler's own
    ("CLI/", {"cli"}, False),
]
SYSTEM = re.compile(
    r"(sys|linux|netinet|arpa)/.*|(dirent|dlfcn|fcntl|fnmatch|grp|netdb|poll|pthread|pwd|sched"
    r"|semaphore|signal|spawn|termios|time|unistd)\.h"
)
STANDARD = re.compile(r"[a-z0-9_]+")
# Standard headers that are there to read or print.
STREAMS = {"cstdio", "iostream", "fstream", "print", "syncstream"}

INCLUDE = re.compile(r'\s*#\s*include\s*(?:<([^>]+)>|"([^"]+)")')
PRINTS = re.compile(
    r"\bstd\s*::\s*(?:cout|cerr|clog|cin)\b"
    r"|\b(?:v?f?printf|v?dprintf|f?puts|f?putc|putchar|perror)\s*\("
    r"|\bfmt\s*::\s*(?:print|println|vprint)\s*\("
)
ENVIRONMENT = re.compile(r"\b(?:secure_)?getenv\b|\b(?:un)?setenv\b|\bputenv\b|\benviron\b")
# The fault points of the development build; the variables that another program inherits.
MAY_READ_ENVIRONMENT = {"src/support/fault.cpp", "src/support/child.cpp"}

NOT_CODE = re.compile(
    r'R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-zA-Z])'(?:\\.|[^'\\\n])*'"
    r"|//[^\n]*"
    r"|/\*.*?\*/",
    re.DOTALL,
)


def without_comments(text, and_literals):
    """The text with comments (and literals) made blank; lines keep their numbers."""

    def blank(match):
        part = match.group()
        if part[0] != "/" and not and_literals:
            return part
        return re.sub(r"[^\n]", " ", part)

    return NOT_CODE.sub(blank, text)


def include_of_gmig(header, layer):
    """Why a layer may not include the public header, or None."""
    parts = header.split("/")
    if len(parts) < 3 or parts[1] not in LAYERS:
        return f"<{header}> is of no layer"
    other = parts[1]
    if {layer, other} in STRANGERS:
        return f"{layer} and {other} never include each other: <{header}>"
    if LAYERS.index(other) > LAYERS.index(layer):
        return f"{layer} includes the higher layer {other}: <{header}>"
    name = parts[2].removesuffix(".hpp")
    if layer in PURE and other == "support" and name in ASKS_THE_SYSTEM:
        return f"{layer} is pure: <{header}>"
    return None


def include_of_others(header, layer, public, is_source):
    """Why a layer may not include a header that is not gmig's, or None."""
    if STANDARD.fullmatch(header):
        if header in STREAMS and (layer in PURE or public):
            return f"{layer if not public else 'a public header'} does no I/O: <{header}>"
        return None
    if public:
        return f"a public header includes <{header}>"
    if SYSTEM.fullmatch(header):
        return f"{layer} is pure: <{header}>" if layer in PURE else None
    for beginning, layers, source_only in THIRD_PARTY:
        if header.startswith(beginning):
            if layer not in layers:
                return f"{layer} may not use <{header}>"
            if source_only and not is_source:
                return f"<{header}> belongs into a .cpp"
            return None
    return f"<{header}> is in no table of tests/layers/check.py"


def include_of_own(header, layer, public):
    """Why a quoted header may not be included, or None."""
    if public:
        return f'a public header includes "{header}"'
    if not header.startswith(layer + "/"):
        return f'{layer} includes "{header}": quoted headers are of its own layer, as "{layer}/..."'
    return None


def check_file(root, path):
    """The breaches in one file, as (line, reason)."""
    relative = path.relative_to(root)
    public = relative.parts[0] == "include"
    layer = relative.parts[2 if public else 1]
    if layer not in LAYERS:
        return [(1, f"{layer} is no layer")]
    text = path.read_text(encoding="utf-8")
    breaches = []
    for number, line in enumerate(without_comments(text, False).split("\n"), 1):
        if match := INCLUDE.match(line):
            angled, quoted = match.groups()
            if quoted is not None:
                reason = include_of_own(quoted, layer, public)
            elif angled.startswith("gmig/"):
                reason = include_of_gmig(angled, layer)
            else:
                reason = include_of_others(angled, layer, public, path.suffix == ".cpp")
            if reason:
                breaches.append((number, reason))
    if layer == "cli":
        return breaches
    for number, line in enumerate(without_comments(text, True).split("\n"), 1):
        if match := PRINTS.search(line):
            breaches.append((number, f"only cli prints: {match.group().rstrip('( ')}"))
        match = ENVIRONMENT.search(line)
        if match and relative.as_posix() not in MAY_READ_ENVIRONMENT:
            breaches.append((number, f"only cli reads the environment: {match.group()}"))
    return breaches


def check(root):
    """Every breach below root, and how many files were read."""
    files = sorted(
        path
        for folder in ("include/gmig", "src")
        for path in (root / folder).rglob("*")
        if path.suffix in {".hpp", ".cpp", ".h", ".c"}
    )
    lines = []
    for path in files:
        for number, reason in check_file(root, path):
            lines.append(f"{path.relative_to(root).as_posix()}:{number}: {reason}")
    return lines, len(files)


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    breaches, count = check(root)
    print("\n".join(breaches + [f"{count} files, {len(breaches)} breaches of the layers"]))
    return 2 if count == 0 else 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
