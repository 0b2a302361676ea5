// What the pages gain with a script; each of them works without. Loaded as a module, so it runs after the page is parsed.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "./govuk-frontend.min.js";

const root = document.documentElement;

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
]) {
  createAll(component);
}

for (const control of document.querySelectorAll("[data-print]")) {
  control.addEventListener("click", () => window.print());
}

function replaceClass(prefix, value) {
  for (const name of [...root.classList]) {
    if (name.startsWith(prefix)) root.classList.remove(name);
  }
  root.classList.add(prefix + value);
}

function showPreference(form, button) {
  if (button.name === "size") {
    replaceClass("text-size-", button.value);
    for (const other of form.querySelectorAll("button[name=size]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  } else {
    const high = button.value === "high";
    replaceClass("contrast-", button.value);
    button.setAttribute("aria-pressed", String(high));
    button.value = high ? "normal" : "high";
  }
}

// Text size and contrast change at once and keep what was typed; where saving fails the form is sent the plain way.
for (const form of document.querySelectorAll("[data-preferences]")) {
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    body.set(button.name, button.value);
    showPreference(form, button);
    const saved = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (!saved || saved.status >= 400) {
      root.dataset.preferencesUnsaved = "true";
    }
  });
}

// Leaving in a hurry: hide the page first, ask the server to forget the draft, then go without a way back.
function leave(form) {
  document.body.hidden = true;
  document.title = "";
  const away = form.dataset.away;
  if (!away) {
    form.submit();
    return;
  }
  fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    keepalive: true,
    redirect: "manual",
  }).catch(() => null);
  window.location.replace(away);
}

const exit = document.querySelector("form[data-quick-exit]");
if (exit) {
  let presses = [];
  exit.addEventListener("submit", (event) => {
    event.preventDefault();
    leave(exit);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      presses = [];
      return;
    }
    presses = presses.filter((at) => event.timeStamp - at < 3000).concat(event.timeStamp);
    if (presses.length >= 3) leave(exit);
  });
}
