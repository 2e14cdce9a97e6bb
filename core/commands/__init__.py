"""The commands of `panelpost` (design A1), a module a group. They are given the mail and web parts by `core.__main__`."""
