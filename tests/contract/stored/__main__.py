"""``python -m tests.contract.stored``: write golden.json anew."""

import asyncio
from pathlib import Path

import orjson
from tests.contract.stored.golden import GOLDEN, golden

if __name__ == "__main__":
    root = Path(__file__).parents[3]
    found = asyncio.run(golden(root / "shared" / "definitions", root))
    GOLDEN.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
