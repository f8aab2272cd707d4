"""Notes on documents that the same reason would otherwise repeat at every event."""

from odoo.tools import html2plaintext


def note_once(document, body):
    """Write a note on a document, unless the same one stands there already."""
    # Sudo: whose event this is need not read the document's messages.
    messages = document.env["mail.message"].sudo()
    notes = messages.search(
        [
            ("model", "=", document._name),
            ("res_id", "=", document.id),
            ("message_type", "=", "notification"),
        ]
    )
    known = {_get_words(html2plaintext(note.body)) for note in notes}
    if _get_words(body) not in known:
        document.message_post(body=body, subtype_xmlid="mail.mt_note")


def _get_words(text):
    return " ".join(text.split())
