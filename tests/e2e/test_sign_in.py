"""Signing in with a real provider: who is not named is sent away, who is comes in, in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import oidc_provider_mock
import pytest
from browsing import radius
from oidc_provider_mock import User
from playwright.sync_api import Page, expect
from server import Server

ANN, BOB = (User(sub=name, claims={"email": f"{name}@lab.example"}) for name in ("ann", "bob"))


@pytest.fixture
def guarded(browser, tmp_path: Path) -> Iterator[Server]:
    """The app behind a provider that knows Ann and Bob; of the two only Ann may come in."""
    secrets = tmp_path / "secrets.toml"
    with oidc_provider_mock.run_server_in_thread(user_claims=[ANN, BOB]) as provider:
        server = Server(
            "app.py", tmp_path / "log.txt", OCRLAB_USERS="ann@lab.example", STREAMLIT_SECRETS_FILES=str(secrets)
        )
        secrets.write_text(
            f"""[auth]
            redirect_uri = "{server.url}/oauth2callback"
            cookie_secret = "of this test"
            client_id = "ocrlab"
            client_secret = "of this test"
            server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"
            """
        )
        server.start()
        yield server
        server.stop()


def sign_in(page: Page, server: Server, name: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{server.url}/guide")
    expect(page.get_by_text("Sign in to use this lab.")).to_be_visible()
    expect(page.get_by_role("link", name="Tune")).to_have_count(0)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=name, exact=True).first.click()


def test_who_may_come_in_does_so_and_nobody_else_sees_a_page(page, guarded) -> None:
    sign_in(page, guarded, "bob")
    expect(page.get_by_text("bob@lab.example is not among those who may use this lab.")).to_be_visible()
    expect(page.get_by_role("link", name="Tune")).to_have_count(0)
    sign_in(page, guarded, "ann")
    expect(page.get_by_text("Signed in as ann@lab.example")).to_be_visible()
    expect(radius(page)).to_be_visible()
