"""Where answers are shown."""

from __future__ import annotations

from whoshares.knowledge_graph.columns import columns_of
from whoshares.model.answer import Answer


class TextScreen:
    """Shows answers as `text` renders them, which is loaded when the first is shown."""

    def rendering(self, shown: Answer) -> object:
        from whoshares.text.screen import rendering

        return rendering(shown)

    def columns(self, shown: Answer) -> tuple[str, ...]:
        return columns_of(shown)

    def html(self, shown: Answer) -> str:
        from whoshares.text.screen import html

        return html(shown)
