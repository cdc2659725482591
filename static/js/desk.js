// The desk's keys, the focused row of the queue, and claims that end when the page is left.
// Everything here presses a button or follows a link that is on the page without it.
"use strict";

const ROW = "table.queue tbody tr";
const rows = () => [...document.querySelectorAll(ROW)];
const focused = () => document.querySelector(`${ROW}.is-on`);

// ── The focused row ─────────────────────────────────────────────────────────────────────────

function mark(row) {
  for (const other of document.querySelectorAll(`${ROW}.is-on, ${ROW}[tabindex="0"]`)) {
    if (other === row) continue;
    other.classList.remove("is-on");
    other.removeAttribute("aria-current");
    other.tabIndex = -1;
    other.querySelector("details[open]")?.removeAttribute("open");
  }
  row.classList.add("is-on");
  row.setAttribute("aria-current", "true");
  row.tabIndex = 0;
}

function focusRow(row) {
  if (!row) return;
  mark(row);
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  const at = all.indexOf(focused());
  focusRow(all[at < 0 ? 0 : at + by]);
}

function nextUndecided(row) {
  const all = rows();
  const at = all.indexOf(row);
  const isOpen = (other) => other.querySelector("form.do");
  return all.slice(at + 1).find(isOpen) ?? all.slice(0, at).reverse().find(isOpen) ?? row;
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest(ROW);
  if (row && row !== focused()) mark(row);
});

document.addEventListener("click", (event) => {
  const row = event.target.closest(ROW);
  if (row && !event.target.closest("a, button, summary, input, textarea, label")) focusRow(row);
});

document.addEventListener("DOMContentLoaded", () => {
  const all = rows();
  for (const row of all) row.tabIndex = -1;
  if (all.length) all[0].tabIndex = 0; // Tab reaches the list; j puts the focus on its first row.
  document.querySelector(".pick-all")?.removeAttribute("hidden");
});

// ── A row that came back from the server ────────────────────────────────────────────────────

const asked = new WeakMap(); // request -> the id of the row that had the focus then

document.addEventListener("htmx:beforeRequest", (event) => {
  asked.set(event.detail.xhr, focused()?.id);
});

// With "settle:0ms" this comes in one go with the swap: no key can fall in between. Whoever has
// moved on to another row since they asked stays there.
document.addEventListener("htmx:afterSettle", (event) => {
  const row = event.detail.elt;
  if (!row.matches?.(ROW)) return;
  row.tabIndex = -1;
  if (focused() && focused().id !== asked.get(event.detail.xhr)) return;
  focusRow(row.querySelector("form.do") ? row : nextUndecided(row));
});

function say(words) {
  const place = document.getElementById("toast");
  if (!place) return;
  const box = document.createElement("div");
  const line = document.createElement("p");
  box.className = "toast";
  line.className = "strong";
  line.textContent = words;
  box.append(line);
  place.replaceChildren(box);
}

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  say(status === 403 ? "You are logged out, or the page is old. Reload it; nothing was decided."
    : "The site could not do that. Nothing was decided; try again in a moment.");
});

document.addEventListener("htmx:sendError", () => {
  say("The site cannot be reached. Nothing was decided.");
});

// ── Keys ────────────────────────────────────────────────────────────────────────────────────

const isTyping = (element) => element.closest("textarea, select, dialog, [contenteditable]")
  || (element.matches("input") && !["radio", "checkbox"].includes(element.type));

// Where a key acts: the focused row, or the whole page of one item.
const scope = () => focused() ?? (document.querySelector(ROW) ? null : document);

function press(key) {
  const button = scope()?.querySelector(`[data-key="${key}"]`);
  if (!button) return false;
  if (button.matches("summary")) {
    button.parentElement.open = true;
    button.parentElement.querySelector("[data-reason]").focus();
  } else {
    button.click();
  }
  return true;
}

function reason(key) {
  const place = scope();
  const choice = place?.querySelector(`details[open] [data-reason="${key}"]`)
    ?? (place === document && document.querySelector(`input[data-reason="${key}"]`));
  if (!choice) return false;
  if (choice.value === "other") {
    choice.checked = true;
    choice.closest("form").querySelector("[name=note]").focus();
  } else {
    choice.click();
  }
  return true;
}

function undo() {
  const button = document.querySelector("#toast [data-undo]")
    ?? focused()?.querySelector("[data-undo]")
    ?? document.querySelector(".told [data-undo], .item-notice [data-undo], .list-head [data-undo]");
  button?.click();
  return Boolean(button);
}

function open() {
  const link = focused()?.querySelector("[data-open]");
  link?.click();
  return Boolean(link);
}

function close() {
  const panel = document.querySelector(".no-panel[open], .menu[open]");
  if (!panel) return false;
  panel.open = false;
  const row = panel.closest(ROW);
  if (row) focusRow(row);
  else panel.querySelector("summary").focus();
  return true;
}

function act(event) {
  const { key } = event;
  if (key === "?") return document.getElementById("keys").showModal() ?? true;
  if (/^[0-9]$/.test(key)) return reason(key);
  if (key === "Enter") return event.target.matches(ROW) && open();
  if (key === "u") return undo();
  if ((key === "j" || key === "k") && document.querySelector(ROW)) {
    return step(key === "j" ? 1 : -1) ?? true;
  }
  return /^[jkfdec]$/.test(key) && press(key);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat && !/^[jk]$/.test(event.key)) return;
  if (event.key === "Escape") {
    if (!document.querySelector("dialog[open]") && close()) event.preventDefault();
  } else if (!event.defaultPrevented && !isTyping(event.target) && act(event)) {
    event.preventDefault();
  }
});

// ── Several rows at once ────────────────────────────────────────────────────────────────────

const picks = () => [...document.querySelectorAll("input[form=bulk][name=item]")];

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) {
    for (const box of picks()) box.checked = event.target.checked;
  } else if (!event.target.matches("[name=item]")) {
    return;
  }
  const count = picks().filter((box) => box.checked).length;
  for (const place of document.querySelectorAll("[data-picked]")) place.textContent = count || "";
});

// ── Claims ──────────────────────────────────────────────────────────────────────────────────

setInterval(() => {
  for (const time of document.querySelectorAll("time[data-until]")) {
    const left = Math.max(0, Math.floor((Date.parse(time.dataset.until) - Date.now()) / 1000));
    time.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  }
}, 1000);

addEventListener("pagehide", () => {
  const form = document.querySelector("form[data-release]");
  if (!form) return;
  const data = new FormData(form);
  data.set("leaving", "1");
  navigator.sendBeacon(form.action, data);
});

// A page that comes back from the browser's memory has given its claim back when it was left.
addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("form[data-release]")) location.reload();
});

// Closes a menu or a reason panel when something else is clicked.
document.addEventListener("click", (event) => {
  for (const panel of document.querySelectorAll(".menu[open], .no-panel[open]")) {
    if (!panel.contains(event.target)) panel.open = false;
  }
});
