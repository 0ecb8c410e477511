"""Pages and data of the explorer that are no verb's answer: each is a row of one table.

A new one is a module with a `View`, named in `VIEWS`. Its address, its parameters, what is kept of it and what is wrong
with a request are dealt with here and in the application.
"""

from __future__ import annotations

from typing import Final

from whoshares.server.http.explorer.brief import BRIEF
from whoshares.server.http.explorer.compare import COMPARE
from whoshares.server.http.explorer.complete import COMPLETION
from whoshares.server.http.explorer.days import DAYS
from whoshares.server.http.explorer.overviews import OVERVIEWS
from whoshares.server.http.explorer.questions import QUESTIONS
from whoshares.server.http.explorer.search import SEARCH

VIEWS: Final = {view.path: view for view in (SEARCH, COMPLETION, DAYS, *OVERVIEWS, BRIEF, COMPARE, QUESTIONS)}
"""All of them, by address."""
