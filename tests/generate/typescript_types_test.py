"""Types for TypeScript."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from model import Model, model_of_library
from typescript_types import files

tsc = shutil.which("tsc")
needs_tsc = pytest.mark.skipif(tsc is None, reason="no TypeScript compiler")
STRICT = ["--strict", "--exactOptionalPropertyTypes", "--noEmit", "--target", "es2020"]


def said(model: Model) -> str:
    return files(model)["calls.ts"]


def test_input_says_what_may_be_left_out_and_what_may_be_null(model: Model) -> None:
    assert """\
export interface NoteImportInput {
  body: string;
  at?: Time;
  csv?: Base64;
  from?: CivilDate | null;
  kind?: "short" | "long" | null;
  minutes?: number;
  people?: Id[] | null;
}
""" in said(model)


def test_answer_says_all_of_its_members(model: Model) -> None:
    assert """\
export interface TodayAnswer {
  by_key: { [name: string]: Json };
  waiting: TodayAnswerWaiting;
  one: NoteRecord | TodayAnswerOne2 | null;
}
""" in said(model)
    assert '  "$defs": number;\n' in said(model)


def test_calls_are_by_name_with_their_purpose(model: Model) -> None:
    assert """\
export interface Calls {
  /** Takes over "notes". */
  "note.import": { input: NoteImportInput; answer: Imported };
  /** What is due. */
  "today": { input: TodayInput; answer: TodayAnswer };
}
""" in said(model)


def test_answer_that_no_schema_describes_is_any_object(model_without_answers: Model) -> None:
    assert "answer: { [name: string]: Json } };" in said(model_without_answers)


CALLER = """\
import type { Calls } from "./calls";
declare function call<K extends keyof Calls>(name: K, input: Calls[K]["input"]): Calls[K]["answer"];
const imported = call("note.import", { body: "Met her.", from: null, kind: "short" });
export const ids: string[] = imported.notes.map((note) => note.id);
call("today", {});
"""
MISTAKES = [
    'call("note.imports", {});',
    'call("note.import", {});',
    'call("note.import", { body: "", kind: "middling" });',
    'call("note.import", { body: "", unknown: 1 });',
    'call("note.import", { body: null });',
    'call("today", { body: "" });',
    'const count: number = call("note.import", { body: "" }).value;',
]


def compile_with(folder: Path, *sources: str) -> "subprocess.CompletedProcess[str]":
    assert tsc is not None
    command = [tsc, *STRICT, *sources]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@needs_tsc
def test_typescript_takes_right_calls_and_no_wrong_ones(model: Model, tmp_path: Path) -> None:
    (tmp_path / "calls.ts").write_text(said(model))
    (tmp_path / "right.ts").write_text(CALLER)
    right = compile_with(tmp_path, "right.ts")
    assert right.returncode == 0, right.stdout
    (tmp_path / "wrong.ts").write_text(CALLER + "\n".join(MISTAKES))
    wrong = compile_with(tmp_path, "wrong.ts").stdout
    first = CALLER.count("\n") + 1
    for line, mistake in enumerate(MISTAKES, first):
        assert f"wrong.ts({line}," in wrong, mistake


@needs_tsc
@pytest.mark.skipif("BRYGGA_LIBRARY" not in os.environ, reason="no library was named")
def test_all_of_the_library_compiles(tmp_path: Path) -> None:
    (tmp_path / "calls.ts").write_text(said(model_of_library(os.environ["BRYGGA_LIBRARY"])))
    compiled = compile_with(tmp_path, "calls.ts")
    assert compiled.returncode == 0, compiled.stdout
