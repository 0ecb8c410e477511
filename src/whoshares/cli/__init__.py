"""The command: one module a verb, each imported when it is called."""

import gc
import os

gc.set_threshold(100_000)  # most of what a command makes stays until it ends: looking for garbage takes a tenth of it
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no matrices here: threads cost time, and outlive no fork
