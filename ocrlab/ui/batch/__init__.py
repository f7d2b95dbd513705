"""The Batch page: many pages read and written, watched while it goes on."""
