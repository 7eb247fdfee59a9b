"""Limits of size and number. Bytes are counted after decompression."""

KIB = 1024
SINGLE_BODY = 1_000_000
BATCH_BODY = 10_000_000
# An event must fit a Kafka record of its own, with room to spare.
EVENT = 256 * KIB
RECORD_EVENTS = 500
RECORD = 512 * KIB
DEPTH = 32
# Several times what any record has: each that is not known would be a fault by itself.
FIELDS = 200
# A stream with more refusals is broken as a whole; the list of them is kept in memory.
STREAM_REFUSALS = 10_000
# Events are validated in chunks of so many; between chunks other requests have their turn.
CHUNK = 50
# A chunk of more bytes is validated in a thread: fifty usual events have a third of it.
CHUNK_BYTES = 64 * KIB
# What a body may unpack to: so many times its size, beyond a first mebibyte. Events that differ in
# no more than their ids and times reach a third of it.
UNPACKED = 100
FIRST_UNPACKED = KIB * KIB
# A stream of one event every half minute, which is the longest pause, brings more than that.
LEAST = 512
# Read and thrown away before a refusal, since a client still sending may never see the answer.
DISCARD = 64 * KIB * KIB
DISCARD_SECONDS = 10.0
