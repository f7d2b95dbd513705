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

if (!window.ocrlabFrame) {
  window.ocrlabFrame = true;
  window.addEventListener("keydown", leaveField, { capture: true });
  window.addEventListener("click", closeMenu);
}
