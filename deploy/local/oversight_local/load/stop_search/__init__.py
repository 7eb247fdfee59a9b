"""Stop-and-search files as data.police.uk publishes them: one CSV a force and month."""
