"""Names a failing test as soon as it fails: a run that is stopped prints no summary."""

from __future__ import annotations

import pytest


class AtOnce:
    """Writes which test failed, where and why, on lines of their own among the dots."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self.terminal = terminal

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            why = getattr(report.longrepr, "reprcrash", None) or report.longreprtext
            self.terminal.write_line(f"\nFAILED at {report.when}: {report.nodeid}\n{why}", red=True)
            self.terminal.flush()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Workers have no terminal: what fails there is told of by the process that started them."""
    if terminal := config.pluginmanager.get_plugin("terminalreporter"):
        config.pluginmanager.register(AtOnce(terminal))
