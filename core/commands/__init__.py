"""The commands of `panelpost` (design A1), a module a group. `core.__main__` gives them mail and web."""
