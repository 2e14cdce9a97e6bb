"""The mailroom of the demonstration: write a mail as anyone, read what comes back.

It stands in for everybody's mail program, outside the system: what it writes goes in at a door like any mail, what it
shows are the bytes that would have been sent. Only in the demonstration, only on this machine.
"""
