"""Pages and data of the explorer that are no verb's answer: each is a row of one table.

A new one is a module with a `View`, named in `VIEWS`. Its address, its parameters, what is kept of it and what is wrong
with a request are dealt with here and in the application.
"""

from __future__ import annotations

from typing import Final

from whoshares.server.http.explorer.compare import COMPARE
from whoshares.server.http.explorer.completion import COMPLETION
from whoshares.server.http.explorer.finding import SEARCH
from whoshares.server.http.explorer.over_days import DAYS
from whoshares.server.http.explorer.own import OWN
from whoshares.server.http.explorer.questions import QUESTIONS

VIEWS: Final = {view.path: view for view in (SEARCH, COMPLETION, DAYS, *OWN, COMPARE, QUESTIONS)}
"""All of them, by address."""
