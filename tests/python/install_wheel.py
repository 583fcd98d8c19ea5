#!/usr/bin/env python3
"""Builds the wheel as ./dev wheel does, looks into it, and installs it into a new environment that
sees the system's packages: install_wheel.py BUILD ENVIRONMENT"""

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

HOLDS = {"brygga/libbrygga.so", "brygga/py.typed", "brygga/casework.py", "brygga/__init__.py"}


def main() -> None:
    build, environment = map(Path, sys.argv[1:])
    subprocess.run(["cmake", "--build", build, "--target", "brygga_wheel"], check=True)
    (wheel,) = (build / "wheel").glob("brygga-*.whl")
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    if not wheel.name.endswith(f"-py3-none-{platform}.whl"):
        sys.exit(f"{wheel.name} is for another platform than {platform}")
    with zipfile.ZipFile(wheel) as file:
        missing = HOLDS - set(file.namelist())
    if missing:
        sys.exit(f"{wheel.name} lacks {', '.join(sorted(missing))}")
    shutil.rmtree(environment, ignore_errors=True)
    venv.create(environment, system_site_packages=True, with_pip=True)
    pip = [str(environment / "bin/python"), "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--no-index", "--quiet", str(wheel)], check=True)


if __name__ == "__main__":
    main()
