"""Prints what was measured: a line for each program and level, then every site that is not right.
"""

import json
import re
from collections import defaultdict

from judging import Verdict

# Blocks that differ only in their number of elements are listed as one.
_LENGTH = re.compile(r"\[\d+\]$")
LISTED = (Verdict.WRONG, Verdict.PART, Verdict.UNTYPED, Verdict.UNKNOWN)


def header():
    """The head of the table."""
    columns = ("blocks", "typed", "right") * 2 + ("header", "part", "wrong", "unknown", "foreign")
    return f"{'':27} {'live':>23} {'live and freed':>23}\n{'program':27} " + " ".join(
        f"{column:>7}" for column in columns
    )


def row(name, live, total):
    """One program's figures."""
    cells = []
    for tally in (live, total):
        cells += [f"{tally.own:7}", f"{100 * tally.typed:6.2f}%", f"{100 * tally.right:6.2f}%"]
    counted = (Verdict.HEADER, Verdict.PART, Verdict.WRONG, Verdict.UNKNOWN, Verdict.FOREIGN)
    cells += [f"{total.blocks[verdict]:7}" for verdict in counted]
    return f"{name:27} " + " ".join(cells)


def sites(judged):
    """The groups that are not right, by verdict, those with the most blocks first; like ones as
    one.
    """
    merged = defaultdict(lambda: [0, 0, set()])
    for item in judged:
        if item.verdict not in LISTED:
            continue
        group, expectation = item.group, item.expectation
        key = (
            item.verdict,
            group.site,
            _LENGTH.sub("[]", group.type),
            group.evidence,
            group.fit,
            expectation_text(expectation),
        )
        entry = merged[key]
        entry[0] += group.live
        entry[1] += group.freed
        entry[2] |= group.sizes
    order = sorted(merged.items(), key=lambda e: (LISTED.index(e[0][0]), -e[1][0] - e[1][1]))
    for (verdict, site, given, evidence, fit, expected), (live, freed, sizes) in order:
        yield {
            "verdict": verdict.value,
            "site": site,
            "given": given,
            "evidence": evidence,
            "fit": fit,
            "truth": expected,
            "live": live,
            "freed": freed,
            "sizes": sorted(sizes)[:8],
        }


def expectation_text(expectation):
    """What the sources say, and why."""
    types = " or ".join(expectation.types) or "unknown"
    rest = " and more" if expectation.rest else ""
    return f"{types}{rest} ({expectation.reason}; {expectation.place})"


def site_line(entry):
    """One site that is not right, for people."""
    sizes = ",".join(map(str, entry["sizes"]))
    given = entry["given"] or "nothing"
    return (
        f"  {entry['verdict']:13} {entry['live']:6} live {entry['freed']:6} freed"
        f"  {entry['site']}\n"
        f"{'':16}given {given} ({entry['evidence']}, {entry['fit'] or 'no fit'}; sizes {sizes})\n"
        f"{'':16}truth {entry['truth']}"
    )


def as_json(name, live, total, judged):
    """One program's figures and sites as a line of JSON."""

    def figures(tally):
        return {
            "blocks": tally.own,
            "typed": round(tally.typed, 5),
            "right": round(tally.right, 5),
            **{verdict.value: tally.blocks[verdict] for verdict in Verdict},
        }

    return json.dumps(
        {
            "program": name,
            "live": figures(live),
            "all": figures(total),
            "sites": list(sites(judged)),
        }
    )
