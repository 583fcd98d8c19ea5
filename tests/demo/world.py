"""An office and its tablets, run with the programs that users run. For the demo's days."""
import base64
import contextlib
import csv
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BRYGGA_BUILD", ROOT / "build" / "dev"))
SERVER = BUILD / "sync-server" / "brygga-server"
CLI = BUILD / "clients" / "brygga"
MUNICIPALITY = BUILD / "tests" / "brygga_municipality"
PROGRAMMES = ROOT / "core" / "casework" / "programmes"

OFFLINE = 3  # the CLI's exit status when the office cannot be reached
REFUSED = 1  # and when a command is refused


class Differs(Exception):
    """Something is not as it must be; the text says what."""


def say(text=""):
    print(text, flush=True)


def step(text):
    say(f"\n— {text}")


def run(program, *arguments, expect=(0,), quiet=True):
    command = [str(program), *map(str, arguments)]
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE if quiet else None, check=False)
    if done.returncode not in expect:
        raise Differs(f"{' '.join(command)}\n  ended with status {done.returncode}: "
                      f"{(done.stderr or '').strip() or done.stdout.strip()}")
    return done


def must_be(what, shown, wanted):
    if shown != wanted:
        raise Differs(f"{what}: {shown!r}, and it must be {wanted!r}")


def percent(share):
    """A share of the reports, as they print it."""
    return f"{share['per_mille'] / 10:.1f} %"


class Figures:
    """What the programs show, beside what the organisations have published."""

    def __init__(self):
        self.rows = []

    def add(self, what, published, shown):
        self.rows.append((what, str(published), str(shown)))

    def tell(self):
        if not self.rows:
            return
        width = max(len(what) for what, _, _ in self.rows)
        say(f"  {'':{width}}  {'published':>12}  {'Brygga':>12}")
        for what, published, shown in self.rows:
            say(f"  {what:{width}}  {published:>12}  {shown:>12}")
        for what, published, shown in self.rows:
            must_be(what, shown, published)


class Office:
    """The server with its data folder."""

    def __init__(self, folder, listen, web=None):
        self.folder = folder
        self.listen = listen
        self.web = web  # the folder of the web app; None: it is not served
        self.process = None
        self.url = None
        folder.mkdir(parents=True)

    def verb(self, *arguments):
        return run(SERVER, *arguments, "--data", self.folder).stdout

    def start(self):
        port_file = self.folder / "port"
        port_file.unlink(missing_ok=True)
        with open(self.folder / "server.log", "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [str(SERVER), "serve", "--data", str(self.folder), "--listen", self.listen,
                 "--port-file", str(port_file),
                 *(["--web", str(self.web)] if self.web else [])],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if port_file.exists() and (port := port_file.read_text().strip()):
                self.listen = f"127.0.0.1:{port}"
                self.url = f"http://{self.listen}"
                return
            time.sleep(0.02)
        raise Differs(f"the office's server did not start; see {self.folder}/server.log")

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=20)

    @contextlib.contextmanager
    def out_of_reach(self):
        """No tablet reaches the office meanwhile."""
        self.stop()
        yield
        self.start()


class Tenant:
    """One organisation at the office."""

    def __init__(self, office, name, title, *programmes):
        self.office = office
        self.name = name
        self.folder = office.folder.parent / name
        self.folder.mkdir()
        office.verb("tenant", "create", name, "--title", title)
        for programme in programmes:
            self.verb("programme", "load", programme)

    def verb(self, *arguments):
        return self.office.verb(*arguments, "--tenant", self.name)

    def units(self):
        return [unit["name"] for unit in json.loads(self.verb("unit", "list", "--json"))]

    def staff(self, name, role, units=(), manages=()):
        self.verb("staff", "add", "--name", name, "--role", role,
                  *(part for unit in units for part in ("--unit", unit)),
                  *(part for unit in manages for part in ("--manages", unit)))

    def code(self, name, device_name):
        """A one-time code for that person."""
        return json.loads(self.verb("device", "invite", "--staff", name, "--name", device_name,
                                    "--json"))["code"]

    def choose_password(self, name, password):
        """Of that person, who can sign in at the office with it from now on."""
        body = {"tenant": self.name, "code": self.code(name, "webb"), "password": password}
        urllib.request.urlopen(urllib.request.Request(
            f"{self.office.url}/v1/web/password", json.dumps(body).encode(),
            {"Content-Type": "application/json"}), timeout=20).close()

    def tablet(self, name):
        """Of that person: enrolled by a one-time code, with all that it may hold."""
        tablet = Tablet(self, name)
        tablet.cli("enrol", self.office.url, "--tenant", self.name, "--code",
                   self.code(name, tablet.called), "--device-name", tablet.called)
        tablet.sync()
        return tablet

    def database(self):
        return self.office.folder / "tenants" / f"{self.name}.db"

    def commits(self):
        with contextlib.closing(sqlite3.connect(f"file:{self.database()}?mode=ro",
                                                uri=True)) as database:
            return database.execute("SELECT count(*) FROM office_commit").fetchone()[0]

    def report(self, name, programme, *options):
        """As a figure at the office; the server may be running."""
        return json.loads(self.verb("report", name, "--programme", programme, "--json",
                                    *options))["figures"]


class Tablet:
    """Of one person: a store of its own, and the CLI."""

    def __init__(self, tenant, name):
        self.name = name
        self.first = name.split()[0]
        self.called = f"{self.first}s platta"
        self.store = tenant.folder / f"{self.first.lower()}.db"

    def cli(self, *arguments, **options):
        return run(CLI, "--store", self.store, *arguments, **options)

    def json(self, *arguments):
        return json.loads(self.cli("--json", *arguments).stdout)

    def call(self, name, /, **fields):
        return self.json("call", name, json.dumps(fields, ensure_ascii=False))

    def refused(self, name, code, /, **fields):
        """Calls a command that must be refused with that code; returns what the person reads."""
        done = self.cli("--json", "call", name, json.dumps(fields, ensure_ascii=False),
                        expect=(REFUSED,))
        error = json.loads(done.stderr or done.stdout)["error"]
        must_be(f"{name} of {self.first}", error["code"], code)
        return error["sentence_sv"]

    def import_file(self, name, file, /, **fields):
        return self.call(name, csv_base64=base64.b64encode(file.read_bytes()).decode(), **fields)

    def sync(self, expect=(0,), quiet=True):
        return self.cli("sync", "--once", expect=expect, quiet=quiet).returncode

    def start_sync(self):
        return subprocess.Popen([str(CLI), "--store", str(self.store), "sync", "--once"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def caseload(self):
        return self.call("participants.list", limit=500)["participants"]

    def staff_id(self, name):
        return next(one["id"] for one in self.call("staff.list")["staff"] if one["name"] == name)

    def unit_id(self, name):
        return next(one["id"] for one in self.call("units.list")["units"] if one["name"] == name)

    def report(self, name, programme, **more):
        return self.call("report.show", report=name, programme=programme, **more)["figures"]


def sync_all(*tablets):
    """Until nobody has anything left to send or to fetch."""
    for _ in range(2):
        for tablet in tablets:
            tablet.sync()


def people_who_do_not_exist(file, programme, count, seed, today, *options):
    """Writes a CSV file of participants, as a system before Brygga would have exported it."""
    run(MUNICIPALITY, "--csv", "--participants", count, "--seed", seed, "--today", today,
        "--programme", programme, "--output", file, *options)


def read_csv(file):
    with open(file, encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, delimiter=";"))


def write_csv(file, rows):
    with open(file, "w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
