"""What do the rules say of a file? One file per group of the table.

In: the source, the walk, the terms. Out: findings in the report.
Invariant: a rule that could not be checked is entered as not checked, never as passed.
"""
