"""The status page, the directory of panels and the demonstration mailroom."""
