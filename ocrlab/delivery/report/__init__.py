"""Reports: how do results become one HTML file that needs neither a server nor a network?

``filling``  values into a template; everything from outside escaped
``base.html``  style and foot of every report; ``batch.html`` and ``search.html`` stand in it
"""

from ocrlab.delivery.report.filling import BAR_WIDTHS, MOST_BARS, Bar, as_html, histogram, picture, settings, write

__all__ = ["BAR_WIDTHS", "MOST_BARS", "Bar", "as_html", "histogram", "picture", "settings", "write"]
