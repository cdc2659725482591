// What unfolds where a comment is read: the conversation, the author's record. A link with
// data-panel names the fragment; without this script it leads to a page that shows the same.
"use strict";

(() => {
  const holderOf = (link) => link.closest(`${Desk.ROW}, .one`);

  function shownBy(holder) {
    if (holder.matches(".one")) return holder.querySelector(".context");
    return holder.nextElementSibling?.matches(".context") ? holder.nextElementSibling : null;
  }

  function fold(holder) {
    const panel = shownBy(holder);
    panel?.remove();
    for (const link of holder.querySelectorAll("[data-panel]")) link.ariaExpanded = "false";
    return panel?.dataset.from;
  }

  // An empty panel in its place: a table row under the row, or a block in the comment's own.
  function unfold(holder, from) {
    const isRow = holder.matches(Desk.ROW);
    const panel = document.createElement(isRow ? "tr" : "div");
    panel.className = "context";
    panel.dataset.from = from;
    const inside = document.createElement(isRow ? "td" : "div");
    if (isRow) {
      inside.colSpan = holder.cells.length;
      panel.setAttribute("role", "row");
      inside.setAttribute("role", "cell");
    }
    panel.append(inside);
    if (isRow) holder.after(panel);
    else holder.querySelector(".panel-place").append(panel);
    return inside;
  }

  async function fetched(address) {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    return answer.text();
  }

  async function toggle(link) {
    const holder = holderOf(link);
    const from = link.dataset.panel;
    if (fold(holder) === from) return;
    const inside = unfold(holder, from);
    link.ariaExpanded = "true";
    try {
      const markup = await fetched(from);
      if (!inside.isConnected) return; // Folded again before it came.
      inside.innerHTML = markup;
      htmx.process(inside);
      inside.scrollIntoView({ block: "nearest" });
      if (holder.matches(Desk.ROW)) holder.scrollIntoView({ block: "nearest" });
    } catch {
      if (inside.isConnected) fold(holder);
      Desk.say(Desk.word("no-panel"));
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toggle(link);
  });

  // Esc folds what is open at the row or comment in focus.
  Desk.foldPanel = () => {
    const holder = Desk.focused() ?? document.querySelector(".one");
    return Boolean(holder && fold(holder));
  };
})();
