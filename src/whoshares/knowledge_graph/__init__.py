"""The library's face: a graph that is opened, and its verbs, each declared once.

Brings together stores, networks, answers and screens; whoever asks goes through here, as do the command and the server.
"""
