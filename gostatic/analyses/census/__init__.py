"""The census of channels: which objects there are, who sends, receives and closes, and who can leave first."""
