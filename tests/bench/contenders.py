"""All that can be measured, in the order of measuring."""

from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from tests.bench.indicators import Indicators
from tests.bench.ingest import Ingest
from tests.bench.logs import Logs
from tests.bench.peers.contenders import QuixStreams
from tests.bench.rebuilding import Rebuilding
from tests.bench.rig import Rig
from tests.bench.samples import Contender
from tests.bench.scaling import Scaling
from tests.bench.sizes import Sizes


def contenders(
    rig: Rig, sizes: Sizes, stream: Path, console: Console, stack: ExitStack
) -> list[Contender]:
    """Everything; what they share is kept until ``stack`` ends."""
    logs = Logs(rig, sizes, stream, stack)
    return [
        *Ingest(rig, sizes, stream).contenders(),
        *QuixStreams(rig, logs).contenders(),
        *Indicators(rig, logs).contenders(),
        *Scaling(rig, sizes, logs).contenders(),
        *Rebuilding(rig, sizes, console, stack).contenders(),
    ]
