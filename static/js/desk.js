// The desk: what its other scripts share, and what every page of it does. Everything here presses a
// button or follows a link that is on the page without it.
"use strict";

const Desk = {
  ROW: "table.queue tbody tr[id^='item-']",
  rows: () => [...document.querySelectorAll(Desk.ROW)],
  focused: () => document.querySelector(`${Desk.ROW}.is-on`),

  // A sentence of templates/moderation/_words.html.
  word(name) {
    const words = document.getElementById("words");
    return words.content.querySelector(`[data-word="${name}"]`).textContent;
  },

  say(words) {
    const box = document.createElement("div");
    const line = document.createElement("p");
    box.className = "toast";
    line.className = "strong";
    line.textContent = words;
    box.append(line);
    document.getElementById("toast").replaceChildren(box);
  },

  // The last toast speaks of a deed that is no longer the last: its "undo" would take back another.
  hush() {
    document.getElementById("toast").replaceChildren();
  },

  undo() {
    const button = document.querySelector("#toast [data-undo]")
      ?? Desk.focused()?.querySelector("[data-undo]")
      ?? document.querySelector(".told [data-undo], .item-notice [data-undo], .list-head [data-undo]");
    button?.click();
    return Boolean(button);
  },
};

// On the way down, so that no script of the readers' pages says it a second time.
document.addEventListener("htmx:responseError", (event) => {
  event.stopPropagation();
  Desk.say(Desk.word(event.detail.xhr.status === 403 ? "expired" : "failed"));
}, true);

document.addEventListener("htmx:sendError", (event) => {
  event.stopPropagation();
  Desk.say(Desk.word("offline"));
}, true);

// Closes a menu or a reason panel when something else is clicked.
document.addEventListener("click", (event) => {
  for (const panel of document.querySelectorAll(".menu[open], .no-panel[open]")) {
    if (!panel.contains(event.target)) panel.open = false;
  }
});

// Marked words that are blurred can be reached by Tab, and show themselves then.
const blurred = ".blurs .big mark, .blurs .words mark";
Desk.uncover = (place) => {
  for (const mark of place.querySelectorAll(blurred)) mark.tabIndex = 0;
};
document.addEventListener("DOMContentLoaded", () => Desk.uncover(document));

setInterval(() => {
  for (const time of document.querySelectorAll("time[data-due]")) {
    // From what the server said was left: this machine's clock may be wrong.
    time.dataset.end ??= Date.now() + 1000 * Number(time.textContent);
    const left = Math.max(0, Math.ceil((Number(time.dataset.end) - Date.now()) / 1000));
    if (left) time.textContent = left;
    else time.parentElement.textContent = time.parentElement.dataset.told;
  }
  for (const time of document.querySelectorAll("time[data-until]")) {
    const left = Math.max(0, Math.floor((Date.parse(time.dataset.until) - Date.now()) / 1000));
    time.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  }
}, 1000);
