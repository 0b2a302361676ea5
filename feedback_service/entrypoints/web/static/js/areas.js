// The page of a file: draw a place on a page with the mouse; its numbers go into a row, and rows are drawn as they change.
const form = document.querySelector("form[data-areas]");
const status = document.querySelector("[data-areas-status]");
const SIDES = ["left", "top", "width", "height"];
const SVG = "http://www.w3.org/2000/svg";

const field = (name, row) => form.elements[`${name}-${row}`];
const read = (name, row) => Number(field(name, row).value.replace("%", "").replace(",", ".").trim() || NaN);
const write = (share) => (100 * share).toFixed(2).replace(".", ",");
const rows = () => Array.from({ length: Number(form.elements.rows.value) }, (_, at) => at + 1);
const within = (share) => Math.min(1, Math.max(0, share));

function shape(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

// Only rows that make sense are drawn; the server says what is wrong with the others.
function draw() {
  for (const drawing of form.querySelectorAll(".areas-page__areas")) {
    const page = Number(drawing.closest("[data-page]").dataset.page);
    const shapes = [];
    for (const row of rows()) {
      const [left, top, width, height] = SIDES.map((side) => read(side, row));
      if (Number(field("page", row).value || 1) !== page || field(`remove`, row).checked) continue;
      if (!(left >= 0 && top >= 0 && width > 0 && height > 0)) continue;
      shapes.push(shape("rect", { "data-row": row, x: `${left}%`, y: `${top}%`, width: `${width}%`, height: `${height}%` }));
      shapes.push(shape("text", { x: `${left}%`, y: `${top}%`, dy: -2 }, String(row)));
    }
    drawing.replaceChildren(...shapes);
  }
}

function say(what, row = "") {
  status.textContent = status.dataset[what].replace("{row}", row);
}

function keep(page, from, to) {
  const row = rows().find((each) => SIDES.every((side) => !field(side, each).value.trim()));
  if (!row) {
    say("full");
    return;
  }
  const left = Math.min(from.x, to.x);
  const top = Math.min(from.y, to.y);
  const sides = { left, top, width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) };
  for (const side of SIDES) field(side, row).value = write(sides[side]);
  field("page", row).value = page;
  field("remove", row).checked = false;
  draw();
  say("drawn", row);
}

function follow(drawing) {
  const page = drawing.closest("[data-page]").dataset.page;
  const picture = drawing.parentElement.querySelector("img");
  const at = (event) => {
    const box = drawing.getBoundingClientRect();
    return { x: within((event.clientX - box.left) / box.width), y: within((event.clientY - box.top) / box.height) };
  };
  let from = null;
  let sketch = null;
  drawing.addEventListener("pointerdown", (event) => {
    // Before the picture is there, a place on it would be another one. A finger scrolls the page.
    if (!picture.naturalWidth || event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault();
    drawing.setPointerCapture(event.pointerId);
    from = at(event);
    sketch = drawing.appendChild(shape("rect", {}));
  });
  drawing.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = at(event);
    sketch.setAttribute("x", `${100 * Math.min(from.x, to.x)}%`);
    sketch.setAttribute("y", `${100 * Math.min(from.y, to.y)}%`);
    sketch.setAttribute("width", `${100 * Math.abs(from.x - to.x)}%`);
    sketch.setAttribute("height", `${100 * Math.abs(from.y - to.y)}%`);
  });
  drawing.addEventListener("pointerup", (event) => {
    if (!from) return;
    const to = at(event);
    sketch.remove();
    // A press that draws nothing is no place.
    if (Math.abs(from.x - to.x) > 0.003 && Math.abs(from.y - to.y) > 0.003) keep(page, from, to);
    from = null;
  });
  drawing.addEventListener("pointercancel", () => {
    sketch?.remove();
    from = null;
  });
}

if (form) {
  for (const drawing of form.querySelectorAll(".areas-page__areas")) follow(drawing);
  form.addEventListener("input", draw);
}
