"""End a stack from outside, also after the process that started it was killed."""

from oversight_local.ending import end
from oversight_local.folder import DataFolder
from oversight_local.journal import SUPERVISOR, Journal
from oversight_local.process_table import alive

# Longer than an orderly stop of everything may take.
SUPERVISOR_SECONDS = 120.0
LEFT_OVER_SECONDS = 30.0


def take_down(folder: DataFolder) -> list[str]:
    """End the processes the journal names, if they are still the same; answers which ran."""
    members = Journal(folder.journal).read()
    running = [name for name, member in members.items() if alive(member.identity)]
    if SUPERVISOR in running:
        # It ends the others itself, and in order.
        end([members[SUPERVISOR]], SUPERVISOR_SECONDS)
    end_left_over(folder)
    return running


def end_left_over(folder: DataFolder) -> None:
    """End what runs on without the process that started it, last started first."""
    journal = Journal(folder.journal)
    for name, member in reversed(journal.read().items()):
        if name != SUPERVISOR and alive(member.identity):
            end([member], LEFT_OVER_SECONDS)
    folder.stack.unlink(missing_ok=True)
    journal.remove()
