"""The core knows spreadsheets, time and rules; it knows no regulation."""
