// On every page: choices that send themselves, and a clear word when the site cannot be reached.
"use strict";

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form) form.requestSubmit();
});

const PROBLEMS = {
  403: "The form was out of date. Reload the page and send it again; copy what you wrote first.",
  404: "This is no longer there.",
  503: "The site is busy. What you wrote is still here: try again in a few seconds.",
};

function say(element, words) {
  const place = element.closest("form, article, li, section")?.querySelector("[data-problem]");
  if (!place) return;
  place.textContent = words;
  place.hidden = false;
}

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  say(event.detail.elt, PROBLEMS[status] ?? "The site could not do that. Try again in a moment.");
});

document.addEventListener("htmx:sendError", (event) => {
  say(event.detail.elt, "The site cannot be reached. What you wrote is still here: try again.");
});
