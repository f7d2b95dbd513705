"""Where the secrets name a provider nobody sees a page before signing in; where they name none everybody does."""

from __future__ import annotations

import pytest
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.ui.sign_in import may_come_in


@pytest.mark.parametrize(
    ("user", "users", "may"),
    [
        ({}, "", True),
        ({"email": "ann@lab.example"}, " ", True),
        ({"email": "Ann@Lab.Example"}, "bob@lab.example, ann@lab.example", True),
        ({"email": "ann@lab.example"}, "@lab.example", True),
        ({"email": "ann@evil-lab.example"}, "@lab.example", False),
        ({"email": "ann@lab.example.evil"}, "@lab.example,ann@lab.example", False),
        ({"email": "lab.example"}, "@lab.example", False),
        ({"email": "ann@lab.example", "email_verified": False}, "ann@lab.example", False),
        ({"name": "ann@lab.example"}, "ann@lab.example", False),
    ],
)
def test_an_address_comes_in_by_itself_or_by_its_domain_and_only_verified(user, users, may) -> None:
    assert may_come_in(user, users) is may


def refused(app: AppTest) -> str:
    app.run()
    assert not app.exception and not app.slider and not app.sidebar.button
    assert [title.value for title in app.title] == ["OCR Lab"]
    return app.markdown[-1].value


def test_nobody_is_let_past_who_has_not_signed_in() -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.secrets["auth"] = {"google": {"client_id": "a"}, "cookie_secret": "b"}
    assert refused(app) == "Sign in to use this lab."
    assert [button.label for button in app.button] == ["Sign in with google"]


def test_secrets_that_cannot_be_read_let_nobody_in(monkeypatch, tmp_path) -> None:
    (tmp_path / "secrets.toml").write_text("[auth\n")
    from streamlit import config, secrets

    monkeypatch.setattr(secrets, "_secrets", None)
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(tmp_path / "secrets.toml")])
    try:
        assert "cannot be read" in refused(AppTest.from_file(APP, default_timeout=60))
    finally:
        config.set_option("secrets.files", before)
