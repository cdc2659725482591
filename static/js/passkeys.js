// Pages with passkeys: the buttons appear where the browser knows them, and a refusal is said.
"use strict";

if (window.PublicKeyCredential) {
  for (const each of document.querySelectorAll("[data-passkey]")) each.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // It would go to the console, where nobody looks.
  for (const each of document.querySelectorAll("[data-passkey-problem]")) each.hidden = false;
});
