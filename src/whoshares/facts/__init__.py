"""Facts as people write them: YAML-LD files, the snapshot made of them, and the checks that they must pass.

Knows `store` and `model`. What a fact means for a route is not known here.
"""
