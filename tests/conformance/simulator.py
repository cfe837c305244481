"""One `vaultdeck simulate` of our own, clients of it, and its clock."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import urllib.request
from types import TracebackType
from typing import Any, final

import boto3
from botocore.config import Config

from .answers import Checker

BINARY = os.environ.get("VAULTDECK", "target/debug/vaultdeck")
ACCOUNT = "123456789012"
REGION = "us-east-1"
ALWAYS = ("--paused", "--verify-signatures")
"""Time moves when a check says so, and every request has to be signed as AWS wants it."""


@final
class Simulator:
    """A running simulator; leaving the `with` block stops it."""

    def __init__(self, scenario: str, checker: Checker, *flags: str) -> None:
        command = [BINARY, "simulate", "--listen", "127.0.0.1:0", "--scenario", scenario, *ALWAYS, *flags]
        self.checker = checker
        log = open("target/conformance/simulator.log", "a")  # noqa: SIM115  (the process keeps it)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        first = self.process.stdout.readline() if self.process.stdout else ""
        if not first.startswith("listening on "):
            raise SystemExit(f"{' '.join(command)} did not start: {first!r}")
        self.url = first.split()[2]

    def __enter__(self) -> Simulator:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def client(self, account: str = ACCOUNT, region: str = REGION, service: str = "backup", lenient: bool = False) -> Any:
        """A boto3 client that does not retry; `lenient` ones send what botocore itself would refuse."""
        config = Config(
            retries={"total_max_attempts": 1},
            parameter_validation=not lenient,
            read_timeout=30,
        )
        client = boto3.session.Session().client(
            service,
            region_name=region,
            endpoint_url=self.url,
            aws_access_key_id=account,
            aws_secret_access_key="simulated",
            config=config,
        )
        return self.checker.listen(client) if service == "backup" else client

    def pass_time(self, seconds: int) -> None:
        """Lets virtual time pass."""
        self._control("POST", "clock", {"advance": f"{seconds}s"})

    def run(self, speed: int) -> None:
        """Lets the clock run so many times as fast as the real one."""
        self._control("POST", "clock", {"speed": speed, "paused": False})

    def hold(self) -> None:
        """Stops the clock again."""
        self._control("POST", "clock", {"paused": True})

    def faults(self, *faults: dict[str, Any]) -> None:
        """Lets just these faults happen from now on."""
        self._control("PUT", "faults", {"faults": list(faults)})

    def _control(self, method: str, path: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(f"{self.url}/_simulator/{path}", json.dumps(body).encode(), method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
