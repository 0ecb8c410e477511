"""Smallest cuts: the engine under `cut` and `chokepoints`, by flows over arrays and by hitting sets."""
