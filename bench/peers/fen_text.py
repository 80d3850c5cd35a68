"""What the peers' results differ in, as text."""

from __future__ import annotations

from typing import Any

from bench.section import Line, table

from .measure import Found, Peers

REFUND = "stabilisation_refund"
FLOATS = {
    "outcome, float at the limit": (
        "a layoff rate of exactly 20% is refused: as a 32-bit float it is a little more than the limit, which the choice "
        "between two limits made a 64-bit one. Casting the limit to 32 bits as well would avoid it"
    ),
    "amount, product near half a fen": (
        "premiums times rate ends in half a fen, or close to it, and the 32-bit float lies on the other side of it"
    ),
    "amount, beyond 32 bits": (
        "from 131,072 yuan on neighbouring 32-bit floats lie more than a fen apart: the fen can't be stored. OpenFisca has "
        "no wider float; whole fen in its 32-bit integers would end at 21,474,836.47 yuan"
    ),
}
DEFAULTS = {
    "unknown, said yes": "the default happens to satisfy the condition, and so do all others: granted without the fact",
    "unknown, said no": "the default refuses, and nobody is told what to ask for",
    "certain, said the opposite": "the default says otherwise although the fact makes no difference",
    "amount open, one amount said": "part of what the amount rests on is missing: the part on record is paid",
}
NULLS = {
    "unknown, said yes": "null compared as false satisfies the condition, and so do all others",
    "unknown, said no": "a missing day, or word in a list, compares as false: refused, and nobody is told what to ask for",
    "unknown, said null": "the missing fact comes through as null: nobody decides",
    "unknown, said an error": "a number compared with null, or `not null`, is an error: the whole call has no result",
    "certain, said null": "null, although another condition decides",
    "certain, said an error": "an error, although another condition refuses: every expression of a node is worked out",
    "certain, said yes": "null compared as false satisfies the condition, although the fact makes no difference",
    "certain, said no": "null compared as false refuses, although the fact makes no difference",
    "amount open, one amount said": "part of what the amount rests on is missing",
    "amount open, no amount said": "part of what the amount rests on is missing: null",
    "amount open, said an error": "part of what the amount rests on is missing: an error",
}


def _wrong(found: Found | None, name: str = "") -> tuple[int, int, float]:
    """Amounts held against exact ones, wrong ones (or wrong outcomes), and yuan apart; of one measure or of all."""
    measures = [
        item for item in (found or {"measures": []})["measures"] if not name or item["measure"] == name
    ]
    kinds = (*FLOATS, "amount")
    wrong = sum(item["kinds"].get(kind, 0) for item in measures for kind in kinds)
    return sum(item["compared"] for item in measures), wrong, sum(item["apart"] for item in measures)


def fen_lines(peers: Peers) -> list[Line]:
    lines = []
    for who, found in (("OpenFisca", peers.openfisca_fen), ("ZEN", peers.zen_fen)):
        if found is not None:
            of, wrong, _ = _wrong(found, REFUND)
            lines.append(Line(f"refunds not right to the fen: {who}", f"{wrong:,} of {of:,}"))
    return lines


def fen_text(peers: Peers) -> str:
    parts = ["### To the fen, and what is missing\n", _LAW]
    if peers.openfisca_fen is not None:
        parts += [
            f"**OpenFisca**, {peers.fen_employments:,} employments. Floats:\n",
            _kinds(peers.openfisca_fen, FLOATS),
            _refunds(peers.openfisca_fen),
            "Missing facts, a default in their place:\n",
            _by_measure(peers.openfisca_fen, DEFAULTS),
            _kinds(peers.openfisca_fen, DEFAULTS),
        ]
    if peers.zen_fen is not None:
        of, wrong, _ = _wrong(peers.zen_fen)
        parts += [
            (
                f"**ZEN**, {peers.zen_persons:,} persons: {wrong} of {of:,} amounts differ: its decimals are exact and it rounds half up. "
                "Missing facts, null in their place:\n"
            ),
            _by_measure(peers.zen_fen, NULLS),
            _kinds(peers.zen_fen, NULLS),
            _GUARDS,
        ]
    return "\n".join(parts)


_LAW = """First the same values on all sides, defaults included, ours worked out over them too: there every outcome and every \
amount of every unit is held against ours, and anything that floats don't explain stops the run. So all three apply the \
same law. Then the facts as they are, where ours says "unknown" and names what to ask for.
"""


_GUARDS = """An author of graphs can write `zombie ?? false` wherever a fact may be missing: then ZEN has a default as OpenFisca \
has, and says yes or no like it. The other way round, an OpenFisca author can add a variable "is known" beside each fact. \
Neither was done here: it would have to be done for every fact, and says nothing of what is missing.
"""


def _refunds(found: Found) -> str:
    of, wrong, apart = _wrong(found, REFUND)
    others = _wrong(found)[1] - wrong
    return (
        f"Of {of:,} refunds {wrong:,} are not right to the fen, {apart:,.2f} yuan apart in all; of the other seven measures' "
        f"amounts {others:,}: those are round figures.\n"
    )


def _kinds(found: Found, kinds: dict[str, str]) -> str:
    """Each kind of difference: how often, over all measures, one example, and why."""
    rows = []
    for kind, why in kinds.items():
        items = [item for item in found["measures"] if item["kinds"].get(kind)]
        if items:
            total = sum(item["kinds"][kind] for item in items)
            rows.append([kind, f"{total:,}", _example(items, kind), why])
    return table(["difference", "units", "for example", "why"], rows, words=(0, 2, 3)) if rows else "None.\n"


def _example(items: list[Any], kind: str) -> str:
    item = next((item for item in items if item["measure"] == REFUND), items[0])
    return f"{item['measure'].replace('_', '-')}, {item['examples'][kind]}"


def _by_measure(found: Found, missing: dict[str, str]) -> str:
    """How each measure's answers differ where facts are missing."""
    kinds = [kind for kind in missing if any(item["kinds"].get(kind) for item in found["measures"])]
    rows = [
        [
            item["measure"].replace("_", "-"),
            *(f"{item[key]:,}" for key in ("units", "yes", "unknown")),
            *(f"{item['kinds'].get(kind, 0):,}" for kind in kinds),
        ]
        for item in found["measures"]
    ]
    return table(["measure", "units", "ours: yes", "ours: unknown", *kinds], rows)
