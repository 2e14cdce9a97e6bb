"""The doors: SMTP, LMTP, a folder and a pipe; what comes through one is a committed inbox row before it is answered."""
