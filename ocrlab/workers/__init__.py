"""Workers: where do readings happen, so that nothing else ever waits for one?

In processes of their own, or on a cluster, behind the standard `concurrent.futures.Executor` interface. A page asks for
a reading and gets a `Job` to watch; a newer request in the same place supersedes the older; owners take turns; what was
read once is not read again; a worker that dies is replaced and its call tried once more.

``jobs``  one reading somebody waits for, and the queue
``worker``  what takes the next job, wherever it runs
``pool``  which job runs next, and who gets its result
``local``, ``child``  a worker process of this machine, from both sides
``cluster``  workers of a Dask cluster
``shared``  the pool of this process
``preparing``  an engine's draft made ready while nobody waits for it
``runners``  long work in a thread of its own, found again by its name
``steering``  how long work is held, let go on, or ended by a person
"""

from ocrlab.workers.cluster import cluster_pool
from ocrlab.workers.jobs import FairQueue, Job
from ocrlab.workers.local import local_pool
from ocrlab.workers.pool import WorkerPool
from ocrlab.workers.shared import open_pool, shared_pool, try_again

__all__ = [
    "FairQueue",
    "Job",
    "WorkerPool",
    "cluster_pool",
    "local_pool",
    "open_pool",
    "shared_pool",
    "try_again",
]
