// What goes on while a page stands open: the claim that ends when it is left, and the queue's news.
"use strict";

(() => {
  // ── Claims ────────────────────────────────────────────────────────────────────────────────

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

  // ── News ──────────────────────────────────────────────────────────────────────────────────

  const news = document.getElementById("news");
  if (!news) return;

  // A row in which somebody chooses a reason or writes is left alone, and so is a decided one.
  const isBusy = (row) => row.querySelector("details[open], .htmx-request")
    || (row.contains(document.activeElement) && document.activeElement.matches("input, textarea"));

  news.addEventListener("htmx:configRequest", (event) => {
    if (document.hidden) {
      event.preventDefault(); // Nobody looks; it asks at once when somebody does.
      return;
    }
    const open = Desk.rows().filter((row) => row.dataset.state !== "done" && !isBusy(row));
    event.detail.parameters.set("since", news.dataset.since);
    event.detail.parameters.set(
      "rows", open.map((row) => `${row.id.slice(5)}:${row.dataset.state}`).join(","));
  });

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) htmx.trigger(news, "look");
  });

  // It asks again in ten seconds; a toast about each failure would only be in the way.
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    addEventListener(failure, (event) => {
      if (event.target === news) event.stopImmediatePropagation();
    }, true);
  }
})();
