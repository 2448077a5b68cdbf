"""The HTTP interface of machines: read, authorise, one service call, answer."""
