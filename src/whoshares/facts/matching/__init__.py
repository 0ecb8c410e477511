"""Who is who: from a name in a list to the body that it names, or to the reason why none is taken.

`reading` says what a name says (by `states`, `words`, `kinds`); `body` is an entry of a list to hold names against,
such as the FBI's list of agencies (`fbi_list`); `matcher` decides.
"""
