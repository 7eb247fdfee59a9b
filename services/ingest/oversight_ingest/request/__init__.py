"""The HTTP request: media type, body, decompression."""
