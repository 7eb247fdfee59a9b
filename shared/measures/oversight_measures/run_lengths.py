"""How often a detector signals by chance: its average run length, and the threshold for one."""

from collections.abc import Sequence
from math import floor

from scipy.linalg import solve
from scipy.stats import binom, nbinom, poisson

from oversight_measures.arguments import require_positive
from oversight_measures.cusum import CountShift, ShareShift

# A bucket's possible scores, each with its probability.
Scores = Sequence[tuple[float, float]]
# S is followed in this many cells up to the threshold: within 2% of simulated run lengths.
CELLS = 200
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
    rows = [_row(jumps, start, cells) for start in range(cells)]
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


def _jumps(scores: Scores, width: float) -> dict[int, float]:
    """The chance to move by each number of cells."""
    jumps: dict[int, float] = {}
    for score, chance in scores:
        cells = floor(score / width + 0.5)
        jumps[cells] = jumps.get(cells, 0.0) + chance
    return jumps


def _row(jumps: dict[int, float], start: int, cells: int) -> list[float]:
    """A row of the identity less the chances to move from one cell to each; S ends at 0 below."""
    to_zero = sum(chance for jump, chance in jumps.items() if start + jump <= 0)
    moves = [to_zero, *(jumps.get(cell - start, 0.0) for cell in range(1, cells))]
    return [(cell == start) - chance for cell, chance in enumerate(moves)]


def _chances(mean: float, dispersion: float) -> list[float]:
    require_positive("expected", mean)
    extra = dispersion - 1
    spread = nbinom(mean / extra, 1 / dispersion) if extra else poisson(mean)
    return [float(spread.pmf(x)) for x in range(int(spread.isf(_NEGLIGIBLE)) + 1)]


def _likely(scores: list[tuple[float, float]]) -> Scores:
    return [(score, chance) for score, chance in scores if chance > _NEGLIGIBLE]
