"""How are many pages read under one or several settings, and written out, whatever happens in between?

``pages``  which pages there are, and what their files are to be called
``plan``  a batch as a value: settings, engine, what is read
``rows``  a page under a setting: what came of it
``outcome``, ``results``, ``report``  what is told of all pages together, as files
``command``  the same on the command line
``output``  the files that come out of it
``work``  the batch itself
``totals``  what came of all pages together
``running``  a batch in the background, opened again after a restart
"""

from ocrlab.batch.output import Output
from ocrlab.batch.pages import BatchPage, Inputs, pages_of
from ocrlab.batch.plan import Plan, Setting
from ocrlab.batch.rows import Row
from ocrlab.batch.totals import Totals, totals
from ocrlab.batch.work import Batch

__all__ = ["Batch", "BatchPage", "Inputs", "Output", "Plan", "Row", "Setting", "Totals", "pages_of", "totals"]
