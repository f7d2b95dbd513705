"""Plain: what stands in an exported script where the lab's own code is faster than it is short?

``lab``  what filters ask of the lab: notes, errors, medians
``arrays``  OpenCV's functions on NumPy and SciPy, with its pixels

Nothing here is run by the lab: `ocrlab.export.carrying` writes it into scripts, and tests hold it to what it stands
for.
"""
