"""All that can be measured, in the order of measuring."""

from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from tests.bench.bulk_loads import BulkLoads
from tests.bench.indicators import Indicators
from tests.bench.ingest import Ingest
from tests.bench.latency import Latency
from tests.bench.logs import Logs
from tests.bench.peers.contenders import QuixStreams
from tests.bench.rebuilding import Rebuilding
from tests.bench.rig import Rig
from tests.bench.samples import Contender
from tests.bench.scaling import Scaling
from tests.bench.sizes import Sizes

STREAM = "stream.ndjson"


def contenders(
    rig: Rig, sizes: Sizes, folder: Path, console: Console, stack: ExitStack
) -> list[Contender]:
    """Everything, with files in ``folder``; what they share is kept until ``stack`` ends."""
    stream = folder / STREAM
    logs = Logs(rig, sizes, stream, stack)
    return [
        *Ingest(rig, sizes, stream).contenders(),
        *QuixStreams(rig, logs).contenders(),
        *Indicators(rig, logs).contenders(),
        *Scaling(rig, sizes, logs).contenders(),
        *Rebuilding(rig, sizes, console, stack).contenders(),
        *Latency(folder / "latency", rig.kind, sizes).contenders(),
        *BulkLoads(folder / "loads", rig.kind, sizes, console, stack).contenders(),
    ]
