"""Run lengths of CUSUMs: how often one signals by chance, how soon of a shift, and the threshold.

A Markov chain over the cells of S (Brook and Evans, 1972).
"""

from collections.abc import Callable, Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve, toeplitz
from scipy.stats import betabinom, binom, nbinom, poisson

from oversight_measures.arguments import require_positive
from oversight_measures.detectors.shifts import CountShift, ShareShift, require_share

# A bucket's possible scores, each with its probability.
Scores = Sequence[tuple[float, float]]
Numbers = NDArray[np.float64]
# S is followed in this many cells up to the threshold, in fewer where a threshold is looked for.
CELLS, COARSE = 400, 60
_NEGLIGIBLE = 1e-12
# Further than this a delay is not followed: nobody waits for it.
LONGEST = 10_000


def share_scores(shift: ShareShift, sizes: Sequence[int], share: float | None = None) -> Scores:
    """Return a bucket's scores when its size is any of `sizes` (cases), as often as listed.

    In control, or at another true `share`: a baseline is never known exactly. Hits are binomial,
    or beta-binomial with the correlation of the shift.

    Raises ValueError when there are no sizes, one is not above 0, or the share is none.
    """
    require_positive("sizes", len(sizes))
    true = shift.expected if share is None else share
    require_share("share", true)
    scores: list[tuple[float, float]] = []
    for of in sizes:
        require_positive("sizes", of)
        chances = _share_chances(of, true, shift.correlation)
        scores += [(shift.score(x, of), p / len(sizes)) for x, p in enumerate(chances)]
    return _likely(scores)


def count_scores(shift: CountShift, expected: Sequence[float], times: float = 1.0) -> Scores:
    """Return a bucket's scores when any of `expected` is expected, as often as listed.

    A week's seven figures, for example. In control, or with `times` as many events. Counts are
    Poisson, or negative binomial with the shift's dispersion.

    Raises ValueError when nothing is expected or `times` is not above 0.
    """
    require_positive("expected", len(expected))
    require_positive("times", times)
    scores: list[tuple[float, float]] = []
    for mean in expected:
        chances = _count_chances(times * mean, shift.dispersion)
        scores += [(shift.score(x, mean), p / len(expected)) for x, p in enumerate(chances)]
    return _likely(scores)


def average_run_length(scores: Scores, threshold: float, cells: int = CELLS) -> float:
    """Return the mean number of buckets until S reaches the threshold, from 0.

    Raises ValueError when the threshold is not above 0, or no score is: it would never signal.
    """
    stays = _on_lattice(scores, threshold)
    if stays is None:
        stays = _transitions(scores, threshold, cells)
    return float(solve(np.eye(len(stays)) - stays, np.ones(len(stays)))[0])


def median_run_length(scores: Scores, threshold: float, cells: int = CELLS) -> int | None:
    """Return the number of buckets within which half of all runs from 0 reach the threshold.

    Of scores under a shift: the median delay to find it where S is 0 as it begins, which is the
    longest. None where it is more than 10,000.

    Raises ValueError as `average_run_length` does.
    """
    stays = _on_lattice(scores, threshold)
    if stays is None:
        stays = _transitions(scores, threshold, cells)
    silent = np.zeros(len(stays))
    silent[0] = 1.0
    for buckets in range(1, LONGEST + 1):
        silent = silent @ stays
        if float(silent.sum()) <= 0.5:
            return buckets
    return None


def episode_cycle(scores: Scores, threshold: float, cells: int = CELLS) -> float:
    """Return the mean number of buckets from the beginning of one episode to that of the next.

    An episode opens at the threshold, where S rests, and is over at 0: from there the next is the
    average run length away. In control it says how often false episodes begin.

    Raises ValueError as `average_run_length` does.
    """
    stays = _transitions(scores, threshold, cells)
    run_length = float(solve(np.eye(cells) - stays, np.ones(cells))[0])
    # The cells above 0, and last the threshold itself, half a cell above the last of them.
    open_ = np.zeros((cells, cells))
    open_[:-1, :-1] = stays[1:, 1:]
    open_[:-1, -1] = 1 - stays[1:].sum(axis=1)
    open_[-1] = _from_threshold(scores, threshold, cells)
    lasts = float(solve(np.eye(cells) - open_, np.ones(cells))[-1])
    return run_length + lasts


def threshold_for(scores: Scores, run_length: float, tolerance: float = 0.001) -> float:
    """Return the lowest threshold, to the tolerance, with at least this in-control run length.

    `run_length` is in buckets: with days, 365 is one false alarm a year on average. Counts move S
    in steps, so what `average_run_length` then states may be more than was asked for.

    Raises ValueError when the run length is not above 1, or no score is above 0.
    """
    require_positive("run_length", run_length - 1)

    def enough(threshold: float, cells: int) -> bool:
        return average_run_length(scores, threshold, cells) >= run_length

    high = 1.0
    while not enough(high, COARSE):
        high *= 2
    # A coarse chain costs next to nothing, and says about where to look.
    near = _halved(0.0, high, 10 * tolerance, lambda middle: enough(middle, COARSE))
    step = 20 * tolerance
    low, high = max(0.0, near - step), near + step
    while low > 0 and enough(low, CELLS):
        low, high, step = max(0.0, low - 2 * step), low, 2 * step
    while not enough(high, CELLS):
        low, high, step = high, high + 2 * step, 2 * step
    return _halved(low, high, tolerance, lambda middle: enough(middle, CELLS))


def _halved(low: float, high: float, tolerance: float, enough: Callable[[float], bool]) -> float:
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _transitions(scores: Scores, threshold: float, cells: int) -> Numbers:
    """The chances to move from each cell (the row) to each, without reaching the threshold.

    A score of 2.3 cells is 2 for seven of ten and 3 for three of ten: rounded, small scores would
    all be wrong the same way. Only what ends in the last cell is not shared out past the threshold.
    """
    require_positive("threshold", threshold)
    require_positive("scores", max(score for score, _ in scores))
    steps, chances = _steps(scores, threshold, cells)
    whole = np.floor(steps).astype(np.int64)
    over = steps - whole
    moves, to_last = np.zeros(2 * cells + 1), np.zeros(2 * cells + 1)
    # Beyond the chain's length all jumps are one: to nothing, or past the threshold.
    here = np.clip(whole, -cells, cells) + cells
    next_ = np.clip(whole + 1, -cells, cells) + cells
    np.add.at(moves, here, chances * (1 - over))
    np.add.at(moves, next_, chances * over)
    np.add.at(to_last, next_, chances * over)
    # The threshold lies in the middle of the last cell.
    np.add.at(to_last, here, np.where(over < 0.5, chances, 0.0))
    rows: Numbers = toeplitz(moves[cells:0:-1], moves[cells : 2 * cells])
    rows[:, 0] = np.cumsum(moves)[cells:0:-1]
    rows[:, -1] = to_last[2 * cells - 1 : cells - 1 : -1]
    return rows


def _on_lattice(scores: Scores, threshold: float) -> Numbers | None:
    """The same chances where S can have but a few values; None where it can have any.

    A shift that is as far to one side of a half as to the other has scores that are all multiples
    of one. Then S is on them too, and its run lengths go in steps which cells would miss.
    """
    require_positive("threshold", threshold)
    require_positive("scores", max(score for score, _ in scores))
    values, chances = np.array(scores, dtype=np.float64).T
    step = _common_step(values)
    if step is None or threshold / step > CELLS:
        return None
    cells = ceil(threshold / step - 1e-9)
    moves = np.zeros(2 * cells + 1)
    jumps = np.clip(np.rint(values / step).astype(np.int64), -cells, cells) + cells
    np.add.at(moves, jumps, chances)
    rows: Numbers = toeplitz(moves[cells:0:-1], moves[cells : 2 * cells])
    rows[:, 0] = np.cumsum(moves)[cells:0:-1]
    return rows


def _common_step(values: Numbers) -> float | None:
    """What all values are multiples of, as floating point has them; None where there is none."""
    sizes = np.unique(np.abs(values))
    gaps = np.diff(np.concatenate([[0.0], sizes]))
    wide = gaps[gaps > 1e-9]
    step = float(wide.min())
    multiples = values / step
    return step if np.allclose(multiples, np.rint(multiples), rtol=0, atol=1e-6) else None


def _from_threshold(scores: Scores, threshold: float, cells: int) -> Numbers:
    """The chances to move from the threshold to the cells above 0, and to stay."""
    steps, chances = _steps(scores, threshold, cells)
    at = cells - 0.5 + steps
    whole = np.floor(at).astype(np.int64)
    over = at - whole
    row = np.zeros(cells)
    row[-1] = float(chances[steps >= 0].sum())
    for offset, share in ((0, 1 - over), (1, over)):
        # What is below the threshold is at most in the last cell.
        cell = np.minimum(whole + offset, cells - 1)
        falls = (steps < 0) & (cell > 0)
        np.add.at(row, cell[falls] - 1, (chances * share)[falls])
    return row


def _steps(scores: Scores, threshold: float, cells: int) -> tuple[Numbers, Numbers]:
    """The scores in cells, and their chances."""
    values, chances = np.array(scores, dtype=np.float64).T
    return values * ((cells - 0.5) / threshold), chances


def _share_chances(of: int, share: float, correlation: float) -> list[float]:
    hits = np.arange(of + 1)
    if not correlation:
        return [float(chance) for chance in binom.pmf(hits, of, share)]
    size = 1 / correlation - 1
    return [float(p) for p in betabinom.pmf(hits, of, share * size, (1 - share) * size)]


def _count_chances(mean: float, dispersion: float) -> list[float]:
    require_positive("expected", mean)
    extra = dispersion - 1
    spread = nbinom(mean / extra, 1 / dispersion) if extra else poisson(mean)
    most = int(spread.isf(_NEGLIGIBLE))
    return [float(chance) for chance in spread.pmf(np.arange(most + 1))]


def _likely(scores: list[tuple[float, float]]) -> Scores:
    return [(score, chance) for score, chance in scores if chance > _NEGLIGIBLE]
