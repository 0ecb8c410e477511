"""Tables from outside, row by row, as what a document states: one module an importer, one named graph a file.

`outside` is a file as it was read, and nothing more; `tables` finds the layout it has, and cleans its cells; a module
such as `ice_287g` says which layouts it knows and what a row states, as entries of the format of `docs/format.md`;
`entries` makes statements of them; `findings` is what was found wrong on the way. `kinds` names the importers.

What no importer knows stops the import, or leaves the row out with a word: nothing is absorbed.
"""
