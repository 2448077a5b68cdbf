"""What a record is, how copies become one, and what travels. Pure: values in, values out.

Refuses disk, network, clock, randomness, Flask, and knowing which side it is on.
"""
