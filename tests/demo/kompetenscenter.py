"""D. Göteborg's kompetenscenter: a day offline, and the office's server is killed while all send."""
import contextlib
import random
import signal
import sqlite3
import time

from world import (OFFLINE, PROGRAMMES, Differs, Tenant, must_be, people_who_do_not_exist, percent,
                   say, step, sync_all)

PROGRAMME = PROGRAMMES / "kompetenscenter.toml"
MANAGER = "Maja Lindqvist"
COACHES = [("Alice Andersson", "Hisingen"), ("Bob Berg", "Centrum-Väster"),
           ("Cecilia Cruz", "Öster")]
INTAKES_EACH = 3
CHECKINS_EACH = 12
NOTES_EACH = 6
# The published figures; the day's intakes are the last of the 1,240.
ENROLLED, FINISHED, SUCCEEDED = 1240, 480, 288


def open_tenant(office):
    tenant = Tenant(office, "goteborg", "Göteborgs kompetenscenter", PROGRAMME)
    units = tenant.units()
    tenant.staff(MANAGER, "manager", manages=units)
    for name, unit in COACHES:
        tenant.staff(name, "coach", [unit])
    say(f"  Göteborg's centres are {', '.join(units)}.")
    return tenant


def move_in(tenant, seed, today):
    imported = ENROLLED - INTAKES_EACH * len(COACHES)
    step(f"{MANAGER.split()[0]}, the manager, moves in: {imported:,} participants from a file of "
         "the old system.")
    cohort = tenant.folder / "deltagare.csv"
    coaches = [part for name, unit in COACHES for part in ("--coach", f"{name}@{unit}")]
    people_who_do_not_exist(cohort, PROGRAMME, imported, seed, today, "--finished", FINISHED,
                            "--succeeded", SUCCEEDED, "--years", 4, "--empty-unit", "angered",
                            "--encoding", "windows-1252", *coaches)
    desk = tenant.tablet(MANAGER)
    desk.cli("import", cohort, quiet=False)
    desk.sync(quiet=False)
    say(f"  {cohort.name} (semicolons, Windows-1252) is in, all or nothing, and at the office.")
    return desk


def hand_out_tablets(tenant):
    step("Three coaches enrol their tablets by one-time code, and get their caseload.")
    tablets = []
    for name, _ in COACHES:
        started = time.monotonic()
        tablets.append(tenant.tablet(name))
        say(f"  {name}: {len(tablets[-1].caseload())} participants in "
            f"{time.monotonic() - started:.1f} s.")
    return tablets


def share_a_participant(alice, bob):
    """Bob joins the team of one of Alice's participants; returns that participant."""
    shared = next(p for p in alice.caseload() if p["stage"] != "finished")
    alice.call("team.add", participant=shared["id"], staff=alice.staff_id(bob.name),
               role="jobbcoach")
    alice.sync()
    bob.sync()
    say(f"  {alice.first} takes {bob.first} into the team of {shared['name']}; both have the "
        "record now.")
    return shared


def work_offline(tablets, shared, chance):
    step("The network is gone. The coaches go on working; every save is on their own tablet.")
    for tablet in tablets:
        must_be("a sync without an office", tablet.sync(expect=(OFFLINE,)), OFFLINE)
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


def send_while_the_office_dies(office, tenant, tablets):
    step("The network is back. All three send, and in the middle of it the server is killed.")
    delay = 0.03
    for attempt in range(1, 21):
        before = tenant.commits()
        syncs = [tablet.start_sync() for tablet in tablets]
        time.sleep(delay)
        office.stop(signal.SIGKILL)
        cut_off = sum(sync.wait(timeout=60) == OFFLINE for sync in syncs)
        landed = tenant.commits() - before
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


def read_only(file):
    return contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True))


def compare(at_office, here, tablet):
    """How many records the tablet holds, each as at the office: from the raw databases."""
    tables = ["unit", "programme", "staff", "participant", "identity", "enrolment",
              "team_membership", "checkin", "note", "outcome"]
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
    return records


def compare_all(tenant, tablets):
    with read_only(tenant.database()) as at_office:
        for tablet in tablets:
            with read_only(tablet.store) as here:
                say(f"  {tablet.name}: {compare(at_office, here, tablet):,} records, all as at the "
                    "office.")


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


def tell_figures(desk, figures):
    report = desk.report("outcomes", "kompetenscenter")
    everyone = report["all"]
    figures.add("D  worked with", f"{ENROLLED:,}", f"{everyone['enrolled']:,}")
    figures.add("D  to work or studies", SUCCEEDED, everyone["succeeded"])
    figures.add("D  of those who finished", "60.0 %", percent(everyone["share_of_finished"]))
    figures.add("D  of all", "23.2 %", percent(everyone["share_of_all"]))
    angered = [group for group in report["groups"] if group["key"] == "angered"]
    must_be("Angered, which has just opened, has data", angered[0]["figures"]["data"], False)


def play(office, today, seed, figures):
    tenant = open_tenant(office)
    desk = move_in(tenant, seed, today)
    tablets = hand_out_tablets(tenant)
    shared = share_a_participant(*tablets[:2])
    with office.out_of_reach():
        work_offline(tablets, shared, random.Random(seed))
    send_while_the_office_dies(office, tenant, tablets)

    step("All come back online, until nobody has anything left to send or to fetch.")
    sync_all(*tablets, desk)
    compare_all(tenant, [*tablets, desk])
    count_receipts([*tablets, desk])
    tell_figures(desk, figures)

    step("The programme report, as the manager sees it:")
    say(desk.cli("report").stdout)
    return tenant, desk, tablets
