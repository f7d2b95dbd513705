// What every page needs of the browser beyond Streamlit. It stays for as long as the window is open.

// Streamlit stores a field when it is left. Escape closes the popover or dialog round the field before that, and what
// was typed is lost: so the field is left first.
const FIELD = 'textarea, input:is([type="text"], [type="number"], :not([type])):not([role="combobox"])';
function leaveField(event) {
  const field = document.activeElement;
  if (event.key === "Escape" && field?.matches(FIELD)) field.blur();
}

// On a narrow screen the menu lies over the page: once it has led to another one, it is in the way.
const NARROW = "(max-width: 768px)";
const LINK = '[data-testid="stSidebarNavLink"]';
const CLOSE = '[data-testid="stSidebarCollapseButton"] button';
function closeMenu(event) {
  if (event.target.closest?.(LINK) && window.matchMedia(NARROW).matches) document.querySelector(CLOSE)?.click();
}

// Ctrl+Z in a field takes back what was typed there, as everywhere; Streamlit would press the page's button instead.
const UNDOES = (event) => (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
function leaveUndoToField(event) {
  if (UNDOES(event) && event.composedPath()[0].matches?.(FIELD)) event.stopImmediatePropagation();
}

// Streamlit adds an entry to the browser's history for each setting that goes into the address. Going back is going to
// the page before: settings are taken back by Undo. So an address that differs in its query alone replaces the last.
function replaceSettings(history) {
  const push = history.pushState.bind(history);
  history.pushState = (state, unused, url) => {
    const samePage = new URL(url ?? "", location.href).pathname === location.pathname;
    (samePage ? history.replaceState.bind(history) : push)(state, unused, url);
  };
}

if (!window.ocrlabFrame) {
  window.ocrlabFrame = true;
  replaceSettings(window.history);
  window.addEventListener("keydown", leaveField, { capture: true });
  window.addEventListener("keydown", leaveUndoToField, { capture: true });
  window.addEventListener("click", closeMenu);
}
