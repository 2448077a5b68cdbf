"""The laptop's vault: the only room here that handles private and symmetric keys.

Promise: other rooms are handed a database key, a signer, an anchor and a backup wrapper, and nothing else.
Refused: a second way in, a passphrase in a log, a key on disk that is not wrapped.
"""
