"""Pages beside those of questions: places, laws, sources, categories, programs, registers, the catalogue's questions.

What each shows is an answer with `to_dict` and `rows` (`answering`), and its page is drawn from that (`drawing`).
"""
