"""Answers: does a browser that asks the server for something get its answer, also where the page runs again meanwhile?

Before a browser sends a file it asks where to. Where the whole page begins to run between the question and the answer,
Streamlit clears what is still to be sent, the answer with it: it is for what the new run draws anew, and an answer is
drawn by no run. The browser waits for good, the file is never sent, and nobody says so. So answers stay.
`tests/test_private_doors.py` tells when what is used of Streamlit changes.
"""

from __future__ import annotations

from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

ANSWERS = ("file_urls_response", "backend_operation_response")

_clear = ForwardMsgQueue.clear


def hold_answers() -> None:
    """Called by app.py on every run: from then on no session of this server loses an answer."""
    ForwardMsgQueue.clear = _clear_but_for_answers  # type: ignore[method-assign,assignment]


def _clear_but_for_answers(
    queue: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
) -> None:
    """What a run that begins clears. A run of a part leaves answers alone by itself; what was sent is cleared whole."""
    whole_page = retain_lifecycle_msgs and fragment_ids_this_run is None
    answers = [message for message in queue._queue if whole_page and message.WhichOneof("type") in ANSWERS]
    _clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)
    queue._queue.extend(answers)
