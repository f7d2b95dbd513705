"""Which pages are there to work on, and what do they really say?

A `Sample` is a page with its optional truth. Samples come from the built-in pages, from a file's bytes, from a folder
and from a ZIP. Folders and ZIPs are listed first and loaded one by one, so a thousand scans cost no memory, and one
damaged file stops nobody but itself.
"""

from ocrlab.datasets.archives import archive
from ocrlab.datasets.folders import dataset, folder, truth_in
from ocrlab.datasets.listing import MAX_FILES
from ocrlab.datasets.model import Entry, Sample, builtin, builtin_samples, clean_documents, load_sample, sample
from ocrlab.files import MAX_FILE_BYTES, read_file

__all__ = [
    "MAX_FILES",
    "MAX_FILE_BYTES",
    "Entry",
    "Sample",
    "archive",
    "builtin",
    "builtin_samples",
    "clean_documents",
    "dataset",
    "folder",
    "load_sample",
    "read_file",
    "sample",
    "truth_in",
]
