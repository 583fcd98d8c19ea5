"""B. Trelleborg: an intake on one screen, and a handover to a socialsekreterare."""
from world import (PROGRAMMES, Tenant, must_be, people_who_do_not_exist, percent, read_csv, say, step,
                   sync_all, write_csv)

PROGRAMME = PROGRAMMES / "trelleborg.toml"
UNIT = "Trelleborg"
SECRETARIES = ["Alma Alm", "Björn Borg"]
SOCIAL = "Sven Social"
INTAKES, READY = 100, 85
EXITS = {2014: 30, 2016: 60}  # before and after, as the programme compares them
REASONS = ["parental_leave", "sick_listed", "addiction"]


def move_in(tenant, desk, seed, today):
    """Ninety people of earlier years, each to work in one of the two that are compared."""
    file = tenant.folder / "tidigare.csv"
    people_who_do_not_exist(file, PROGRAMME, sum(EXITS.values()), seed, today, "--years", 4,
                            "--coach", f"{SECRETARIES[0]}@{UNIT}")
    years = [year for year, count in EXITS.items() for _ in range(count)]
    rows = read_csv(file)
    for row, year in zip(rows, years):
        row.update({"startdatum": f"{year}-01-15", "avslutad": f"{year}-11-02",
                    "resultat": "arbete", "resultat_från": f"{year}-11-02"})
    write_csv(file, rows)
    desk.cli("import", file)
    desk.sync()


def intake(tablet, number, people, today):
    is_ready = number < READY
    return tablet.call(
        "intake.record", first_name=people[number]["förnamn"], last_name=people[number]["efternamn"],
        programme="trelleborg", unit=tablet.unit_id(UNIT), stream="ready" if is_ready else
        "needs_other_support", **({} if is_ready else {"stream_reason": REASONS[number % 3]}),
        answer="Söka arbete i lager och handel.", step="Ringa tre arbetsgivare", step_due=today,
        meeting_at=f"{today}T15:00:00+01:00", meeting_place="Medborgarkontoret")


def hand_over(office, alma, sven, who):
    sync_all(alma, sven)
    offered = alma.call("handover.offer", participant=who, to_staff=alma.staff_id(SOCIAL),
                        role="socialsekreterare", message="Behöver bostad först.")
    sync_all(alma, sven)
    must_be("handovers that Sven is asked for", len(sven.call("today")["handovers"]), 1)
    with office.out_of_reach():
        alma.call("note.write", participant=who, body="Hon har fått ett erbjudande om praktik.")
        sven.call("handover.accept", handover=offered["handover"])
    sven.sync()
    sync_all(alma, sven)
    late = sven.call("inbox.list")["late"]
    must_be("late notes that reach Sven", len(late), 1)
    held = [p for p in alma.caseload() if p["id"] == who]
    must_be("cases that Alma has given away and still holds", held, [])
    say(f"  {sven.first} accepts a case offline while {alma.first} still writes in it: she leaves "
        "the team,")
    say(f"  and her note lies before {sven.first} as late work of {late[0]['written_by_name']}.")


def play(office, today, seed, figures):
    step("B. Trelleborg: one question, and then a plan; a hundred intakes without a network.")
    tenant = Tenant(office, "trelleborg", "Trelleborgs kommun", PROGRAMME)
    tenant.staff("Mona Modig", "manager", manages=[UNIT])
    for name in [*SECRETARIES, SOCIAL]:
        tenant.staff(name, "coach", [UNIT])
    desk = tenant.tablet("Mona Modig")
    move_in(tenant, desk, seed, today)
    secretaries = [tenant.tablet(name) for name in SECRETARIES]
    sven = tenant.tablet(SOCIAL)
    file = tenant.folder / "nya.csv"
    people_who_do_not_exist(file, PROGRAMME, INTAKES, seed + 1, today)
    people = read_csv(file)
    with office.out_of_reach():
        sentence = secretaries[0].refused(
            "intake.record", "plan_without_step", first_name="Selam", last_name="Demosson",
            programme="trelleborg", unit=secretaries[0].unit_id(UNIT), stream="ready",
            meeting_at=f"{today}T15:00:00+01:00")
        made = [intake(secretaries[number % 2], number, people, today)
                for number in range(INTAKES)]
    say(f"  Without a dated step: “{sentence}”")
    say(f"  {INTAKES} intakes on two tablets, each one screen and one transaction.")
    hand_over(office, secretaries[0], sven, made[-2]["participant"])
    sync_all(*secretaries, desk)

    period = ("--from", today, "--until", today)
    intakes = tenant.report("intake", "trelleborg", *period)
    must_be("intakes today", intakes["intakes"], INTAKES)
    for stream, published in zip(intakes["streams"], ("85.0 %", "15.0 %")):
        figures.add(f"B  {stream['key'].replace('_', ' ')}", published, percent(stream["share"]))
    compared = tenant.report("comparison", "trelleborg")["comparison"]
    figures.add("B  to self-support, after against before", "2.0x", compared["ratio"])
