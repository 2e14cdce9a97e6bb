"""Everything about messages: doors in, reading, understanding, composing, sending."""
