"""What becomes of a card when it is counted."""

TO_COUNT, FOUND, NOT_FOUND, REPLACED = "to_count", "found", "not_found", "replaced"
RESULTS = [
    (TO_COUNT, "To Count"),
    (FOUND, "Found"),
    (NOT_FOUND, "Not Found"),
    (REPLACED, "Replaced"),
]
