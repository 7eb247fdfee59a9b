"""Average run lengths of detectors: how often one signals by chance, and the threshold for one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor

from scipy.linalg import solve, toeplitz
from scipy.stats import binom, nbinom, poisson

from oversight_measures.arguments import require_positive
from oversight_measures.control_charts.cusum import CountShift, ShareShift

# A bucket's possible scores, each with its probability.
Scores = Sequence[tuple[float, float]]
# S is followed in this many cells up to the threshold: within 3% of simulated run lengths, within
# 12% where the true ones go in steps, S having but a few values near the threshold.
CELLS = 400
_NEGLIGIBLE = 1e-12


def share_scores(shift: ShareShift, sizes: Sequence[int], share: float | None = None) -> Scores:
    """Return a bucket's scores when its size is any of `sizes` (cases), as often as listed.

    In control, or at another true `share`: a baseline is never known exactly.

    Raises ValueError when there are no sizes or one is not above 0.
    """
    require_positive("sizes", len(sizes))
    true = shift.expected if share is None else share
    scores = []
    for of in sizes:
        require_positive("sizes", of)
        spread, weight = binom(of, true), 1 / len(sizes)
        scores += [(shift.score(x, of), weight * float(spread.pmf(x))) for x in range(of + 1)]
    return _likely(scores)


def count_scores(shift: CountShift, expected: Sequence[float], times: float = 1.0) -> Scores:
    """Return a bucket's scores when any of `expected` is expected, as often as listed.

    A week's seven figures, for example. In control, or with `times` as many events. Counts are
    Poisson, or negative binomial with the shift's dispersion.

    Raises ValueError when nothing is expected or `times` is not above 0.
    """
    require_positive("expected", len(expected))
    require_positive("times", times)
    scores = []
    for mean in expected:
        chances = _chances(times * mean, shift.dispersion)
        scores += [(shift.score(x, mean), p / len(expected)) for x, p in enumerate(chances)]
    return _likely(scores)


def average_run_length(scores: Scores, threshold: float, cells: int = CELLS) -> float:
    """Return the mean number of buckets until S reaches the threshold, from 0.

    A Markov chain over cells of S (Brook and Evans, 1972).

    Raises ValueError when the threshold is not above 0, or no score is: it would never signal.
    """
    require_positive("threshold", threshold)
    require_positive("scores", max(score for score, _ in scores))
    jumps = _jumps(scores, threshold / (cells - 0.5))
    # The identity less the chances to move from one cell (the row) to each.
    ahead = [-jumps.moves.get(cell, 0.0) for cell in range(cells)]
    back = [-jumps.moves.get(-cell, 0.0) for cell in range(cells)]
    rows = toeplitz(back, ahead)
    rows[:, 0] = [-jumps.to_zero(cell) for cell in range(cells)]
    rows[:, -1] = [-jumps.to_last.get(cells - 1 - cell, 0.0) for cell in range(cells)]
    rows[range(cells), range(cells)] += 1.0
    return float(solve(rows, [1.0] * cells)[0])


def threshold_for(scores: Scores, run_length: float, tolerance: float = 0.001) -> float:
    """Return the lowest threshold, to the tolerance, with at least this in-control run length.

    `run_length` is in buckets: with days, 365 is one false alarm a year on average. Counts move S
    in steps, so what `average_run_length` then states may be more than was asked for.

    Raises ValueError when the run length is not above 1, or no score is above 0.
    """
    require_positive("run_length", run_length - 1)
    low, high = 0.0, 1.0
    while average_run_length(scores, high) < run_length:
        low, high = high, high * 2
    while high - low > tolerance:
        middle = (low + high) / 2
        if average_run_length(scores, middle) < run_length:
            low = middle
        else:
            high = middle
    return high


@dataclass(frozen=True)
class _Jumps:
    """The chances to move by a number of cells, and by which the last cell below is reached.

    A score of 2.3 cells is 2 for seven of ten and 3 for three of ten: rounded, small scores would
    all be wrong the same way. Only what ends in the last cell is not shared out past the threshold.
    """

    moves: Mapping[int, float]
    to_last: Mapping[int, float]

    def to_zero(self, start: int) -> float:
        """The chance to fall from a cell to nothing, where S ends."""
        return sum(chance for jump, chance in self.moves.items() if start + jump <= 0)


def _jumps(scores: Scores, width: float) -> _Jumps:
    moves: defaultdict[int, float] = defaultdict(float)
    to_last: defaultdict[int, float] = defaultdict(float)
    for score, chance in scores:
        cells = floor(score / width)
        over = score / width - cells
        moves[cells] += chance * (1 - over)
        moves[cells + 1] += chance * over
        to_last[cells + 1] += chance * over
        # The threshold lies in the middle of the last cell.
        to_last[cells] += chance if over < 0.5 else 0.0
    return _Jumps(moves, to_last)


def _chances(mean: float, dispersion: float) -> list[float]:
    require_positive("expected", mean)
    extra = dispersion - 1
    spread = nbinom(mean / extra, 1 / dispersion) if extra else poisson(mean)
    return [float(spread.pmf(x)) for x in range(int(spread.isf(_NEGLIGIBLE)) + 1)]


def _likely(scores: list[tuple[float, float]]) -> Scores:
    return [(score, chance) for score, chance in scores if chance > _NEGLIGIBLE]
