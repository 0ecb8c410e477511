"""The explorer: pages for people, each at an address of its own, whole without a script.

Questions with their answers, and beside them pages of places, laws, sources, categories, programs, registers and the
catalogue's questions. What a page shows is an answer with `to_dict` and `rows`; it is drawn from that alone.
"""
