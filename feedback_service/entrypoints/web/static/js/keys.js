// Single keys for a page that lists them in [data-keys]. Off while somebody types, and for good where they switched them off.
const panel = document.querySelector("[data-keys]");
const STORED = "single-keys-off";
// What Enter works by itself, wherever the focus is on it.
const WORKED_BY_ENTER = "a[href], button, summary, label, input";
const TEXT_FIELDS = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit], [type=button])";

function isOff() {
  try {
    return localStorage.getItem(STORED) === "yes";
  } catch {
    return false;
  }
}

function keep(off) {
  try {
    if (off) localStorage.setItem(STORED, "yes");
    else localStorage.removeItem(STORED);
  } catch {
    // Where nothing can be stored the choice holds for this page.
  }
}

function go(target) {
  if (target.matches("details")) {
    target.open = true;
    (target.querySelector("input:checked, input:not([type=hidden]), textarea") ?? target.querySelector("summary")).focus();
  } else {
    (target.querySelector("button") ?? target).click();
  }
}

if (panel) {
  const control = panel.querySelector("[data-keys-switch]");
  let off = isOff();
  const show = () => {
    control.textContent = off ? control.dataset.off : control.dataset.on;
  };
  control.addEventListener("click", () => {
    off = !off;
    keep(off);
    show();
  });
  show();
  document.addEventListener("keydown", (event) => {
    const withOthers = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (off || withOthers || event.repeat || event.isComposing || event.target.closest?.(TEXT_FIELDS)) return;
    if (event.key === "Enter" && event.target.closest?.(WORKED_BY_ENTER)) return;
    const line = panel.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    const target = line && document.getElementById(line.dataset.goes);
    if (!target) return;
    event.preventDefault();
    go(target);
  });
}
