#!/usr/bin/env python3
"""Plays one working day of a job centre with the programs that users run, and checks how it ends.

An office server, a manager's desk and three coaches' tablets, each with a store of its own. The
coaches lose the network, work, and come back; the office's server is killed while they send. In
the end every tablet must agree with the office, every change must have a receipt, and the report
must show the published figures. Run it by `./dev demo`.
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BRYGGA_BUILD", ROOT / "build" / "dev"))
SERVER = BUILD / "sync-server" / "brygga-server"
CLI = BUILD / "clients" / "brygga"
COHORT = BUILD / "tests" / "brygga_demo"
PROGRAMME = ROOT / "core" / "casework" / "programmes" / "kompetenscenter.toml"

TENANT = "goteborg"
MANAGER = "Maja Lindqvist"
COACHES = [("Alice Andersson", "Hisingen"), ("Bob Berg", "Centrum-Väster"),
           ("Cecilia Cruz", "Öster")]
INTAKES_EACH = 3
CHECKINS_EACH = 12
NOTES_EACH = 6
# The published figures; the day's intakes are the last of the 1,240.
ENROLLED, FINISHED, SUCCEEDED = 1240, 480, 288
OFFLINE = 3  # the CLI's exit status when the office cannot be reached


class Differs(Exception):
    """Something is not as it must be; the text says what."""


def say(text=""):
    print(text, flush=True)


def step(text):
    say(f"\n— {text}")


def run(program, *arguments, expect=(0,), env=None, quiet=True):
    command = [str(program), *map(str, arguments)]
    done = subprocess.run(command, env={**os.environ, **(env or {})}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE if quiet else None,
                          check=False)
    if done.returncode not in expect:
        raise Differs(f"{' '.join(command)}\n  ended with status {done.returncode}: "
                      f"{(done.stderr or '').strip() or done.stdout.strip()}")
    return done


class Office:
    def __init__(self, folder, listen):
        self.folder = folder
        self.listen = listen
        self.process = None
        self.url = None

    def verb(self, *arguments):
        return run(SERVER, *arguments, "--data", self.folder).stdout

    def start(self):
        port_file = self.folder / "port"
        port_file.unlink(missing_ok=True)
        log = open(self.folder / "server.log", "a", encoding="utf-8")
        self.process = subprocess.Popen(
            [str(SERVER), "serve", "--data", str(self.folder), "--listen", self.listen,
             "--port-file", str(port_file)],
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
        self.process.send_signal(how)
        self.process.wait(timeout=20)

    def database(self):
        return self.folder / "tenants" / f"{TENANT}.db"

    def commits(self):
        with sqlite3.connect(f"file:{self.database()}?mode=ro", uri=True) as database:
            return database.execute("SELECT count(*) FROM office_commit").fetchone()[0]


class Tablet:
    def __init__(self, folder, name):
        self.name = name
        self.first = name.split()[0]
        self.store = folder / f"{self.first.lower()}.db"

    def cli(self, *arguments, **options):
        return run(CLI, "--store", self.store, *arguments, **options)

    def json(self, *arguments):
        return json.loads(self.cli("--json", *arguments).stdout)

    def call(self, name, **fields):
        return self.json("call", name, json.dumps(fields, ensure_ascii=False))

    def sync(self, expect=(0,), quiet=True):
        return self.cli("sync", "--once", expect=expect, quiet=quiet).returncode

    def start_sync(self):
        return subprocess.Popen([str(CLI), "--store", str(self.store), "sync", "--once"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def enrol(self, office):
        invitation = json.loads(office.verb("device", "invite", "--tenant", TENANT, "--staff",
                                            self.name, "--name", f"{self.first}s platta", "--json"))
        self.cli("enrol", office.url, "--tenant", TENANT, "--code", invitation["code"],
                 "--device-name", f"{self.first}s platta")

    def caseload(self):
        return self.call("participants.list", limit=500)["participants"]


# --- the day ----------------------------------------------------------------------------------

def open_office(folder, listen):
    step("The office opens: a server on this machine, with its database in one folder.")
    folder.mkdir(parents=True)
    office = Office(folder, listen)
    office.verb("tenant", "create", TENANT, "--title", "Göteborgs kompetenscenter")
    office.verb("programme", "load", "--tenant", TENANT, PROGRAMME)
    units = [unit["name"] for unit in json.loads(office.verb("unit", "list", "--tenant", TENANT,
                                                              "--json"))]
    manages = [argument for unit in units for argument in ("--manages", unit)]
    office.verb("staff", "add", "--tenant", TENANT, "--name", MANAGER, "--role", "manager", *manages)
    for name, unit in COACHES:
        office.verb("staff", "add", "--tenant", TENANT, "--name", name, "--role", "coach", "--unit",
                    unit)
    office.start()
    say(f"  It listens on {office.url}, with the centres {', '.join(units)}.")
    return office


def move_in(office, desk, folder, seed, today):
    imported = ENROLLED - INTAKES_EACH * len(COACHES)
    step(f"{desk.first}, the manager, moves in: {imported:,} participants from a file of the old "
         "system.")
    cohort = folder / "deltagare.csv"
    coaches = [argument for name, unit in COACHES for argument in ("--coach", f"{name}@{unit}")]
    run(COHORT, "--seed", seed, "--count", imported, "--finished", FINISHED, "--succeeded",
        SUCCEEDED, "--today", today, "--output", cohort, "--encoding", "windows-1252", *coaches)
    desk.enrol(office)
    desk.sync()
    desk.cli("import", cohort, quiet=False)
    desk.sync(quiet=False)
    say(f"  {cohort.name} (semicolons, Windows-1252) is in, all or nothing, and at the office.")


def hand_out_tablets(office, tablets):
    step("Three coaches enrol their tablets by one-time code, and get their caseload.")
    for tablet in tablets:
        tablet.enrol(office)
        started = time.monotonic()
        tablet.sync()
        say(f"  {tablet.name}: {len(tablet.caseload())} participants in "
            f"{time.monotonic() - started:.1f} s.")


def share_a_participant(alice, bob):
    """Bob joins the team of one of Alice's participants; returns that participant's id."""
    shared = next(p for p in alice.caseload() if p["stage"] != "finished")
    staff = alice.call("staff.list")["staff"]
    bobs_id = next(person["id"] for person in staff if person["name"] == bob.name)
    alice.call("team.add", participant=shared["id"], staff=bobs_id, role="jobbcoach")
    alice.sync()
    bob.sync()
    say(f"  {alice.first} takes {bob.first} into the team of {shared['name']}; both have the "
        "record now.")
    return shared


def work_offline(tablets, shared, chance):
    step("The network is gone. The coaches go on working; every save is on their own tablet.")
    for tablet in tablets:
        if tablet.sync(expect=(OFFLINE,)) != OFFLINE:
            raise Differs("a sync without an office did not say that it is offline")
    for tablet, (_, unit) in zip(tablets, COACHES):
        caseload = [p for p in tablet.caseload() if p["stage"] != "finished"]
        for number in range(INTAKES_EACH):
            tablet.cli("intake", "--first-name", f"Dag{number + 1}", "--last-name",
                       f"Demosson {tablet.first}", "--unit", unit, "--note",
                       "Vill börja arbeta så snart det går; har arbetat i kök.")
        for number in range(CHECKINS_EACH):
            who = chance.choice(caseload)
            tablet.cli("checkin", who["id"], "--place", "Butiken vid torget", "--planned", 240,
                       "--attended", chance.randrange(120, 241), "--mood", chance.randrange(1, 6),
                       "--comment", f"Kom i tid. Pass {number + 1} gick bra, frågade själv.")
        for number in range(NOTES_EACH):
            tablet.cli("note", chance.choice(caseload)["id"],
                       f"Samtal {number + 1} på arbetsplatsen: handledaren är nöjd, vill fortsätta.")
        say(f"  {tablet.name}: {INTAKES_EACH} intakes, {CHECKINS_EACH} check-ins, "
            f"{NOTES_EACH} notes.")
    for tablet, district in zip(tablets[:2], ("Lundby", "Majorna-Linné")):
        seen = tablet.call("participant.show", participant=shared["id"])
        tablet.call("participant.update", participant=shared["id"], version=seen["version"],
                    district=district, interpreter="arabiska" if district == "Lundby" else "farsi")
    say(f"  {tablets[0].first} and {tablets[1].first} both change where {shared['name']} lives and "
        "which interpreter is needed, without knowing of each other.")


def send_while_the_office_dies(office, tablets):
    step("The network is back. All three send, and in the middle of it the server is killed.")
    office.start()
    delay = 0.03
    for attempt in range(1, 21):
        before = office.commits()
        syncs = [tablet.start_sync() for tablet in tablets]
        time.sleep(delay)
        office.stop(signal.SIGKILL)
        cut_off = sum(sync.wait(timeout=60) == OFFLINE for sync in syncs)
        landed = office.commits() - before
        office.start()
        if cut_off and landed:
            say(f"  kill -9 hit after {landed} commits, with {cut_off} of 3 tablets cut off "
                f"(try {attempt}). The server starts again.")
            return
        # Too late (all had their answer) or too early (nothing had come): try again, a little off.
        if not cut_off:
            delay *= 0.7
            for tablet in tablets:
                tablet.cli("note", tablet.caseload()[0]["id"], "Ringde tillbaka efter lunch.")
        else:
            delay *= 1.3
    raise Differs("in twenty tries the server could not be killed in the middle of a sync")


# --- how it must end --------------------------------------------------------------------------

def rows_of(database, table):
    """All rows by id: the values that show, and the scope."""
    columns = [name for (name,) in database.execute("SELECT name FROM pragma_table_info(?)",
                                                     (table,)) if not name.startswith("_")]
    listed = ", ".join(f't."{name}"' for name in columns)
    query = (f'SELECT t.id, s.kind || hex(s.id), {listed} FROM "{table}" t '
             "JOIN scope s ON s.key = t._scope")
    return {row[0]: row[1:] for row in database.execute(query)}


def conflicts_of(database, table, number):
    query = (f'SELECT t.id, c.field, c.place, c.value FROM conflict c JOIN "{table}" t '
             "ON t._key = c.row WHERE c.entity = ?")
    return sorted(database.execute(query, (number,)), key=repr)


def compare(office, tablets):
    """Compares every record of every tablet with the office's own, from the raw databases."""
    tables = ["unit", "programme", "staff", "participant", "identity", "enrolment",
              "team_membership", "checkin", "note", "outcome"]
    at_office = sqlite3.connect(f"file:{office.database()}?mode=ro", uri=True)
    for tablet in tablets:
        here = sqlite3.connect(f"file:{tablet.store}?mode=ro", uri=True)
        held = {kind + id.hex().upper() for kind, id in here.execute(
            "SELECT s.kind, s.id FROM held_scope h JOIN scope s ON s.key = h.scope "
            "WHERE h.complete")}
        records = 0
        for number, table in enumerate(tables, start=1):
            theirs = {id: row for id, row in rows_of(at_office, table).items() if row[0] in held}
            ours = rows_of(here, table)
            if ours != theirs:
                wrong = {id.hex() for id in ours.keys() ^ theirs.keys()} or {
                    id.hex() for id in ours if ours[id] != theirs[id]}
                raise Differs(f"{tablet.name} and the office differ in {len(wrong)} rows of "
                              f"{table}: {', '.join(sorted(wrong)[:3])}")
            both = conflicts_of(here, table, number)
            if both != [c for c in conflicts_of(at_office, table, number) if c[0] in ours]:
                raise Differs(f"{tablet.name} and the office differ in conflicts of {table}")
            records += len(ours)
        say(f"  {tablet.name}: {records:,} records, all as at the office.")


def count_receipts(tablets):
    counts = {}
    for tablet in tablets:
        for receipt in tablet.call("receipts.list", limit=500)["receipts"]:
            state = receipt["state"]
            counts[state] = counts.get(state, 0) + 1
            if state in ("saved", "sent"):
                raise Differs(f"{tablet.name}: no receipt for {receipt['what']}")
    if counts.get("refused"):
        raise Differs(f"{counts['refused']} changes were refused")
    if not counts.get("conflict"):
        raise Differs("two coaches changed the same field unseen, and no conflict was kept")
    said = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    say(f"  Every change has a receipt: {said}.")


def check_report(desk):
    report = desk.json("report")
    everyone = report["all"]
    figures = (everyone["enrolled"], everyone["finished"], everyone["succeeded"])
    if figures != (ENROLLED, FINISHED, SUCCEEDED):
        raise Differs(f"the report shows {figures}; published are "
                      f"{(ENROLLED, FINISHED, SUCCEEDED)}")
    per_mille = (everyone["share_of_finished"]["per_mille"],
                 everyone["share_of_all"]["per_mille"])
    if per_mille != (600, 232):
        raise Differs(f"the report shows {per_mille} per mille; published are 60.0 and 23.2 %")
    angered = [unit for unit in report["units"] if unit["name"] == "Angered"]
    if len(angered) != 1 or angered[0]["figures"]["data"]:
        raise Differs("Angered has just opened and must show no data yet")


def play(folder, listen, seed):
    chance = random.Random(seed)
    today = time.strftime("%Y-%m-%d")
    office = open_office(folder / "office", listen)
    try:
        desk = Tablet(folder, MANAGER)
        tablets = [Tablet(folder, name) for name, _ in COACHES]
        move_in(office, desk, folder, seed, today)
        hand_out_tablets(office, tablets)
        shared = share_a_participant(*tablets[:2])
        office.stop()
        work_offline(tablets, shared, chance)
        send_while_the_office_dies(office, tablets)

        step("All come back online, until nobody has anything left to send or to fetch.")
        for _ in range(2):
            for tablet in [*tablets, desk]:
                tablet.sync()
        compare(office, [*tablets, desk])
        count_receipts([*tablets, desk])

        step("The programme report, as the manager sees it:")
        check_report(desk)
        say(desk.cli("report").stdout)
    except BaseException:
        office.stop(signal.SIGKILL)
        raise
    return office, desk, tablets


def stop_earlier(folder):
    """Stops the server that an earlier demo left up, by its process id; whether there was one."""
    try:
        pid = int((folder / "server.pid").read_text())
        if str(SERVER) not in pathlib.Path(f"/proc/{pid}/cmdline").read_text():
            return False
        os.kill(pid, signal.SIGTERM)
    except (OSError, ValueError):
        return False
    for _ in range(200):
        if not pathlib.Path(f"/proc/{pid}").exists():
            break
        time.sleep(0.05)
    return True


def how_to_go_on(office, desk, tablets, folder):
    (folder / "server.pid").write_text(str(office.process.pid))
    say("The office is still up. To go on by hand:")
    say(f"  export PATH={CLI.parent}:{SERVER.parent}:$PATH")
    say(f"  export BRYGGA_STORE={tablets[0].store}      # {tablets[0].name}'s tablet")
    say("  brygga status")
    say("  brygga participants list")
    say("  brygga inbox")
    say("  brygga sync --once")
    say(f"  brygga --store {desk.store} report      # the manager's desk")
    say(f"  brygga-server device list --tenant {TENANT} --data {office.folder}")
    say("To stop the office:")
    say("  ./dev demo --stop")


def main():
    parser = argparse.ArgumentParser(prog="./dev demo", description=__doc__.split("\n\n")[0])
    parser.add_argument("--once", action="store_true",
                        help="stop the office in the end and say `demo: ok`")
    parser.add_argument("--stop", action="store_true",
                        help="stop the office that an earlier demo left up, and do nothing else")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is by chance")
    parser.add_argument("--listen", default="127.0.0.1:0",
                        help="the office's address (port 0: a free one)")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build" / "demo",
                        help="where the stores go; made anew each time")
    arguments = parser.parse_args()
    folder = arguments.folder
    was_up = stop_earlier(folder)
    if arguments.stop:
        say("The office is stopped." if was_up else "No office was left up.")
        return 0
    if folder.exists() and not (folder / "made-by-demo").exists():
        say(f"demo: {folder} is there already and not from a demo; choose another --folder")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "made-by-demo").touch()
    try:
        office, desk, tablets = play(folder, arguments.listen, arguments.seed)
    except Differs as difference:
        say(f"\ndemo: {difference}")
        return 1
    if arguments.once:
        office.stop()
        say("demo: ok")
    else:
        how_to_go_on(office, desk, tablets, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
