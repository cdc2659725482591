// On every page: choices that send themselves, and a clear word when the site cannot be reached.
"use strict";

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form) form.requestSubmit();
});

// A sentence of templates/_words.html; of the failure nobody has a name for where there is no such.
function word(name) {
  const { content } = document.getElementById("site-words");
  const line = content.querySelector(`[data-word="${name}"]`);
  return (line ?? content.querySelector('[data-word="failed"]')).textContent;
}

// Beside what was pressed; an earlier word there is replaced.
function say(element, words) {
  const place = element.closest("form") ?? element.parentElement;
  let line = place.querySelector(":scope > [data-problem]");
  if (!line) {
    line = document.createElement("p");
    line.dataset.problem = "";
    line.className = "problem small";
    line.setAttribute("role", "alert");
    place.append(line);
  }
  line.textContent = words;
}

document.addEventListener("htmx:responseError", (event) => {
  say(event.detail.elt, word(event.detail.xhr.status));
});

document.addEventListener("htmx:sendError", (event) => {
  say(event.detail.elt, word("offline"));
});
