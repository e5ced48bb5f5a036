"""The printed forms of complaint cases."""

from __future__ import annotations

from automation.core.documents import Documents

DOCUMENTS = Documents("complaints")
document = DOCUMENTS.document
