#!/usr/bin/env python3
"""Shows that check.py finds what it should and nothing else: each case is a small tree."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import check

GOOD = {
    "a layer includes lower ones": {
        "src/app/a.cpp": "#include <gmig/git/a.hpp>\n#include <gmig/db/a.hpp>\n#include <gmig/app/a.hpp>\n"
    },
    "a layer includes its own private header": {"src/git/a.cpp": '#include "git/tree.hpp"\n'},
    "support asks the system": {
        "src/support/a.cpp": "#include <fcntl.h>\n#include <sys/stat.h>\n#include <openssl/evp.h>\n"
    },
    "a source formats": {"src/model/a.cpp": "#include <fmt/core.h>\nauto s = fmt::format();\n"},
    "the database's layer includes its libraries": {
        "src/db/postgresql/a.cpp": "#include <pqxx/pqxx>\n#include <libpq-fe.h>\n#include <sqlite3.h>\n"
    },
    "cli prints and reads the environment": {
        "src/cli/a.cpp": "#include <iostream>\n#include <CLI/CLI.hpp>\nstd::cout << getenv(x);\n"
    },
    "fault points read the environment": {"src/support/fault.cpp": "std::getenv(name);\n"},
    "comments and literals are no code": {
        "src/model/a.cpp": "// #include <git2.h>\n/* std::cout\n getenv( */ auto a = \"getenv(\";\n"
        "auto b = R\"(\nstd::cerr \" )\"; // puts()\nauto c = '\"'; auto d = 1'000; // getenv('\n"
    },
    "snprintf prints nothing": {"src/app/a.cpp": "std::snprintf(buffer, 3, x);\n"},
}

BAD = {
    "a higher layer": ("src/model/a.cpp", "#include <gmig/app/a.hpp>\n", "higher layer app"),
    "a higher layer, from a public header": (
        "include/gmig/support/a.hpp",
        "#include <gmig/model/a.hpp>\n",
        "higher layer model",
    ),
    "a higher layer, oddly spaced": (
        "src/model/a.cpp",
        "  #  include<gmig/db/a.hpp>\n",
        "higher layer db",
    ),
    "git from db": ("src/db/a.cpp", "#include <gmig/git/a.hpp>\n", "never include each other"),
    "db from git": ("src/git/a.hpp", "#include <gmig/db/a.hpp>\n", "never include each other"),
    "no layer's header": ("src/db/a.cpp", "#include <gmig/all.hpp>\n", "of no layer"),
    "another layer's private header": (
        "src/app/a.cpp",
        '#include "git/tree.hpp"\n',
        "of its own layer",
    ),
    "a private header without its layer": ("src/git/a.cpp", '#include "tree.hpp"\n', "own layer"),
    "a private header above the sources": (
        "src/git/a.cpp",
        '#include "../db/a.hpp"\n',
        "own layer",
    ),
    "a private header from a public one": (
        "include/gmig/git/a.hpp",
        '#include "git/tree.hpp"\n',
        "a public header includes",
    ),
    "a third-party header in a public one": (
        "include/gmig/db/a.hpp",
        "#include <sqlite3.h>\n",
        "a public header includes",
    ),
    "fmt in a public header": (
        "include/gmig/support/a.hpp",
        "#include <fmt/core.h>\n",
        "a public header includes",
    ),
    "a system header in a public one": (
        "include/gmig/support/a.hpp",
        "#include <unistd.h>\n",
        "a public header includes",
    ),
    "fmt in a private header": ("src/db/a.hpp", "#include <fmt/core.h>\n", "into a .cpp"),
    "libgit2 outside git": ("src/app/a.cpp", "#include <git2/tree.h>\n", "app may not use"),
    "libpqxx outside db": ("src/app/a.cpp", "#include <pqxx/pqxx>\n", "app may not use"),
    "JSON in git": ("src/git/a.cpp", "#include <nlohmann/json.hpp>\n", "git may not use"),
    "libcrypto outside support": ("src/model/a.cpp", "#include <openssl/evp.h>\n", "may not use"),
    "CLI11 outside cli": ("src/app/a.cpp", "#include <CLI/CLI.hpp>\n", "app may not use"),
    "an unknown library": ("src/app/a.cpp", "#include <boost/any.hpp>\n", "is in no table"),
    "the system, in a pure layer": ("src/sql/a.cpp", "#include <unistd.h>\n", "sql is pure"),
    "a program, in a pure layer": (
        "src/layout/a.cpp",
        "#include <gmig/support/process.hpp>\n",
        "layout is pure",
    ),
    "a stream, in a pure layer": ("src/model/a.cpp", "#include <fstream>\n", "no I/O"),
    "std::cout": ("src/app/a.cpp", "std :: cout << 1;\n", "only cli prints"),
    "std::cerr": ("src/app/a.cpp", "std::cerr << 1;\n", "only cli prints"),
    "printf": ("src/db/a.cpp", "printf (x);\n", "only cli prints: printf"),
    "fprintf": ("src/db/a.cpp", "std::fprintf(stderr, x);\n", "only cli prints: fprintf"),
    "fmt::print": ("src/git/a.cpp", "fmt::print(x);\n", "only cli prints: fmt::print"),
    "getenv": ("src/app/a.cpp", "std::getenv(x);\n", "only cli reads the environment: getenv"),
    "getenv in support": ("src/support/a.cpp", "getenv(x);\n", "only cli reads the environment"),
    "environ": ("src/git/a.cpp", "auto e = ::environ;\n", "only cli reads the environment"),
    "code behind a literal": ("src/app/a.cpp", "a('\"'); puts(b); c('\"');\n", "puts"),
    "a folder that is no layer": ("src/util/a.cpp", "\n", "util is no layer"),
}


def write_tree(root, files):
    for name, text in files.items():
        path = Path(root, name)
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")


class CheckTest(unittest.TestCase):
    def test_accepts(self):
        for name, files in GOOD.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as root:
                write_tree(root, files)
                self.assertEqual(check.check(Path(root)), ([], len(files)))

    def test_finds(self):
        for name, (file, text, reason) in BAD.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as root:
                write_tree(root, {file: "\n" + text if text.strip() else text})
                breaches, _ = check.check(Path(root))
                self.assertEqual(len(breaches), 1, breaches)
                line = 2 if text.strip() else 1
                self.assertTrue(breaches[0].startswith(f"{file}:{line}: "), breaches)
                self.assertIn(reason, breaches[0])

    def test_ends_with_its_verdict(self):
        verdicts = [
            ({"src/db/a.cpp": "int a;\n"}, 0),
            ({"src/db/a.cpp": "#include <gmig/git/a.hpp>\n"}, 1),
            ({"docs/a.md": "no sources\n"}, 2),
        ]
        for files, code in verdicts:
            with tempfile.TemporaryDirectory() as root:
                write_tree(root, files)
                result = subprocess.run(
                    [sys.executable, check.__file__, root], capture_output=True, check=False
                )
                self.assertEqual(result.returncode, code, result.stdout)


if __name__ == "__main__":
    unittest.main()
