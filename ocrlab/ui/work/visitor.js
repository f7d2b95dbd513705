// The key to the work that is kept for this browser stands in a cookie, so that no address carries it and no link that
// is sent to somebody gives it away. The lab offers a new one with `data.key`; one that is there already counts.

const COOKIE = "ocrlab_work";
const KEY = /^[\w-]{43}$/;
const SECONDS = 400 * 86400; // as long as a browser lets a cookie live; begun anew with every visit

function key() {
  const pairs = document.cookie.split("; ").map((pair) => pair.split("="));
  const value = pairs.find(([name]) => name === COOKIE)?.[1] ?? "";
  return KEY.test(value) ? value : "";
}

export default function visitor({ data, setStateValue }) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${COOKIE}=${key() || data.key}; path=/; max-age=${SECONDS}; samesite=strict${secure}`;
  // Nothing where cookies are forbidden; another one where a second window came at the same time.
  if (key() !== data.key) setStateValue("key", key());
}
