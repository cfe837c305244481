"""Runs all checks and prints what they found: `run` calls this."""

from __future__ import annotations

import argparse
import sys
import time

from . import cli, operations, paging, rarities, refusals, service, waits, walk
from .answers import Checker
from .estate import Estate
from .report import Report, Shrinking
from .simulator import Simulator


def main() -> int:
    """0 when everything holds, 1 when not."""
    parser = argparse.ArgumentParser(prog="tests/conformance/run", description="Checks the simulator with AWS's own clients.")
    parser.add_argument("--bless", action="store_true", help="strike off what the simulator has learnt")
    arguments = parser.parse_args()

    started = time.monotonic()
    model = service.load()
    report = Report()
    checker = Checker(model, report)
    with Simulator("tests/conformance/account.toml", checker) as simulator:
        estate = Estate(simulator, report)
        operations.check(model, estate, report)
        refusals.check(model, estate, report)
        paging.check(model, estate, report)
        waits.check(estate, report)
        rarities.check(estate, report)
        walk.check(simulator, report)
        cli.check(simulator, report)
        cli.newest(simulator, report)
    for scenario in ("assets/scenarios/small.toml", "demo"):
        with Simulator(scenario, checker) as simulator:
            walk.check(simulator, report)
            if scenario == "demo":
                cli.documented(simulator, report)
    return settle(model, report, arguments.bless, time.monotonic() - started)


def settle(model: service.ServiceModel, report: Report, bless: bool, seconds: float) -> int:
    """Prints the summary; compares with the list."""
    possible = {path for name in model.operation_names for path in service.output_members(model.operation_model(name))}
    missing = possible - report.members_seen
    told = Shrinking.load("never_returned.txt").settle(missing, bless, "never returned in any answer")
    told += [f"wrong: {key} | {detail}" for key, detail in sorted(report.findings.items())]
    counts = report.counts
    print(f"operations called:   {len(report.called)} of {service.OPERATIONS}, {len(report.succeeded)} with success")
    print(f"inputs:              {counts['minimal inputs']} minimal, {counts['full inputs']} full, {counts['bad inputs']} broken")
    print(f"input members sent:  {counts['input members sent']}")
    print(f"answers:             {counts['answers']}, {counts['members checked']} members in them, {counts['checks']} checks")
    print(f"output members:      {len(possible) - len(missing)} of {len(possible)} returned")
    print(f"lists:               {counts['lists']} walked in {counts['pages']} pages, {counts['items listed']} items")
    print(f"short pages:         {counts['more pages because of short ones']} more pages because of them")
    print(f"looked at:           {counts['things looked at']} things of three accounts")
    print(f"jobs followed:       {counts['jobs followed']}")
    print(f"AWS CLI:             {counts['CLI commands']} commands")
    print(f"refusals:            {len(report.errors_seen)} pairs of operation and error code")
    print(f"took:                {seconds:.0f} s")
    for line in told:
        print(line, file=sys.stderr)
    if told:
        print(f"{len(told)} findings", file=sys.stderr)
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
