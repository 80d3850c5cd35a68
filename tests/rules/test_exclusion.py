"""What is chosen where claims exclude each other: held against every completion of what is unknown, by trying them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anye.rules.exclusion import MOST, Capacity, Claim, Contest, Verdict, contests

MUCH = 10_000  # more than any bound drawn


def claim(place: int, low: int, high: int | None, certain: bool = True) -> Claim:
    return Claim(f"measure-{place}", place, certain, low, high)


@st.composite
def contest(draw: st.DrawFn) -> Contest:
    count = draw(st.integers(2, 4))
    claims = []
    for place in range(count):
        low = draw(st.integers(0, 4))
        high = draw(st.none() | st.integers(low, 6) | st.just(low))
        claims.append(claim(place, low, high, draw(st.booleans())))
    kinds = {pair: draw(st.sampled_from(["no", "sure", "maybe"])) for pair in combinations(range(count), 2)}
    members = draw(st.frozensets(st.integers(0, count - 1), min_size=2))
    room = draw(st.integers(0, 2))
    top = draw(st.none() | st.integers(room, 3))
    return Contest(
        claims=tuple(claims),
        edges=frozenset(pair for pair, kind in kinds.items() if kind == "sure"),
        maybe=frozenset(pair for pair, kind in kinds.items() if kind == "maybe"),
        capacities=draw(st.sampled_from([(), (Capacity(members, room, top),)])),
        choice=draw(st.sampled_from(["largest", "first", "applicant"])),
    )


def subsets(places: Iterable[int]) -> Iterator[frozenset[int]]:
    listed = list(places)
    every = chain.from_iterable(combinations(listed, size) for size in range(len(listed) + 1))
    return map(frozenset, every)


def completions(
    one: Contest,
) -> Iterator[tuple[frozenset[int], list[int], frozenset[tuple[int, int]], list[int]]]:
    """Who is there, how large each is, which pairs exclude each other, and what each limit leaves."""
    open_ = [place for place, item in enumerate(one.claims) if not item.certain]
    sure = frozenset(place for place, item in enumerate(one.claims) if item.certain)
    sizes = [
        sorted({item.low, MUCH + place if item.high is None else item.high})
        for place, item in enumerate(one.claims)
    ]
    rooms = [range(c.low, (len(one.claims) if c.high is None else c.high) + 1) for c in one.capacities]
    for there in subsets(open_):
        for amounts in product(*sizes):
            for more in subsets(range(len(one.maybe))):
                pairs = one.edges | {sorted(one.maybe)[number] for number in more}
                for left in product(*rooms):
                    yield sure | there, list(amounts), pairs, list(left)


def chosen(
    one: Contest,
    there: frozenset[int],
    amounts: list[int],
    pairs: frozenset[tuple[int, int]],
    left: list[int],
) -> list[frozenset[int]]:
    """The sets that the rule chooses where all is known; of the applicant's choice any to which nothing can be added."""
    fits = [
        each
        for each in subsets(sorted(there))
        if not any({a, b} <= each for a, b in pairs)
        and all(len(each & c.members) <= room for c, room in zip(one.capacities, left, strict=True))
    ]
    if one.choice == "applicant":
        return [each for each in fits if not any(each < other for other in fits)]
    earliest = sorted(fits, key=lambda each: [place not in each for place in range(len(one.claims))])
    if one.choice == "first":
        return earliest[:1]
    return [max(earliest, key=lambda each: sum(amounts[place] for place in each))]


@settings(max_examples=400, deadline=None)
@given(contest())
def test_a_verdict_holds_in_every_completion_and_is_open_only_where_they_differ(one: Contest) -> None:
    within = [set[bool]() for _ in one.claims]
    for there, amounts, pairs, left in completions(one):
        for each in chosen(one, there, amounts, pairs, left):
            for place in range(len(one.claims)):
                within[place].add(place in each)
    wanted = [{(True,): "granted", (False,): "gives-way"}.get(tuple(found), "open") for found in within]
    assert [verdict.status for verdict in one.verdicts()] == wanted


@settings(max_examples=200, deadline=None)
@given(contest())
def test_what_gives_way_gives_way_to_something_that_excludes_it(one: Contest) -> None:
    near = one.edges | one.maybe
    for place, verdict in enumerate(one.verdicts()):
        shared = frozenset().union(*(c.members for c in one.capacities if place in c.members))
        for other in verdict.to:
            assert tuple(sorted((place, other))) in near or other in shared
        assert verdict.status != "granted" or not verdict.to


def pair(first: Claim, second: Claim, choice: str = "largest", picks: tuple[int, ...] = ()) -> list[Verdict]:
    return Contest((first, second), frozenset({(0, 1)}), choice=choice, picks=picks).verdicts()


def test_the_larger_is_granted() -> None:
    assert pair(claim(0, 500, 500), claim(1, 1000, 1000)) == [Verdict("gives-way", (1,)), Verdict("granted")]


def test_of_equal_amounts_the_earlier_is_granted() -> None:
    assert pair(claim(0, 500, 500), claim(1, 500, 500)) == [Verdict("granted"), Verdict("gives-way", (0,))]


def test_two_together_outweigh_a_larger_one() -> None:
    claims = (claim(0, 500, 500), claim(1, 300, 300), claim(2, 201, 201))
    found = Contest(claims, frozenset({(0, 1), (0, 2)}), choice="largest").verdicts()
    assert [item.status for item in found] == ["gives-way", "granted", "granted"]


def test_amounts_that_overlap_leave_the_choice_open() -> None:
    assert pair(claim(0, 400, 600), claim(1, 500, 500)) == [Verdict("open", (1,)), Verdict("open", (0,))]
    assert pair(claim(0, 0, None), claim(1, 500, 500)) == [Verdict("open", (1,)), Verdict("open", (0,))]


def test_an_unknown_claim_that_could_never_win_leaves_nothing_open() -> None:
    assert pair(claim(0, 400, 400, False), claim(1, 500, 500)) == [
        Verdict("gives-way", (1,)),
        Verdict("granted"),
    ]


def test_the_applicants_choice_is_open_until_made() -> None:
    both = claim(0, 500, 500), claim(1, 900, 900)
    assert [found.status for found in pair(*both, choice="applicant")] == ["open", "open"]
    assert [found.status for found in pair(*both, choice="applicant", picks=(0,))] == ["granted", "gives-way"]


def test_of_more_claims_than_can_be_settled_none_is() -> None:
    claims = tuple(claim(place, 1, 1) for place in range(MOST + 1))
    edges = frozenset((place, place + 1) for place in range(MOST))
    assert {found.status for found in Contest(claims, edges).verdicts()} == {"open"}


@pytest.mark.parametrize(
    ("room", "statuses"),
    [(1, ["granted", "gives-way", "gives-way"]), (2, ["granted", "granted", "gives-way"])],
)
def test_a_limit_on_times_is_used_up_in_order(room: int, statuses: list[str]) -> None:
    claims = [claim(place, 100, 100) for place in range(3)]
    limit = Capacity(frozenset({0, 1, 2}), room, room)
    [(places, found)] = contests(claims, lambda a, b: False, [limit], lambda _: "")
    assert places == (0, 1, 2)
    assert [verdict.status for verdict in found.verdicts()] == statuses


def test_a_limit_that_leaves_enough_touches_nobody() -> None:
    claims = [claim(place, 100, 100) for place in range(2)]
    assert contests(claims, lambda a, b: False, [Capacity(frozenset({0, 1}), 2, 2)], lambda _: "") == []
