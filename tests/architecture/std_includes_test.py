#!/usr/bin/env python3
"""That std_includes.py finds what is missing, and nothing else."""
import pathlib
import tempfile
import unittest

import std_includes


class StdIncludes(unittest.TestCase):
    def missing(self, text):
        with tempfile.TemporaryDirectory() as folder:
            header = pathlib.Path(folder) / "a.hpp"
            header.write_text(text, encoding="utf-8")
            return std_includes.missing_in(header)

    def test_what_is_named_must_be_included(self):
        self.assertEqual(self.missing("std::vector<std::string> names();"), ["string", "vector"])
        self.assertEqual(self.missing("#include <string>\n#include <vector>\n"
                                      "std::vector<std::string> names();"), [])

    def test_comments_and_texts_name_nothing(self):
        self.assertEqual(self.missing("// std::map\n/* std::set\n std::span */\n"
                                      "const char* a = \"std::vector\";"), [])

    def test_header_that_gives_another_does_for_it(self):
        self.assertEqual(self.missing("#include <string>\nstd::string_view of();"), [])

    def test_what_has_no_home_here_is_left_to_the_compiler(self):
        self.assertEqual(self.missing("std::chrono::seconds wait();"), [])


if __name__ == "__main__":
    unittest.main()
