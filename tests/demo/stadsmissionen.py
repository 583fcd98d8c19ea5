"""A. Göteborgs Stadsmission: six districts, a team that grows, and the last seat taken twice."""
from world import (PROGRAMMES, Tenant, must_be, people_who_do_not_exist, say, step, sync_all)

PROGRAMME = PROGRAMMES / "stadsmissionen.toml"
DISTRICTS = [f"Distrikt {number}" for number in range(1, 7)]
OLD = ["Olle Olsson", "Tea Tredje", "Fia Fjärde", "Nils Nyman", "Petra Palm", "Sara Sjö"]
NEW = ["Ada Alm", "Bo Björk", "Cia Cederlund", "Dan Dahl", "Eva Ek"]
PARTICIPANTS, FINISHED, SUCCEEDED = 240, 96, 48


def grow(tenant, desk):
    """Five new coaches take half of what runs from five of the six old ones."""
    for name, district in zip(NEW, DISTRICTS):
        tenant.staff(name, "coach", [district])
    desk.sync()
    moved = 0
    running = [p for p in desk.caseload() if p["stage"] != "finished"]
    for old, new, district in zip(OLD, NEW, DISTRICTS):
        theirs = [p["id"] for p in running if p["unit"] == district]
        half = theirs[:len(theirs) // 2]
        moved += desk.call("caseload.move", participants=half, from_staff=desk.staff_id(old),
                           to_staff=desk.staff_id(new))["moved"]
    desk.sync()
    say(f"  Five coaches join the six; {moved} running cases change hands, each with all its "
        "history.")


def take_the_last_seat_twice(office, first, second, district):
    employer = first.call("employer.add", unit=first.unit_id(district), name="Bageriet Solrosen")
    seat = first.call("opening.add", employer=employer["employer"], kind="praktik", seats=1)
    sync_all(first, second)
    with office.out_of_reach():
        for coach in (first, second):
            who = next(p for p in coach.caseload() if p["stage"] != "finished")
            coach.call("placement.begin", participant=who["id"], kind="praktik",
                       start=coach.today, opening=seat["opening"])
    sync_all(first, second)
    refused = second.call("inbox.list")["refused"]
    must_be("placements refused of the second coach", len(refused), 1)
    must_be("placements refused of the first coach", len(first.call("inbox.list")["refused"]), 0)
    say(f"  Offline, {first.first} and {second.first} both give away the one seat at the bakery. "
        f"The first to arrive has it; {second.first} reads:")
    say(f"    “{refused[0]['sentence']}”  (and keeps what was written)")


def play(office, today, seed, figures):
    step("A. Stadsmissionen: one programme in six districts, and the team grows from 6 to 11.")
    tenant = Tenant(office, "stadsmissionen", "Göteborgs Stadsmission", PROGRAMME)
    tenant.staff("Maria Månsson", "manager", manages=DISTRICTS)
    for name, district in zip(OLD, DISTRICTS):
        tenant.staff(name, "coach", [district])
    file = tenant.folder / "deltagare.csv"
    people_who_do_not_exist(file, PROGRAMME, PARTICIPANTS, seed, today, "--finished", FINISHED,
                            "--succeeded", SUCCEEDED, "--years", 4,
                            *(part for name, district in zip(OLD, DISTRICTS)
                              for part in ("--coach", f"{name}@{district}")))
    desk = tenant.tablet("Maria Månsson")
    desk.cli("import", file)
    desk.sync()
    grow(tenant, desk)
    old, new = tenant.tablet(OLD[0]), tenant.tablet(NEW[0])
    third, fourth = tenant.tablet(OLD[2]), tenant.tablet(OLD[3])
    old.today = new.today = today

    with office.out_of_reach():
        fourth.call("intake.record", first_name="Zahra", last_name="Demosson",
                    programme="stadsmissionen", unit=fourth.unit_id("Distrikt 4"),
                    stream="available")
        sentence = fourth.refused("intake.record", "support_missing", first_name="Selam",
                                  last_name="Demosson", programme="stadsmissionen",
                                  unit=fourth.unit_id("Distrikt 4"), stream="not_available",
                                  stream_reason="health")
    say(f"  Not available, and no support connected: “{sentence}”")
    sync_all(fourth, third)
    must_be("who is found in another district", third.call("participants.find",
                                                           text="Zahra")["total"], 0)
    say("  A coach of district 3 does not find a participant of district 4 on the tablet at all.")
    take_the_last_seat_twice(office, old, new, DISTRICTS[0])

    desk.sync()
    report = tenant.report("outcomes", "stadsmissionen", "--by", "district", "--by", "year",
                           "--by", "commissioner")
    districts = {group["parts"][0]["key"] for group in report["groups"]}
    must_be("all of them, in groups", sum(group["figures"]["enrolled"]
                                          for group in report["groups"]), PARTICIPANTS + 1)
    staff = [one for one in desk.call("staff.list")["staff"] if "coach" in one["roles"]]
    figures.add("A  districts in one programme", 6, len(districts))
    figures.add("A  staff, grown from 6", 11, len(staff))
