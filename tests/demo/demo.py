#!/usr/bin/env python3
"""Plays a working day in each of the five organisations, with the programs that users run.

One office server, and for each organisation a tenant there and tablets with stores of their own.
The coaches lose the network, work, and come back; they meet each other's changes; the office's
server is killed while they send. In the end every tablet must agree with the office, every change
must have a receipt, and the figures must be the published ones. Run it by `./dev demo`.
"""
import argparse
import os
import pathlib
import shutil
import signal
import sys
import time

import adapted_roles
import goinge_forward
import kompetenscenter
import stadsmissionen
import trelleborg
from world import CLI, ROOT, SERVER, Differs, Figures, Office, say, step


def play(folder, listen, web, seed):
    today = time.strftime("%Y-%m-%d")
    figures = Figures()
    office = Office(folder / "office", listen, web)
    step("The office opens: a server on this machine, with its databases in one folder.")
    office.start()
    try:
        say(f"  It listens on {office.url}.")
        left_open = kompetenscenter.play(office, today, seed, figures)
        for organisation in (stadsmissionen, trelleborg, adapted_roles, goinge_forward):
            organisation.play(office, today, seed, figures)
        step("What the five have published, and what their records here give:")
        figures.tell()
    except BaseException:
        office.stop(signal.SIGKILL)
        raise
    return office, *left_open


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


def set_up_kiosk(tenant, tablet):
    """An account for a tablet at the door, and a badge of one of that coach's participants."""
    kiosk, place = "Plattan vid dörren", "Hisingen"
    tenant.staff(kiosk, "kiosk", [place])
    unit = tablet.unit_id(place)
    someone = next(one for one in tablet.caseload() if one["stage"] == "active"
                   and not tablet.call("participant.show", participant=one["id"])["protection"])
    badge = tablet.call("badge.issue", participant=someone["id"], unit=unit)["code"]
    tablet.sync()
    return kiosk, place, someone["first_name"], badge


def in_a_browser(office, tenant, desk, tablets):
    password = "en bro till arbete"
    tenant.choose_password(desk.name, password)
    coach = tablets[0].name
    kiosk, place, first_name, badge = set_up_kiosk(tenant, tablets[0])
    say(f"\nIn a browser: {office.url}")
    say(f"  as a coach on a tablet, {coach}, once by this link:")
    say(f"    {office.url}/#enrol={tenant.name}.{tenant.code(coach, 'webbläsaren')}")
    say(f"  at the office, {desk.name}: sign in at {tenant.name} with the password `{password}`")
    say(f"  as the kiosk of {place}, {kiosk}, once by this link, in a browser profile of its own,")
    say("  since a kiosk shows nothing else until its staff end it:")
    say(f"    {office.url}/#enrol={tenant.name}.{tenant.code(kiosk, 'kiosken')}")
    say(f"    with {first_name}'s badge: {badge}")


def how_to_go_on(office, tenant, desk, tablets, folder):
    (folder / "server.pid").write_text(str(office.process.pid))
    say("\nThe office is still up.")
    if office.web:
        in_a_browser(office, tenant, desk, tablets)
    say("\nTo go on by hand in a terminal:")
    say(f"  export PATH={CLI.parent}:{SERVER.parent}:$PATH")
    say(f"  export BRYGGA_STORE={tablets[0].store}      # {tablets[0].name}'s tablet")
    say("  brygga status")
    say("  brygga participants list")
    say("  brygga inbox")
    say("  brygga sync --once")
    say(f"  brygga --store {desk.store} report      # the manager's desk")
    say(f"  brygga-server device list --tenant {tenant.name} --data {office.folder}")
    say(f"  brygga-server report limits --tenant {tenant.name} --programme kompetenscenter "
        f"--data {office.folder}")
    say(f"The other organisations' tablets are beside it, in {folder}.")
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
    parser.add_argument("--web", type=pathlib.Path, help="serve the web app from this folder")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build" / "demo",
                        help="where the stores go; made anew each time")
    arguments = parser.parse_args()
    folder = arguments.folder.absolute()
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
        office, tenant, desk, tablets = play(folder, arguments.listen, arguments.web,
                                              arguments.seed)
    except Differs as difference:
        say(f"\ndemo: {difference}")
        return 1
    if arguments.once:
        office.stop()
        say("\ndemo: ok")
    else:
        how_to_go_on(office, tenant, desk, tablets, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
