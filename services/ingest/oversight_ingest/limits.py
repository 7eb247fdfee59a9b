"""Limits of size and number. Bytes are counted after decompression."""

KIB = 1024
SINGLE_BODY = 1_000_000
BATCH_BODY = 10_000_000
# An event must fit a Kafka record of its own, with room to spare.
EVENT = 256 * KIB
RECORD_EVENTS = 500
RECORD = 512 * KIB
DEPTH = 32
# A stream with more refusals is broken as a whole; the list of them is kept in memory.
STREAM_REFUSALS = 10_000
# Events are validated in chunks of so many; between chunks other requests have their turn.
CHUNK = 50
# Read and thrown away before a refusal, since a client still sending may never see the answer.
DISCARD = 64 * KIB * KIB
