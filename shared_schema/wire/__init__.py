"""What travels: frames, compact states and deltas, the messages of the exchange, codings. Values in, bytes out."""
