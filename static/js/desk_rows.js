// The queue's rows: which one has the focus, and what happens to a row that came back.
"use strict";

(() => {
  const { ROW, rows, focused } = Desk;

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

  Desk.focusRow = (row) => {
    if (!row) return;
    mark(row);
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };

  Desk.step = (by) => {
    const all = rows();
    const at = all.indexOf(focused());
    Desk.focusRow(all[at < 0 ? 0 : at + by]);
  };

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
    if (row && !event.target.closest("a, button, summary, input, textarea, label")) Desk.focusRow(row);
  });

  // The reasons are on the page once; each row's panel gets its own copy.
  function bringReasons(place) {
    const reasons = document.getElementById("reasons");
    for (const list of place.querySelectorAll("[data-reasons]")) {
      list.replaceWith(reasons.content.cloneNode(true));
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const all = rows();
    bringReasons(document);
    for (const row of all) row.tabIndex = -1;
    if (all.length) all[0].tabIndex = 0; // Tab reaches the list; a key puts the focus on its first row.
    document.querySelector(".pick-all")?.removeAttribute("hidden");
  });

  // ── A row that came back from the server ──────────────────────────────────────────────────

  const asked = new WeakMap(); // request -> the id of the row that had the focus then

  document.addEventListener("htmx:beforeRequest", (event) => {
    asked.set(event.detail.xhr, focused()?.id);
    // Not from under the toast's own form: htmx would lose the page it stands in.
    if (event.target.matches("form.do, form.do *, tr form.undo")) Desk.hush();
  });

  // With "settle:0ms" this comes in one go with the swap: no key can fall in between. Whoever has
  // moved on to another row since they asked stays there.
  document.addEventListener("htmx:afterSettle", (event) => {
    const row = event.detail.elt;
    if (!row.matches?.(ROW)) return;
    row.tabIndex = -1;
    bringReasons(row);
    Desk.uncover(row);
    if (event.detail.target?.id !== row.id) {
      keepFocus(row);
    } else if (!focused() || focused().id === asked.get(event.detail.xhr)) {
      Desk.focusRow(row.querySelector("form.do") ? row : nextUndecided(row));
    }
  });

  // A row that others changed comes by itself. If it had the focus it keeps it; nothing scrolls.
  let kept = null; // the id of the row that had the focus, and whether the focus was really in it

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target } = event.detail;
    if (!target.matches(`${ROW}.is-on`)) return;
    kept = { id: target.id, inside: target.contains(document.activeElement) };
  });

  function keepFocus(row) {
    if (kept?.id !== row.id) return;
    const { inside } = kept;
    kept = null;
    mark(row);
    if (inside) row.focus({ preventScroll: true });
  }

  // ── Several rows at once ──────────────────────────────────────────────────────────────────

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
})();
