"""What axe-core has to say against a page, as people hear it or find their way on it by keyboard."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# The page is laid out, in the colours asked for, and nothing fades from one into the other.
SETTLED = """scheme => {
  const app = document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]");
  return app && getComputedStyle(app).colorScheme === scheme && document.getAnimations().length === 0;
}"""
_axe = Axe()


def serious_findings(page: Page) -> list[str]:
    """What axe-core calls serious or critical, in light and in dark: the rule, and the first elements it means."""
    findings = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(SETTLED, arg=scheme)
        findings += [
            f"{scheme}: {violation['id']}: " + "; ".join(node["html"][:200] for node in violation["nodes"][:3])
            for violation in _axe.run(page).response["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
    return findings
