#!/usr/bin/env python3
"""The layering check must be able to fail: bad snippets that it has to notice, and good ones that
it has to leave alone."""

import unittest

from layering import violations

RESULT = {"core/base/result.hpp": "#pragma once\n"}


def found(path, text, **others):
    files = dict(RESULT)
    files.update({name: body for name, body in others.get("files", {}).items()})
    files[path] = text
    return [line for line in violations(files) if line.startswith(path + ":")]


class Notices(unittest.TestCase):
    def assert_noticed(self, path, text, part_of_message, files=None):
        lines = found(path, text, files=files or {})
        self.assertTrue(any(part_of_message in line for line in lines), (text, lines))

    def test_include_that_points_up(self):
        for below, above in [("base", "model"), ("model", "merge"), ("merge", "protocol"),
                             ("protocol", "store"), ("store", "device"), ("device", "casework")]:
            header = f"core/{above}/x.hpp"
            self.assert_noticed(f"core/{below}/a.cpp", f'#include "{above}/x.hpp"\n',
                                "points up", {header: ""})

    def test_include_that_points_up_by_a_relative_path(self):
        self.assert_noticed("core/base/a.cpp", '#include "../merge/x.hpp"\n', "points up",
                            {"core/merge/x.hpp": ""})

    def test_core_that_includes_bindings_or_server(self):
        self.assert_noticed("core/casework/a.cpp", '#include "../../bindings/c/brygga.h"\n',
                            "nothing of bindings", {"bindings/c/brygga.h": ""})
        self.assert_noticed("core/store/a.cpp", '#include "../../sync-server/storage/s.hpp"\n',
                            "nothing of sync-server", {"sync-server/storage/s.hpp": ""})

    def test_client_that_includes_core(self):
        self.assert_noticed("clients/cli/a.cpp", '#include "base/result.hpp"\n', "never on core")
        self.assert_noticed("clients/cli/a.cpp", '#include "../../core/base/result.hpp"\n',
                            "never on core")

    def test_client_that_includes_the_inside_of_the_bindings(self):
        self.assert_noticed("clients/cli/a.cpp", '#include "handles.hpp"\n', "nothing else",
                            {"bindings/c/handles.hpp": ""})

    def test_server_that_includes_bindings(self):
        self.assert_noticed("sync-server/app/a.cpp", '#include "../../bindings/c/brygga.h"\n',
                            "stands on core", {"bindings/c/brygga.h": ""})

    def test_server_include_that_points_up(self):
        self.assert_noticed("sync-server/storage/a.cpp", '#include "http/x.hpp"\n', "points up",
                            {"sync-server/http/x.hpp": ""})

    def test_file_that_is_not_there(self):
        self.assert_noticed("core/base/a.cpp", '#include "base/gone.hpp"\n', "no file of ours")

    def test_folder_that_is_not_known(self):
        self.assert_noticed("core/util/a.cpp", "", "no folder `util`")

    def test_impure_headers_in_pure_folders(self):
        for header in ["sqlite3.h", "boost/asio.hpp", "curl/curl.h", "fstream", "filesystem",
                       "cstdio", "iostream", "thread", "mutex", "atomic", "condition_variable",
                       "future", "ctime", "random", "sys/socket.h", "unistd.h", "stdio.h"]:
            for folder in ["base", "model", "merge", "protocol"]:
                self.assert_noticed(f"core/{folder}/a.cpp", f"#include <{header}>\n", "<")

    def test_cereal_below_protocol(self):
        self.assert_noticed("core/model/a.hpp", "#include <cereal/cereal.hpp>\n", "belongs to")

    def test_impure_words_in_pure_folders(self):
        for line in ["auto now = std::chrono::system_clock::now();", "auto t = steady_clock::now();",
                     "auto t = time(nullptr);", "auto t = std::time(0);", "int x = rand();",
                     "std::random_device seed;", "std::mutex lock;", "std::atomic<int> n{0};",
                     "std::cerr << 1;", 'auto f = fopen("x", "r");', 'printf("x");',
                     'auto v = std::getenv("HOME");', "int s = ::socket(1, 2, 3);"]:
            self.assert_noticed("core/merge/a.cpp", f"void f() {{\n  {line}\n}}\n", "is pure")

    def test_variables_that_outlive_the_call(self):
        for text in ["int counter = 0;\n", "static int counter = 0;\n", "inline int counter = 0;\n",
                     "std::vector<int> all;\n", "std::map<int, std::string> names{};\n",
                     "static std::string last;\n", "void f() {\n  static int calls = 0;\n}\n",
                     "void f() {\n  static std::map<int, int> cache;\n}\n",
                     "thread_local int depth = 0;\n", "char buffer[16];\n",
                     "Registry* registry = nullptr;\n"]:
            self.assert_noticed("core/model/a.cpp", text, "outlives the call")

    def test_asio_or_beast_in_a_header_or_outside_the_server(self):
        for header in ["boost/asio.hpp", "boost/asio/awaitable.hpp", "boost/beast/http.hpp"]:
            self.assert_noticed("sync-server/http/a.hpp", f"#include <{header}>\n", "behind .cpp")
            self.assert_noticed("core/device/a.cpp", f"#include <{header}>\n", "belongs to")
            self.assert_noticed("clients/cli/a.cpp", f"#include <{header}>\n", "belongs to")

    def test_sqlite_and_curl_outside_their_folders(self):
        self.assert_noticed("core/device/a.cpp", "#include <sqlite3.h>\n", "belongs to")
        self.assert_noticed("core/device/a.cpp", "#include <curl/curl.h>\n", "belongs to")
        self.assert_noticed("sync-server/http/a.cpp", "#include <sqlite3.h>\n", "belongs to")

    def test_casework_words_in_the_engine(self):
        for text in ["struct Participant {};\n", "int coach_id;\n", 'auto e = "participant";\n',
                     "// a coach's phone\n", "void find_participant();\n", "int checkin_count;\n",
                     "class CheckIn;\n", '#include "casework/x.hpp"\n']:
            for folder in ["base", "merge", "store", "device"]:
                lines = found(f"core/{folder}/a.cpp", text, files={"core/casework/x.hpp": ""})
                self.assertTrue(lines, text)

    def test_what_the_browser_lacks(self):
        for header in ["format", "coroutine", "source_location", "stop_token"]:
            self.assert_noticed("core/store/a.cpp", f"#include <{header}>\n", "browser")

    def test_line_number(self):
        lines = found("core/base/a.cpp", "/* two\nlines */\n#include <thread>\n")
        self.assertTrue(lines[0].startswith("core/base/a.cpp:3:"), lines)


class LeavesAlone(unittest.TestCase):
    def assert_quiet(self, path, text, files=None):
        self.assertEqual(found(path, text, files=files or {}), [])

    def test_includes_that_point_down(self):
        self.assert_quiet("core/casework/a.cpp", '#include "base/result.hpp"\n#include <fmt/core.h>\n')
        self.assert_quiet("core/protocol/a.hpp", '#include "base/result.hpp"\n'
                          "#include <cereal/cereal.hpp>\n#include <vector>\n")
        self.assert_quiet("sync-server/http/a.cpp", '#include "base/result.hpp"\n'
                          '#include "storage/s.hpp"\n#include <boost/asio.hpp>\n#include <thread>\n',
                          {"sync-server/storage/s.hpp": ""})
        self.assert_quiet("bindings/c/a.cpp", '#include "brygga.h"\n#include "base/result.hpp"\n',
                          {"bindings/c/brygga.h": ""})
        self.assert_quiet("clients/cli/a.cpp", '#include <brygga.h>\n#include "brygga.h"\n'
                          '#include "table.hpp"\n#include <CLI/CLI.hpp>\n#include <iostream>\n',
                          {"bindings/c/brygga.h": "", "clients/cli/table.hpp": ""})

    def test_includes_and_words_in_comments_and_strings(self):
        self.assert_quiet("core/base/a.hpp", "// #include <thread>: no, time(nullptr) neither\n"
                          "/* std::mutex\n#include <mutex>\n*/\n")
        self.assert_quiet("core/base/a.cpp", 'const char* const kind = "system_clock";\n'
                          'auto f() { return R"(std::mutex\nint x = 0;\n)"; }\n'
                          "constexpr char quote = '\"';\nconstexpr int million = 1'000'000;\n")

    def test_ordinary_pure_code(self):
        self.assert_quiet(
            "core/merge/a.hpp",
            '#pragma once\n#include <chrono>\n#include <span>\n#include "base/result.hpp"\n'
            "namespace brygga::merge {\n"
            "class Heads;\nstruct Stamp;\nenum class Rule : std::uint8_t;\n"
            "inline constexpr int heads_max = 8;\nconstexpr std::array<int, 2> ranks = {1, 2};\n"
            "const std::string_view name = \"x\";\nstatic constexpr int a = 1;\n"
            "using Clock = std::uint64_t;\nextern const int version;\n"
            "template <typename T>\nclass Box {\n public:\n  static Box make(int n);\n"
            "  static constexpr int size = 3;\n  std::uint64_t time() const;\n"
            "  static const Box& empty();\n  int n_ = 0;\n};\n"
            "[[nodiscard]] bool covers(const Stamp& a, const Stamp& b);\n"
            "inline bool operator==(const Stamp& a, const Stamp& b) { return a.n == b.n; }\n"
            "static bool is_open(int x) { return x == 1; }\n"
            "inline int from(const Stamp& s) { return s.time(); }\n"
            "std::vector<int> sorted(std::vector<int> values);\n"
            "bool operator<(Stamp a, Stamp b);\n"
            "auto f(int a)\n    -> int;\n}  // namespace brygga::merge\n")
        self.assert_quiet(
            "core/merge/b.cpp",
            "int f() {\n  static const int limit = 3;\n  int counter = 0;\n  std::vector<int> all;\n"
            "  return static_cast<int>(limit) + counter;\n}\n"
            "static std::string name_of(int n) {\n  return {};\n}\n"
            "static std::vector<std::pair<int, int>> pairs_of(\n    int n) {\n  return {};\n}\n")

    def test_words_that_only_look_like_casework(self):
        self.assert_quiet("core/store/a.cpp", "// an approach; enrol this device; checking it\n"
                          "int outcome = 0; // programmed\n")

    def test_threads_and_files_above_the_pure_folders(self):
        self.assert_quiet("core/device/native/a.cpp", "#include <thread>\n#include <curl/curl.h>\n"
                          "static int calls = 0;\n")
        self.assert_quiet("core/store/a.cpp", "#include <filesystem>\n#include <sqlite3.h>\n")


if __name__ == "__main__":
    unittest.main()
