"""C. Skövde's adapted roles and the county's consultation: gates, decided offline by two managers."""
from world import (PROGRAMMES, Tenant, must_be, people_who_do_not_exist, percent, say, step,
                   sync_all)

PROGRAMME = PROGRAMMES / "anpassade_roller.toml"
UNITS = ["Förskola", "Skola"]
MANAGERS = ["Rut Rektor", "Pia Politik"]
PILOTS = 25
MUNICIPALITIES, TAKING_PART = 49, 40
COUNTY_PEOPLE = 600  # enough that somebody is in each of those that take part


def draft(tablet, title, **more):
    return tablet.call("role.draft", programme="anpassade_roller", title=title,
                       tasks=["frukost", "städning", "utevistelse"], unit_type="förskola",
                       language_demand="A2", duration_months=12, funder="kommunen",
                       **more)["role_template"]


def decide(tablet, role, gate, decision="approved"):
    tablet.call("role.decide", role_template=role, gate=gate, decision=decision,
                reason="Efter samtal på arbetsplatsen.")


def pass_the_gates(office, rut, pia):
    enhet = draft(rut, "Enhetsassistent")
    service = draft(rut, "Serviceassistent", leads_to=enhet)
    for role in (service, enhet):
        decide(rut, role, "unit")
    sync_all(rut, pia)
    with office.out_of_reach():
        sentence = rut.refused("role.publish", "gates_missing", role_template=service)
        decide(rut, service, "union")
        decide(pia, service, "politics")
        decide(rut, enhet, "union")
        decide(pia, enhet, "politics", "rejected")
    say(f"  With one gate of three: “{sentence}”")
    sync_all(rut, pia)
    rut.call("role.publish", role_template=service)
    rut.refused("role.publish", "gate_rejected", role_template=enhet)
    sync_all(rut, pia)
    roles = {role["title"]: role for role in pia.call("roles.list")["roles"]}
    must_be("the role of three approvals", roles["Serviceassistent"]["status"], "published")
    must_be("the role with a rejection", roles["Enhetsassistent"]["status"], "draft")
    say("  Two approvals given offline on two tablets make three with an earlier one: "
        "serviceassistent is published.")
    say("  One rejection among approvals blocks: enhetsassistent, to which it leads, is not.")


def county_programme(file):
    """A programme with a unit for each municipality of a county; its path."""
    text = PROGRAMME.read_text(encoding="utf-8")
    units = "".join(f'[[units]]\nkey = "kommun_{n}"\nname = "Kommun {n}"\n\n'
                    for n in range(1, MUNICIPALITIES + 1))
    begin, end = text.index("[[units]]"), text.index("# Pilots last")
    text = text[:begin] + units + text[end:]
    file.write_text(text.replace('key = "anpassade_roller"', 'key = "samrad"', 1),
                    encoding="utf-8")
    return file


def consult_the_county(office, seed, today, figures):
    programme = county_programme(office.folder.parent / "samrad.toml")
    county = Tenant(office, "lansstyrelsen", "Länsstyrelsens samråd", programme)
    places = [f"Kommun {n}" for n in range(1, MUNICIPALITIES + 1)]
    county.staff("Karin Konsult", "manager", manages=places)
    away = [part for n in range(TAKING_PART + 1, MUNICIPALITIES + 1)
            for part in ("--empty-unit", f"kommun_{n}")]
    file = county.folder / "deltagare.csv"
    people_who_do_not_exist(file, programme, COUNTY_PEOPLE, seed, today, "--years", 2, *away,
                            *(part for place in places[:TAKING_PART]
                              for part in ("--coach", f"Karin Konsult@{place}")))
    desk = county.tablet("Karin Konsult")
    desk.cli("import", file, "--programme", "samrad")
    desk.sync()
    part = county.report("county", "samrad")["taking_part"]
    figures.add("C  municipalities that take part", f"{TAKING_PART} of {MUNICIPALITIES}",
                f"{part['count']} of {part['of']}")
    figures.add("C  which is", "81.6 %", percent(part))


def play(office, today, seed, figures):
    step("C. Skövde: new roles pass the workplace, politics and unions; and the county's view.")
    tenant = Tenant(office, "skovde", "Skövde kommun", PROGRAMME)
    for name, unit in zip(MANAGERS, UNITS):
        tenant.staff(name, "manager", manages=[unit])
    tenant.staff("Cajsa Coach", "coach", UNITS)
    coach = tenant.tablet("Cajsa Coach")
    rut, pia = (tenant.tablet(name) for name in MANAGERS)
    pass_the_gates(office, rut, pia)

    file = tenant.folder / "piloter.csv"
    people_who_do_not_exist(file, PROGRAMME, PILOTS, seed, today, "--years", 1, "--finished", 0,
                            "--succeeded", 0,
                            *(part for unit in UNITS for part in ("--coach", f"{coach.name}@{unit}")))
    coach.cli("import", file)
    employer = coach.call("employer.add", unit=coach.unit_id(UNITS[0]), name="Förskolan Linden")
    for level in ("leadership", "co_worker"):
        coach.call("employer.training", employer=employer["employer"], level=level,
                   sector="public", held_on=today, headcount=12, stage="held")
    sentence = coach.refused("employer.contact", "names_a_participant",
                             employer=employer["employer"], mode="visit",
                             result=f"De tar gärna emot {coach.caseload()[0]['name']}.")
    say(f"  An employer's page names no participant: “{sentence}”")
    sync_all(coach)
    pilots = tenant.report("outcomes", "anpassade_roller")["all"]["enrolled"]
    figures.add("C  pilot assistants", PILOTS, pilots)
    consult_the_county(office, seed, today, figures)
