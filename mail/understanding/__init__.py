"""From what a person wrote to one frozen intent: quotes trimmed, dates, values, names and bookings read. Pure."""
