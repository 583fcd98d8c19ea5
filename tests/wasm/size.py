#!/usr/bin/env python3
"""What a page loads of Brygga before its first call, compressed: told, and not more than promised.

  size.py DIST    the package's scripts and modules
"""

import gzip
import pathlib
import sys

# Of the module and its glue; the package's other scripts are told beside it.
PROMISED = 450_000

dist = pathlib.Path(sys.argv[1])
module = (dist / "brygga.wasm.gz").read_bytes()
if gzip.decompress(module) != (dist / "brygga.wasm").read_bytes():
    sys.exit("brygga.wasm.gz is not brygga.wasm")
glue = dist / "brygga.js"
scripts = b"".join(path.read_bytes() for path in sorted(dist.glob("*.js")) if path != glue)
glue_bytes = len(gzip.compress(glue.read_bytes(), 9))
size = len(module) + glue_bytes
print(f"{len(module)} bytes of module and {glue_bytes} of glue: {size} (promised: {PROMISED}),"
      f" and {len(gzip.compress(scripts, 9))} of other scripts")
if size > PROMISED:
    sys.exit("That is more than promised: what was added? docs/decisions/0081 says what helped.")
