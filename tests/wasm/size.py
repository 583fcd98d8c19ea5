#!/usr/bin/env python3
"""What a page loads of Brygga before its first call, compressed: told, and not more than it was.

  size.py DIST    the package's scripts and modules
"""

import gzip
import pathlib
import sys

PROMISED = 450_000
# What it is, and a little. The promise is not kept yet (docs/PLATFORMS.md); growing must be noticed.
HELD = 500_000

dist = pathlib.Path(sys.argv[1])
module = (dist / "brygga.wasm.gz").read_bytes()
if gzip.decompress(module) != (dist / "brygga.wasm").read_bytes():
    sys.exit("brygga.wasm.gz is not brygga.wasm")
scripts = b"".join(path.read_bytes() for path in sorted(dist.glob("*.js")))
size = len(module) + len(gzip.compress(scripts, 9))
print(f"{len(module)} bytes of module and {size - len(module)} of scripts: {size} (promised: {PROMISED})")
if size > HELD:
    sys.exit(f"That is more than {HELD}: what was added? docs/decisions/0081 says what helped.")
