// The readers' pages: closing a form in place, keeping what is typed, counting near the limit.
"use strict";

const NEAR = 500; // characters left when the count appears

document.addEventListener("click", (event) => {
  const closer = event.target.closest("[data-close]");
  const slot = closer && document.getElementById(closer.dataset.close);
  // On a page of its own the form has no comment around it: there the link leads back.
  const comment = slot?.closest("article");
  if (!comment) return;
  event.preventDefault();
  slot.replaceChildren();
  comment.focus();
});

// Nothing may take the place of a form somebody is writing in.
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = event.detail;
  if (elt.matches(".c-foot > a")) {
    const typed = [...target.querySelectorAll("textarea")].find((box) => box.value !== box.defaultValue);
    if (!typed) return;
    event.preventDefault();
    typed.focus();
  } else if (elt.matches(".own") && target.querySelector(".slot > *")) {
    event.preventDefault(); // The verdict is asked for again once the form is closed.
  }
});

document.addEventListener("input", (event) => {
  const most = Number(event.target.dataset?.most);
  const count = most && event.target.form?.querySelector("[data-count]");
  if (!count) return;
  const left = most - [...event.target.value].length; // The server counts code points too.
  count.hidden = left > NEAR;
  count.classList.toggle("problem", left < 0);
  count.textContent = `${word(left < 0 ? "over" : "left")} ${Math.abs(left)}`;
});

// The first comment takes the place of the words that there is none.
document.addEventListener("htmx:afterSettle", () => {
  const nobody = document.getElementById("nobody");
  if (nobody && document.querySelector("#thread > .c-row")) nobody.remove();
});
