"""E. Goinge Forward: one team of several authorities, bounded by consent; sealed months for ESF."""
from world import (PROGRAMMES, ROOT, Tenant, must_be, people_who_do_not_exist, percent, read_csv, say,
                   step, sync_all, write_csv)

PROGRAMME = PROGRAMMES / "goinge_forward.toml"
LINE = PROGRAMMES / "trelleborg.toml"  # stands for the municipality's own unit
PROFILE = ROOT / "core" / "casework" / "export_profiles" / "esf_hours.toml"
UNIT = "Östra Göinge"
PARTICIPANTS, TO_WORK, TO_STUDIES = 246, 101, 39  # one of them in both
LAST_DAY = "2018-12-31"
MONTHS = ["2018-03", "2018-04", "2018-05"]


def move_in(tenant, desk, seed):
    """The participants from one file, what became of them from another."""
    file = tenant.folder / "deltagare.csv"
    people_who_do_not_exist(file, PROGRAMME, PARTICIPANTS, seed, LAST_DAY, "--finished",
                            PARTICIPANTS, "--succeeded", 0, "--years", 3, "--coach",
                            f"Greta Coach@{UNIT}")
    rows = read_csv(file)
    for row in rows:
        row.update({"resultat": "", "resultat_från": ""})
    write_csv(file, rows)
    desk.cli("import", file, "--programme", "goinge_forward")
    known = [row for row in rows if row["personnummer"]]
    to_work, to_studies = known[:TO_WORK], known[TO_WORK - 1:TO_WORK - 1 + TO_STUDIES]
    outcomes = tenant.folder / "resultat.csv"
    write_csv(outcomes, [{"personnummer": row["personnummer"], "resultat": kind,
                          "från": row["avslutad"]}
                         for kind, group in (("work", to_work), ("studies", to_studies))
                         for row in group])
    desk.import_file("outcomes.import", outcomes, programme="goinge_forward")
    desk.sync()
    say(f"  {PARTICIPANTS} participants and what became of them, from two files.")


def bound_by_consent(office, greta, officer, who, today):
    consent = greta.call("consent.give", participant=who, purpose="Gemensam plan",
                         partner="arbetsformedlingen", data_group="case",
                         text_version="2018-1", valid_from=today,
                         valid_to=str(int(today[:4]) + 1) + today[4:8] + "01")["consent"]
    greta.call("consent.add_member", consent=consent, staff=greta.staff_id(officer.name),
               role="handlaggare_af")
    sync_all(greta, officer)
    must_be("cases that the officer sees with consent", len(officer.caseload()), 1)
    with office.out_of_reach():
        officer.call("note.write", participant=who, body="Anvisning skickad från AF.")
        greta.call("consent.withdraw", consent=consent)
    sync_all(greta, officer, greta)
    must_be("cases that the officer sees without", officer.caseload(), [])
    notes = greta.call("participant.show", participant=who)["notes"]
    late = greta.call("inbox.list")["late"]
    must_be("what the officer wrote meanwhile, with the team", len(notes) + len(late), 1)
    say(f"  {officer.first} of Arbetsförmedlingen sees one case, by consent. It is withdrawn while "
        "both are offline:")
    say("  at the next sync the case leaves that tablet, and what was written there lies before the team.")


def seal_months(tenant, greta, desk, who):
    def check_in(month, minutes, **more):
        return greta.call("checkin.record", participant=who, at=f"{month}-05T08:00:00Z",
                          attended_minutes=minutes, **more)["checkin"]

    def attest(month, minutes):
        greta.call("hours.attest", participant=who, programme="goinge_forward", month=month,
                   minutes=minutes)

    unit = {"programme": "goinge_forward", "unit": desk.unit_id(UNIT)}
    checkins = [check_in(month, 240) for month in MONTHS]
    for month in MONTHS:
        attest(month, 240)
    sync_all(greta, desk)
    sealed = [desk.call("hours.seal", month=month, **unit) for month in MONTHS]
    must_be("months sealed", len(sealed), 3)
    check_in(MONTHS[1], 200, corrects=checkins[1])
    attest(MONTHS[1], 200)
    sync_all(greta, desk)
    repaired = desk.call("hours.repair", **unit)
    must_be("months made again", [month["month"] for month in repaired["months"]], MONTHS[1:])
    sync_all(greta, desk)
    must_be("the chain is whole", desk.call("hours.show", **unit)["verified"], True)
    change = repaired["changes"][0]
    say(f"  {MONTHS[1]} is corrected after it was sealed: that month and each later one are made "
        f"again, with")
    say(f"  a list of changes ({change['minutes_before']} minutes before, "
        f"{change['minutes_after']} after). The file for ESF:")
    file = tenant.verb("export", "hours", "--programme", "goinge_forward", "--unit", UNIT,
                       "--profile", PROFILE, "--month", MONTHS[1])
    for line in file.lstrip("\ufeff").splitlines():
        say(f"    {line}")


def close_the_project(tenant, greta):
    running = greta.call("intake.record", first_name="Amina", last_name="Demosson",
                         programme="goinge_forward", unit=greta.unit_id(UNIT), start="2018-10-01",
                         note="Vill arbeta med barn.")
    greta.call("enrolment.move", enrolment=running["enrolment"], programme="trelleborg",
               unit=greta.unit_id("Trelleborg"), on=LAST_DAY)
    person = greta.call("participant.show", participant=running["participant"])
    must_be("enrolments of a case that moved", len(person["enrolments"]), 2)
    must_be("notes of a case that moved", len(person["notes"]), 1)
    say("  The project closes: a running case goes to the line unit, with all that is in it.")


def play(office, today, seed, figures):
    step("E. Goinge Forward: staff of several authorities, and months that are sealed for ESF.")
    tenant = Tenant(office, "goinge", "Östra Göinge kommun", PROGRAMME, LINE)
    tenant.staff("Gun Granskare", "manager", manages=[UNIT])
    tenant.staff("Greta Coach", "coach", [UNIT, "Trelleborg"])
    tenant.staff("Arvid Af", "partner")
    desk, officer = tenant.tablet("Gun Granskare"), tenant.tablet("Arvid Af")
    move_in(tenant, desk, seed)
    greta = tenant.tablet("Greta Coach")
    who = next(p["id"] for p in greta.caseload() if p["ended"] > "2018-05-31"
               and p["start"] < "2018-03-01")
    bound_by_consent(office, greta, officer, who, today)
    seal_months(tenant, greta, desk, who)
    # Figures of the project as it closed; the case that moves on comes after them.
    target = tenant.report("targets", "goinge_forward", "--as-of", today)["targets"][0]
    everyone = tenant.report("outcomes", "goinge_forward")["all"]
    figures.add("E  participants", PARTICIPANTS, everyone["enrolled"])
    figures.add("E  to work", TO_WORK, everyone["to_work"])
    figures.add("E  to studies", TO_STUDIES, everyone["to_studies"])
    figures.add("E  persons, each once", 139, target["reached"])
    figures.add("E  share", "56.5 %", percent(target["share"]))
    figures.add("E  needed for the target", 50, target["needed"])
    close_the_project(tenant, greta)
    greta.sync()
