"""Work spread over processes that are gone, with all they brought along, when it is done."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context, resource_tracker
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_processes(
    count: int,
    begin: Callable[..., None],
    given: tuple[Any, ...],
    work: Callable[[Item], Result],
    items: Iterable[Item],
) -> Iterator[Result]:
    """`work` done on each item, in order, by `count` fresh processes that `begin(*given)` has set up.

    The functions must be found by name in their modules. What one raises is raised here, when all are gone.
    """
    failed = yield from _worked(count, begin, given, work, items)
    gc.collect()  # the pool's own locks go first: they would call the tracker back
    _dismiss_tracker()
    if failed is not None:
        raise failed


def _worked(
    count: int,
    begin: Callable[..., None],
    given: tuple[Any, ...],
    work: Callable[[Item], Result],
    items: Iterable[Item],
) -> Generator[Result, None, Exception | None]:
    """The results up to the first failure, which is returned: raised, it would hold on to the pool."""
    with ProcessPoolExecutor(count, get_context("spawn"), begin, given) as pool:
        for result, failed in pool.map(partial(_attempt, work), items):
            if failed is not None:
                pool.shutdown(cancel_futures=True)
                return failed
            yield result
    return None


def _attempt(work: Callable[[Item], Result], item: Item) -> tuple[Any, Exception | None]:
    try:
        return work(item), None
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the caller's
        return None, error


def _dismiss_tracker() -> None:
    """Ends the process that Python starts beside a pool to watch shared names, and waits for it.

    Left alone it ends after its parent, with nobody to collect it.
    """
    stop = getattr(getattr(resource_tracker, "_resource_tracker", None), "_stop", None)
    if stop is not None:
        stop()
