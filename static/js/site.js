// On every page: choices that send themselves, and a clear word when the site cannot be reached.
"use strict";

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form) form.requestSubmit();
});

const PROBLEMS = {
  400: "The site could not read that. Nothing was changed.",
  403: "The form was out of date. Copy what you wrote, reload the page and send it again.",
  404: "This is no longer there.",
  503: "The site is busy. What you wrote is still here: try again in a few seconds.",
};

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
  const words = PROBLEMS[event.detail.xhr.status];
  say(event.detail.elt, words ?? "The site could not do that. Try again in a moment.");
});

document.addEventListener("htmx:sendError", (event) => {
  say(event.detail.elt, "The site cannot be reached. What you wrote is still here: try again.");
});
