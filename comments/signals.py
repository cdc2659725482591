"""What the readers' side announces. It knows nobody who listens.

`comment_waiting` is sent after the commit, carrying ids only: there is something to judge.
The others are sent inside the transaction of the deed, so that what listeners write stands or
falls with it.
"""

from django.dispatch import Signal

comment_waiting = Signal()  # comment_id
comment_edited = Signal()  # comment
comment_withdrawn = Signal()  # comment
comment_reported = Signal()  # report
rights_changed = Signal()  # person; by; before, as rights.rights_of told it
votes_surged = Signal()  # comment; votes and newcomers among them, in the last minutes
warnings_acknowledged = Signal()  # user; decided_at, the moments of the warnings; at
# Words that are taken out of the database for good: all that quotes them goes with them.
# comment_ids; using, the name of the database; whole, False when only their time was over and what
# moderators wrote about them stays.
words_erased = Signal()
# What reporters wrote, taken out the same way. report_ids; using
notes_erased = Signal()
# The words of this run are out; what an index still has of them may go. Not in a transaction. using
erasure_done = Signal()
# A person whose account is being erased, still with their names. user; using
person_erased = Signal()
