// Shows the pages that `longhand serve` makes, and follows them. Everything that comes from the manuscript is
// put into the page as text, never as markup.
"use strict";

const $ = (id) => document.getElementById(id);
const token = document.querySelector('meta[name="longhand-token"]').content;
const views = [];            // one a page, in order
let state = null;            // what the server told last
let chosen = null;           // { view, number }: the line that is chosen
let noting = null;           // the line that a note is being written on
let lastChanged = null;      // the view that changed last
let nextFinding = 0;
const openKinds = new Set(); // of findings that are unfolded

// ---- Small things ----

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") element.className = value;
    else if (value !== null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

let toastTimer = 0;
function toast(text, seconds = 5) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, seconds * 1000);
}

function setStatus(kind, text) {
  $("status").dataset.state = kind;
  if ($("status").textContent !== text) $("status").textContent = text;
}

const place = (line) => `${line.file}:${line.line}`;
const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

async function send(path, fields) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "X-Longhand-Token": token, "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString(),
    });
  } catch {
    return { error: "the server does not answer; is it still running?" };
  }
  return answer.json().catch(() => ({ error: `the server answered ${answer.status}` }));
}

// ---- Pages ----

function newView() {
  const lines = make("ul", { class: "lines" });
  const paper = make("div", { class: "paper" }, lines);
  const title = make("h2");
  const element = make("article", { class: "page" }, paper, title);
  const view = { element, paper, lines, title, image: null, page: null, look: "", hash: "", data: [], near: false,
    asked: "", askedLines: "", picture: null, list: null };
  element.view = view;
  watcher.observe(element);
  $("pages").append(element);
  return view;
}

// Only pages near what is seen have a picture and lines.
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const view = entry.target.view;
    view.near = entry.isIntersecting;
    if (view.near) refresh(view);
    else unload(view);
  }
}, { rootMargin: "150% 0%" });

function unload(view) {
  if (chosen?.view === view) return;
  view.image?.remove();
  view.lines.replaceChildren();
  Object.assign(view, { image: null, look: "", hash: "", data: [] });
}

// Shows the page as it is now; the old picture stays until the new one can be painted.
function refresh(view) {
  const { look, lines } = view.page;
  if (view.look !== look && view.asked !== look) {
    view.asked = look;
    view.picture = loadPicture(view).finally(() => { if (view.asked === look) view.asked = ""; });
  }
  if (view.hash !== lines && view.askedLines !== lines) {
    view.askedLines = lines;
    view.list = loadLines(view).finally(() => { if (view.askedLines === lines) view.askedLines = ""; });
  }
  return Promise.all([view.picture, view.list]);
}

async function loadPicture(view) {
  const wanted = view.page.look, isNew = view.image !== null;
  const image = make("img", { alt: "", src: `/page/${view.page.index}.svg?v=${wanted}` });
  try {
    await image.decode();
  } catch {
    if (view.page.look === wanted && view.near) setTimeout(() => refresh(view), 150);
    return;
  }
  if (view.page.look !== wanted || view.look === wanted) return;
  view.image?.remove();
  view.image = image;
  view.look = wanted;
  view.paper.prepend(image);
  if (!isNew) return;
  lastChanged = view;
  view.element.classList.remove("changed");
  void view.element.offsetWidth;
  view.element.classList.add("changed");
}

async function loadLines(view) {
  const wanted = view.page.lines;
  let data;
  try {
    const answer = await fetch(`/lines/${view.page.index}.json?v=${wanted}`);
    if (!answer.ok) throw new Error(String(answer.status));
    data = await answer.json();
  } catch {
    if (view.page.lines === wanted && view.near) setTimeout(() => refresh(view), 150);
    return;
  }
  if (view.page.lines !== wanted) return;
  if (chosen?.view === view) followChosen(data);
  view.hash = wanted;
  view.data = data;
  showLines(view);
}

function showLines(view) {
  const focused = view.lines.contains(document.activeElement);
  const buttons = view.data.map((line, number) => {
    const button = make("button", { type: "button", tabindex: "-1", title: place(line) }, line.text || place(line));
    const [x, y, width, height] = line.box;
    button.style.left = `${(x + state.bleed) / state.width * 100}%`;
    button.style.top = `${(y + state.bleed) / state.height * 100}%`;
    button.style.width = `${width / state.width * 100}%`;
    button.style.height = `${height / state.height * 100}%`;
    button.dataset.number = number;
    return button;
  });
  view.lines.replaceChildren(...buttons.map((button) => make("li", {}, button)));
  markNotes(view);
  if (chosen?.view !== view) return;
  chosen.number = Math.min(chosen.number, view.data.length - 1);
  if (chosen.number < 0) chosen = null;
  else mark(focused);
}

const buttonOf = (view, number) => view.lines.querySelector(`button[data-number="${number}"]`);

// The last line of the page that was written at `line` of `file` or before it; -1 = none.
function findLine(view, file, line) {
  let found = -1;
  view.data.forEach((candidate, number) => {
    if (candidate.file === file && candidate.line <= line &&
        (found < 0 || candidate.line > view.data[found].line)) found = number;
  });
  return found;
}

function markNotes(view) {
  for (const note of state.notes) {
    if (note.page !== view.page.index) continue;
    const number = findLine(view, note.file, note.line);
    if (number >= 0) buttonOf(view, number).classList.add("noted");
  }
}

// ---- The chosen line ----

function mark(focus) {
  for (const old of document.querySelectorAll(".lines [aria-current]")) {
    old.removeAttribute("aria-current");
    old.tabIndex = -1;
  }
  const button = chosen && buttonOf(chosen.view, chosen.number);
  if (!button) return null;
  button.setAttribute("aria-current", "true");
  button.tabIndex = 0;
  if (focus) button.focus({ preventScroll: true });
  return button;
}

function choose(view, number) {
  chosen = { view, number };
  mark(true)?.scrollIntoView({ block: "nearest" });
  $("place").hidden = true;
}

// The chosen line among the new ones of its page: the nearest that says the same, else the one in its place.
function followChosen(data) {
  const { view, number, at } = chosen, old = view.data[number];
  const same = data.flatMap((line, n) => old && line.file === old.file && line.text === old.text ? [n] : [])
    .sort((a, b) => Math.abs(a - number) - Math.abs(b - number));
  chosen = { view, number: same[0] ?? number };
  if (!same.length || !at) {
    $("place").hidden = true;
    return;
  }
  chosen.at = { file: at.file, line: at.line + data[same[0]].line - old.line };
  if ($("place-text").textContent !== place(chosen.at)) $("place-copied").textContent = "";
  $("place-text").textContent = place(chosen.at);
}

// Where on the line the pointer is decides between manuscript lines that were set on one row.
function placeAt(line, x) {
  let at = { file: line.file, line: line.line };
  for (const [left, number] of line.places ?? []) if (x >= left) at = { file: line.file, line: number };
  return at;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea", { readonly: "" }, text);
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

async function tell(event) {
  if (!chosen) return;
  const { view, number } = chosen;
  const line = view.data[number], button = buttonOf(view, number);
  const box = button.getBoundingClientRect(), paper = view.paper.getBoundingClientRect();
  const x = event?.detail ? (event.clientX - paper.left) / paper.width * state.width - state.bleed : line.box[0];
  chosen.at = placeAt(line, x);
  const text = place(chosen.at), float = $("place");
  $("place-text").textContent = text;
  $("place-copied").textContent = "";
  float.hidden = false;
  float.style.top = `${scrollY + box.bottom + 6}px`;
  float.style.left = `${Math.max(8, Math.min(scrollX + box.left, scrollX + innerWidth - float.offsetWidth - 16))}px`;
  $("place-copied").textContent = await copy(text) ? "copied" : "";
  button.focus({ preventScroll: true });
}

// The first line that is seen.
function firstSeen() {
  for (const view of views) {
    if (view.element.getBoundingClientRect().bottom < 60) continue;
    const number = view.data.findIndex((_, n) => buttonOf(view, n).getBoundingClientRect().top > 60);
    if (number >= 0) return { view, number };
  }
  return null;
}

async function step(by) {
  if (!chosen) {
    const first = firstSeen();
    if (first) choose(first.view, first.number);
    return;
  }
  let { view, number } = chosen;
  number += by;
  while (view && (number < 0 || number >= view.data.length)) {
    view = views[views.indexOf(view) + by];
    if (!view) return;
    await refresh(view);
    number = by > 0 ? 0 : view.data.length - 1;
  }
  choose(view, number);
}

async function goTo(item) {
  const view = views.find((candidate) => candidate.page.index === item.page);
  if (!view) {
    toast(item.file ? `${item.file}${item.line ? ":" + item.line : ""} is on none of these pages` : "This is of no page");
    return;
  }
  view.element.scrollIntoView({ block: "start" });
  await refresh(view);
  const number = findLine(view, item.file, item.line);
  if (number < 0) return;
  choose(view, number);
  tell();
}

// ---- Notes ----

const isFresh = (view) => view.hash === view.page.lines;

async function openNote() {
  if (chosen && !isFresh(chosen.view)) await refresh(chosen.view); // its numbers are those of another version
  if (!chosen) {
    toast("Choose a line first: click it, or press ↓");
    return;
  }
  if ($("note").open) return;
  if (!isFresh(chosen.view)) {
    toast("The page has just changed; press n once more");
    return;
  }
  const line = chosen.view.data[chosen.number], at = chosen.at ?? line;
  if (!(at.file in state.files)) {
    toast(`A note can stand in a chapter's file only; this line comes from ${at.file}`);
    return;
  }
  noting = { file: at.file, line: at.line, hash: state.files[at.file], text: line.text };
  $("note-place").textContent = place(at);
  $("note-line").textContent = line.text;
  $("note-error").hidden = true;
  $("note").showModal();
  $("note-text").focus();
}

function closeNote() {
  $("note").close();
  noting = null;
  mark(true);
}

// When the file was saved meanwhile the text stays in its field, and the line is looked for again.
function findAgain() {
  const here = chosen && chosen.view.data[chosen.number];
  const same = here?.text === noting.text ? here : views.flatMap((view) => view.data)
    .find((line) => line.file === noting.file && line.text === noting.text);
  if (same) Object.assign(noting, { line: same.line });
  noting.hash = state.files[noting.file] ?? noting.hash;
  $("note-place").textContent = place(noting);
  return Boolean(same);
}

async function leaveNote() {
  const answer = await send("/note", { ...noting, text: $("note-text").value });
  if (answer.error) {
    $("note-error").textContent = answer.error;
    $("note-error").hidden = false;
    $("note-text").focus();
    return;
  }
  $("note-text").value = "";
  closeNote();
  toast(answer.told);
}

async function undo() {
  const answer = await send("/undo", {});
  toast(answer.error ?? answer.told);
}

// ---- The panel ----

function itemOf(kind, head, text, item) {
  const where = item.file ? `${item.file}${item.line ? ":" + item.line : ""}` : "";
  const label = labelOf(item.page);
  const button = make("button", { type: "button", class: kind },
    make("span", { class: "kind" }, head), " ", text,
    ...(item.hint ? [make("span", { class: "hint" }, item.hint)] : []),
    ...(where ? [make("span", { class: "where" }, label ? `${where}, page ${label}` : where)] : []),
    ...(item.code ? [make("span", { class: "code" }, item.code)] : []));
  button.addEventListener("click", () => goTo(item));
  return make("li", {}, button);
}

const labelOf = (index) => state.pages.find((page) => page.index === index)?.label ?? "";

// What comes again and again is folded: one line a kind.
function group(findings) {
  const kinds = new Map();
  for (const item of findings) {
    const key = item.severity === "error" ? "error" : item.code;
    kinds.set(key, [...(kinds.get(key) ?? []), item]);
  }
  return [...kinds].flatMap(([code, items]) => {
    const all = items.map((item) => itemOf(item.severity, item.severity, item.message, item));
    if (code === "error" || items.length <= 3) return all;
    const summary = make("summary", {}, `${items.length} times ${code.replaceAll("-", " ")}`);
    const list = make("details", {}, summary, make("ul", {}, ...all));
    list.open = openKinds.has(code);
    list.addEventListener("toggle", () => { openKinds[list.open ? "add" : "delete"](code); });
    return [make("li", {}, list)];
  });
}

function showFindings() {
  const { findings, more } = state;
  $("findings").replaceChildren(...group(findings));
  $("findings-count").textContent = findings.length ? String(findings.length + more) : "";
  $("findings-none").hidden = findings.length > 0;
  $("findings-more").hidden = more === 0;
  $("findings-more").textContent = more ? `and ${more} more` : "";
  $("toggle").textContent = findings.length ? plural(findings.length + more, "finding") : "Findings";
  nextFinding = 0;
}

function showNotes() {
  $("notes").replaceChildren(...state.notes.map((note) => itemOf("query", note.kind, note.text, note)));
  $("notes-count").textContent = state.notes.length ? String(state.notes.length) : "";
  $("notes-none").hidden = state.notes.length > 0;
  $("undo").hidden = !("undo" in state);
}

function showLost() {
  $("lost").hidden = state.lost.length === 0;
  $("lost-list").replaceChildren(...state.lost.map((note) => {
    const button = make("button", { type: "button", class: "error" }, note.text,
      make("span", { class: "where" }, `was at ${place(note)}; press to copy the text`));
    button.addEventListener("click", async () => { if (await copy(note.text)) toast("The note's text is copied"); });
    return make("li", {}, button);
  }));
}

// ---- Following ----

function showPages() {
  while (views.length > state.pages.length) {
    const view = views.pop();
    if (chosen?.view === view) chosen = null;
    watcher.unobserve(view.element);
    view.element.remove();
  }
  document.documentElement.style.setProperty("--ratio", state.width / state.height);
  state.pages.forEach((page, i) => {
    const fresh = i >= views.length;
    if (fresh) views.push(newView());
    const view = views[i];
    view.page = page;
    const name = page.label ? `Page ${page.label}` : `Page ${page.index + 1} of the file`;
    view.element.id = `page-${page.index}`;
    view.element.setAttribute("aria-label", name);
    if (view.title.textContent !== name) view.title.textContent = name;
  });
}

function showStatus() {
  const what = state.what ? ` · ${state.what}` : "";
  $("title").textContent = `${state.title || "Longhand"}${what}`;
  document.title = `${state.what ? state.what + " · " : ""}${state.title || "Longhand"}`;
  const errors = state.findings.filter((item) => item.severity === "error").length;
  if (!state.current) setStatus("old", `${plural(errors, "error")}; these are the last good pages`);
  else setStatus(errors ? "old" : "good", errors ? plural(errors, "error") : `${plural(state.pages.length, "page")}, up to date`);
}

// Everything that is seen is as the server told: says so, for whoever measures.
function sayShown(revision) {
  requestAnimationFrame(() => setTimeout(() => {
    document.documentElement.dataset.shown = revision;
    document.dispatchEvent(new CustomEvent("longhand-shown", { detail: revision }));
  }, 0));
}

async function follow(told) {
  if (state && state.run !== told.run) {
    if (!noting) location.reload();
    return;
  }
  const many = views.length;
  state = told;
  showPages();
  for (let i = 0; views.length > many && i < 30 && !views.some((view) => view.near); i++)
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  showStatus();
  showFindings();
  showNotes();
  showLost();
  await Promise.all(views.filter((view) => view.near).map((view) => refresh(view)));
  for (const view of views) {
    for (const old of view.lines.querySelectorAll(".noted")) old.classList.remove("noted");
    if (view.data.length) markNotes(view);
  }
  if (noting && state.files[noting.file] !== noting.hash && findAgain()) $("note-error").hidden = true;
  if (state.revision === told.revision) sayShown(told.revision);
}

let patience = 300;
function connect() {
  const socket = new WebSocket(`ws://${location.host}/live`);
  socket.addEventListener("open", () => { patience = 300; });
  socket.addEventListener("message", (event) => follow(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    setStatus("gone", "the server has ended; waiting for it");
    setTimeout(connect, patience);
    patience = Math.min(patience * 1.6, 4000);
  });
}

// ---- Size ----

const sizes = [24, 30, 36, 42, 50, 60, 72, 90];
let size = -1; // -1 = as wide as fits

function setSize(next) {
  size = next;
  const seen = firstSeen();
  const room = $("pages").clientWidth - 32;
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const width = size < 0 ? Math.min(room, 46 * rem) : sizes[size] * rem;
  document.documentElement.style.setProperty("--page-width", `${width}px`);
  $("place").hidden = true;
  if (seen) seen.view.element.scrollIntoView({ block: "nearest" });
}

function resize(by) {
  const width = $("pages").querySelector(".page")?.clientWidth ?? 0;
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const now = sizes.findIndex((candidate) => candidate * rem >= width - 1);
  setSize(Math.max(0, Math.min(sizes.length - 1, (now < 0 ? sizes.length - 1 : now) + by)));
}

// ---- Keys and clicks ----

function togglePanel() {
  const alone = $("desk").classList.toggle("alone");
  $("toggle").setAttribute("aria-expanded", String(!alone));
  if (size < 0) setSize(-1);
}

const keys = {
  ArrowDown: () => step(1), j: () => step(1), ArrowUp: () => step(-1), k: () => step(-1),
  Enter: () => tell(), n: openNote, u: undo,
  c: () => lastChanged ? lastChanged.element.scrollIntoView({ block: "nearest" }) : toast("No page has changed yet"),
  f: () => {
    if (!state.findings.length) toast("There are no findings");
    else goTo(state.findings[nextFinding++ % state.findings.length]);
  },
  "+": () => resize(1), "-": () => resize(-1), 0: () => setSize(-1),
  Escape: () => { $("place").hidden = true; },
};

document.addEventListener("keydown", (event) => {
  if (!state || event.ctrlKey || event.metaKey || event.altKey || $("note").open) return;
  const button = event.target.closest?.("button");
  const onLine = !button || button.closest(".lines");
  if (!keys[event.key] || (!onLine && (event.key === "Enter" || event.key.startsWith("Arrow")))) return;
  event.preventDefault();
  keys[event.key]();
});

$("pages").addEventListener("click", (event) => {
  const button = event.target.closest(".lines button");
  if (!button) {
    $("place").hidden = true;
    return;
  }
  chosen = { view: button.closest(".page").view, number: Number(button.dataset.number) };
  mark(true);
  tell(event);
});
$("place-note").addEventListener("click", openNote);
$("note-form").addEventListener("submit", (event) => { event.preventDefault(); leaveNote(); });
$("note-cancel").addEventListener("click", closeNote);
$("note").addEventListener("cancel", () => { noting = null; });
$("note-text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $("note-form").requestSubmit();
});
$("undo").addEventListener("click", undo);
$("lost-forget").addEventListener("click", () => send("/forget", {}));
$("toggle").addEventListener("click", togglePanel);
$("smaller").addEventListener("click", () => resize(-1));
$("larger").addEventListener("click", () => resize(1));
$("fit").addEventListener("click", () => setSize(-1));
addEventListener("resize", () => { if (size < 0) setSize(-1); });

if (matchMedia("(max-width: 60rem)").matches) togglePanel();
setSize(-1);
connect();
