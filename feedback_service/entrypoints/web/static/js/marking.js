// The marking page: select words and hide them with one key, go from place to place, see the preview follow.
const form = document.querySelector("form[data-marking]");
const status = document.querySelector("[data-marking-status]");
let chosen = null;
let asked = 0;

// The server counts characters, a browser units of UTF-16.
const characters = (text) => [...text].length;

// What of a text the selection takes, as part, start and end; null where it takes nothing of an original.
function readSelection() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  let found = null;
  for (const piece of form.querySelectorAll("[data-part] [data-at]")) {
    const text = piece.firstChild;
    if (!text || !range.intersectsNode(text)) continue;
    const part = piece.closest("[data-part]").dataset.part;
    if (found && found.part !== part) break;
    let from = range.startContainer === text ? range.startOffset : 0;
    let to = range.endContainer === text ? range.endOffset : text.length;
    const words = text.data.slice(from, to);
    if (!words.trim()) continue;
    from += words.length - words.trimStart().length;
    to -= words.length - words.trimEnd().length;
    const at = Number(piece.dataset.at);
    found ??= { part, start: at + characters(text.data.slice(0, from)) };
    found.end = at + characters(text.data.slice(0, to));
  }
  return found;
}

function say(what) {
  status.textContent = status.dataset[what];
}

async function preview() {
  const turn = ++asked;
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.dataset.previewAt, { method: "POST", body }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  if (turn !== asked) return null;
  const fresh = page?.querySelector("form[data-marking]");
  if (!fresh) say("failed");
  return fresh;
}

// Only what readers would see changes: where somebody stands in the original, they stay.
async function follow() {
  const fresh = await preview();
  if (!fresh) return;
  for (const side of [...form.querySelectorAll("[data-shown]")]) {
    const other = fresh.querySelector(`[data-shown="${side.dataset.shown}"]`);
    if (other) side.replaceWith(document.adoptNode(other));
  }
  say("shownAnew");
}

async function add() {
  chosen = readSelection() ?? chosen;
  if (!chosen) {
    say("nothing");
    return;
  }
  const { part, start, end } = chosen;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "hide";
  field.value = `${part}:${start}:${end}:${form.querySelector("[data-new-reason]").value}`;
  form.append(field);
  const fresh = await preview();
  // Left behind after a failure, it goes along with the next try.
  if (!fresh) return;
  field.remove();
  chosen = null;
  form.querySelector("[data-marks]").replaceWith(document.adoptNode(fresh.querySelector("[data-marks]")));
  for (const place of form.querySelectorAll(`[data-part="${part}"] [data-place]`)) {
    if (Number(place.dataset.start) <= start && Number(place.dataset.end) >= end) place.querySelector("input").focus();
  }
  say("added");
}

function step(by) {
  const ticks = [...form.querySelectorAll("[data-place] input[name=hide]")];
  const now = ticks.indexOf(document.activeElement.closest("[data-place]")?.querySelector("input"));
  const next = now < 0 ? (by > 0 ? 0 : ticks.length - 1) : (now + by + ticks.length) % ticks.length;
  ticks[next]?.focus();
}

if (form) {
  let last = null;
  document.addEventListener("selectionchange", () => {
    const anchor = document.getSelection().anchorNode;
    const inside = (anchor?.nodeType === 1 ? anchor : anchor?.parentElement)?.closest("[data-part]");
    // A press on a button may take the selection away; a press into the text takes it back.
    if (inside) chosen = readSelection();
  });
  form.addEventListener("focusin", (event) => {
    last = event.target.closest("[data-place]") ?? last;
  });
  form.addEventListener("change", (event) => {
    if (event.target.closest("[data-place]")) follow();
  });
  document.getElementById("mark-add").addEventListener("click", add);
  document.getElementById("mark-next").addEventListener("click", () => step(1));
  document.getElementById("mark-back").addEventListener("click", () => step(-1));
  document.getElementById("mark-turn").addEventListener("click", () => {
    if (last?.isConnected) last.querySelector("input").click();
  });
}
