"""The truth bench: how often an honest number is called `off`, and how often a tampered one is not.

    python -m tests.truth [--runs N] [--examples N] [TASK …]      (`make truth`)

Every task's course model is compressed honestly and measured again and again. The numbers of one run, printed as teams print
them, are held against every other run: an honest cell that comes out `off` is a false accusation. Then one number at a time is
tampered with, and adapters cheat that claim a method and do not apply it. A tampered number that lies within the bounds which
the review prints beside it cannot be told from an honest one, so such cells are counted apart; every other one has to be caught.
"""
