"""Media: how does a picture stay with Streamlit's media files for as long as the page shows it?

The one door to the inside of Streamlit's media file manager. `publish` needs its ``add`` and no more; `keep` also needs
four private names, and where those have changed it answers False, so that a picture is published anew at every run:
slower, but right. `tests/test_private_doors.py` tells when that happens.
"""

from __future__ import annotations

from contextlib import suppress

from streamlit import runtime


def publish(
    data: bytes, coordinates: str, name: str, kind: str = "application/octet-stream", *, to_save: bool = False
) -> str | None:
    """The address of new bytes that belong to one spot of the page; None where nothing can be published.

    ``to_save`` is for what a download button offers: the same bytes, name and kind have the button's own address.
    """
    try:
        # Media files are told apart by their names and, of large contents, three sampled spots: without a digest in
        # its name a picture and its median could be taken for one.
        manager = runtime.get_instance().media_file_mgr
        more = {"is_for_static_download": True} if to_save else {}  # a picture asks for no more than it needs
        return manager.add(data, kind, coordinates, file_name=name, **more)
    except (RuntimeError, AttributeError, TypeError):
        return None


def keep(url: str, coordinates: str) -> bool:
    """Keep what `publish` put at this address for another run, without handing over or hashing its bytes again.

    Streamlit forgets at the end of a run what the run did not add. False where the bytes are gone already.
    """
    file_id = url.rsplit("/", 1)[-1].split(".")[0]
    try:
        from streamlit.runtime.media_file_manager import _get_session_id

        manager = runtime.get_instance().media_file_mgr
        with manager._lock:
            if file_id not in manager._file_metadata:
                return False
            manager._files_by_session_and_coord[_get_session_id()][coordinates] = file_id
        return True
    except (ImportError, AttributeError, RuntimeError, KeyError):
        return False


def let_go(session: str) -> None:
    """Forget what was published for a session whose window is closed; if it comes back, it publishes anew."""
    with suppress(RuntimeError, AttributeError):
        manager = runtime.get_instance().media_file_mgr
        manager.clear_session_refs(session)
        manager.remove_orphaned_files()
