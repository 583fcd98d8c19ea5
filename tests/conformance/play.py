#!/usr/bin/env python3
"""Plays the conformance script with the binding of one language against a real office.

A runner is a program of a few lines in that language. It gets a folder for its stores as its last
argument, reads one line for each step, does it, and answers with one line. Parts of a line are
parted by tabs:

  open STORE              call STORE NAME JSON        sync STORE JSON      export STORE
  close STORE             enrol STORE JSON            start STORE          stop STORE
  hint STORE JSON         watch STORE NAME JSON       watched WATCH        unwatch STORE WATCH
  observe STORE           observed OBSERVER           unobserve STORE OBSERVER

  ok TAB the JSON of the answer, as the library gave it ("{}" where it gives none)
  the error's kind TAB {"error": ...}

`watch` and `observe` answer {"number": n}; `watched` and `observed` wait up to ten seconds for what
comes next, in its order, and answer "none TAB {}" when nothing does.

Every runner must answer alike, byte for byte, but for what no two runs have in common: ids, times,
versions and counts of bytes, which are given names in the order in which they come.

  play.py RUNNER...            plays it; what differs is shown, and the exit status is 1
  play.py --record RUNNER...   writes what came into the script, to be read before it is kept
"""

import datetime
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import zoneinfo

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "demo"))

from world import PROGRAMMES, Office, Tenant  # noqa: E402

SCRIPT = HERE / "script.json"

# Members whose values depend on the day, the machine or the network.
PASSING = re.compile(
    r'"(bytes_sent|bytes_received|edits_sent|rows_received|rounds|rows|rows_total|bytes|bytes_total'
    r'|receipts|clock_offset_ms|epoch|seq|version)":("[^"]*"|-?\d+)')
UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
INSTANT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
# What the system said of the network, in its own words.
REASON = re.compile(r" \(http://[^)]*\)")


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Runner:
    """A runner's process, with what it starts; started anew when it was killed."""

    def __init__(self, command, folder):
        self.command = command
        self.folder = folder
        self.process = None

    def ask(self, *parts):
        if self.process is None:
            self.process = subprocess.Popen([*self.command, str(self.folder)], text=True,
                                            encoding="utf-8", stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, start_new_session=True)
        self.process.stdin.write("\t".join(parts) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line.endswith("\n"):
            raise SystemExit(f"the runner ended at: {' '.join(parts)}")
        kind, _, answer = line.rstrip("\n").partition("\t")
        return kind, answer

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.process = None

    def end(self):
        if self.process is None:
            return
        self.process.stdin.close()
        try:
            status = self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()
            raise SystemExit("the runner did not end") from None
        self.process.stdout.close()
        if status != 0:
            raise SystemExit(f"the runner ended with status {status}")


class Play:
    """One run of the script."""

    def __init__(self, folder, command):
        self.office = Office(folder / "office", "127.0.0.1:0")
        self.office.start()
        (folder / "stores").mkdir()
        self.runner = Runner(command, folder / "stores")
        self.tenant = Tenant(self.office, "goteborg", "Göteborg", PROGRAMMES / "kompetenscenter.toml")
        for name in ("Alice Andersson", "Bob Berg"):
            self.tenant.staff(name, "coach", units=["Hisingen"])
        self.today = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Stockholm")).date().isoformat()
        self.kept = {}   # what earlier answers gave, by name
        self.names = {}  # of ids, in the order in which they came

    def filled(self, part):
        """The step's part, with ${name} replaced by what was kept, or by a new code."""
        text = part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)

        def replacement(match):
            word = match.group(1)
            if word == "url":
                return self.office.url
            if word.startswith("code of "):
                invitation = self.tenant.verb("device", "invite", "--staff", word[8:], "--json")
                return json.loads(invitation)["code"]
            return str(self.kept[word])

        return re.sub(r"\$\{([^}]+)\}", replacement, text)

    def told(self, answer):
        """The answer as every run gives it."""
        answer = UUID.sub(lambda m: self.names.setdefault(m.group(), f"id-{len(self.names) + 1}"),
                          answer)
        answer = INSTANT.sub("TIME", REASON.sub("", answer))
        answer = answer.replace(self.office.url, "URL").replace(self.today, "TODAY")
        return PASSING.sub(r'"\1":"PASSING"', answer)

    def keep(self, wanted, answer):
        for name, path in wanted.items():
            value = json.loads(answer)
            for part in path.split("/"):
                value = value[int(part)] if isinstance(value, list) else value[part]
            self.kept[name] = value

    def do(self, step):
        """What came of a step; None where it has no answer."""
        if "office" in step:
            {"stop": self.office.stop, "start": self.office.start}[step["office"]]()
            return None
        if "runner" in step:
            self.runner.kill()
            return None
        kind, answer = self.runner.ask(*(self.filled(part) for part in step["do"]))
        self.keep(step.get("keep", {}), answer)
        if step["do"][0] == "sync" and kind == "ok":
            # The rest is counts, and a host with its own HTTP counts for itself.
            answer = compact({"finished": json.loads(answer)["finished"]})
        # In the order in which the library gave it: JSON of the standard library keeps it.
        return [kind, json.loads(self.told(answer))], self.told(answer)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        """Ends the runner, which says why it could not; or kills it, where that is known already."""
        try:
            if kind is None:
                self.runner.end()
            elif self.runner.process is not None:
                self.runner.kill()
        finally:
            self.office.stop()


def main():
    arguments = sys.argv[1:]
    records = arguments[:1] == ["--record"]
    command = arguments[1:] if records else arguments
    if not command:
        raise SystemExit(__doc__)
    script = json.loads(SCRIPT.read_text(encoding="utf-8"))
    differing = 0
    with tempfile.TemporaryDirectory(prefix="brygga-conformance-") as folder:
        with Play(pathlib.Path(folder), command) as play:
            for step in script:
                came = play.do(step)
                if came is None:
                    continue
                gives, text = came
                if records:
                    step["gives"] = gives
                elif gives[0] != step["gives"][0] or text != compact(step["gives"][1]):
                    differing += 1
                    print(f"{' '.join(map(str, step['do']))}\n  came:   {gives[0]} {text}\n"
                          f"  wanted: {step['gives'][0]} {compact(step['gives'][1])}")
    if records:
        lines = [compact(step) for step in script]
        SCRIPT.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    steps = sum("do" in step for step in script)
    print(f"{steps} steps, {differing} differ" if differing else f"{steps} steps, all alike")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
