// Keys. Which key does what stands in the list that "?" opens (moderation/keys.py); a key presses
// the button or follows the link that shows it.
"use strict";

(() => {
  const overlay = document.getElementById("keys");
  const deeds = new Map();
  for (const cap of overlay.querySelectorAll("[data-deed]")) {
    deeds.set(cap.dataset.pressed, cap.dataset.deed);
  }
  const GO_FOR = 1500; // milliseconds in which the second key of "go" has to follow
  let goUntil = 0;
  let asksReason = null; // the form on the item's page in which "reject" waits for its reason

  const isTyping = (element) => element.closest("textarea, select, dialog, [contenteditable]")
    || (element.matches("input") && !["radio", "checkbox"].includes(element.type));

  // Where a key acts: the focused row, or the whole page of one comment.
  const scope = () => Desk.focused() ?? (document.querySelector(Desk.ROW) ? null : document);

  function press(key) {
    const link = `[data-key="${CSS.escape(key)}"]`;
    const found = [...(scope()?.querySelectorAll(link) ?? []), ...document.querySelectorAll(`a${link}`)];
    // Links above the list, such as the one to the focus view, act from wherever the focus is.
    const button = found.find((each) => !each.closest(Desk.ROW) || each.closest(Desk.ROW) === Desk.focused());
    if (!button || button.disabled) return false;
    if (button.matches("summary")) {
      button.parentElement.open = true;
      button.parentElement.querySelector("[data-reason]").focus();
    } else {
      button.click();
    }
    return true;
  }

  // ── Reject, then the reason ───────────────────────────────────────────────────────────────

  const chosen = (form) => form.querySelector("input[name=reason_code]:checked");

  // On the item's page the reasons stand there already: reject waits for one of them.
  function reject(key) {
    const form = document.querySelector("form[data-decide]");
    const first = form?.querySelector("input[data-reason]");
    if (!first || chosen(form)) return press(key);
    asksReason = form;
    form.classList.add("asks-reason");
    first.focus();
    return true;
  }

  function answered() {
    asksReason?.classList.remove("asks-reason");
    asksReason = null;
  }

  function reason(key) {
    const name = `[data-reason="${CSS.escape(key)}"]`;
    const choice = document.querySelector(`.no-panel[open] ${name}`)
      ?? (asksReason || /^[0-9]$/.test(key) ? document.querySelector(`input${name}`) : null);
    if (!choice) return false;
    const form = choice.closest("form");
    const isAsked = asksReason === form;
    if (choice.type === "radio" && choice.value !== "other") choice.click();
    answered();
    if (choice.value === "other") {
      choice.checked = true;
      form.querySelector("[name=note]").focus();
    } else if (choice.type !== "radio") {
      choice.click();
    } else if (isAsked) {
      form.querySelector("[name=action][value=reject]").click();
    }
    return true;
  }

  // ── Going places ──────────────────────────────────────────────────────────────────────────

  function go(key) {
    goUntil = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    link?.click();
    return Boolean(link);
  }

  // From the list: with the comment in focus first.
  function focusView(key) {
    const link = document.querySelector(`a[data-key="${CSS.escape(key)}"]`);
    const row = Desk.focused();
    if (!row || !link) return press(key);
    const address = new URL(link.href);
    address.searchParams.set("first", row.id.slice(5));
    location.assign(address);
    return true;
  }

  function nextQueue() {
    const links = [...document.querySelectorAll("#queues [data-queue]")];
    const at = links.findIndex((link) => link.matches("[aria-current]"));
    links[(at + 1) % links.length]?.click();
    return Boolean(links.length);
  }

  function search() {
    // The page's own field first, then the top bar's, or the link where there is no room for that.
    const places = [...document.querySelectorAll("main [data-search], [data-search]")];
    const shown = places.filter((each) => each.checkVisibility());
    const place = shown.find((each) => each.matches("input")) ?? shown[0];
    if (place?.matches("input")) place.focus();
    else place?.click();
    return Boolean(place);
  }

  function help() {
    const list = overlay.querySelector("[data-places]");
    list?.replaceChildren(...[...document.querySelectorAll("[data-go]")].map((link) => {
      const place = document.createElement("span");
      const cap = document.createElement("kbd");
      cap.textContent = link.dataset.go;
      const words = link.dataset.place ?? link.querySelector("span")?.firstChild.textContent ?? link.textContent;
      place.append(cap, ` ${words.trim()}`);
      return place;
    }));
    overlay.showModal();
    return true;
  }

  // ── What is open closes ───────────────────────────────────────────────────────────────────

  function close() {
    if (asksReason) {
      answered();
      document.activeElement.blur();
      return true;
    }
    const panel = document.querySelector(".no-panel[open], .menu[open]");
    if (!panel) return Desk.foldPanel();
    panel.open = false;
    const row = panel.closest(Desk.ROW);
    if (row) Desk.focusRow(row);
    else panel.querySelector("summary").focus();
    return true;
  }

  function open(event, key) {
    if (document.querySelector(Desk.ROW) && !event.target.matches(Desk.ROW)) return false;
    if (event.target.closest("a, button, summary, input")) return false;
    return press(key);
  }

  function act(event, key) {
    if (goUntil > Date.now()) return go(key);
    if (document.querySelector(".no-panel[open]") || asksReason) {
      if (reason(key)) return true;
    }
    const deed = deeds.get(key);
    const inList = Boolean(document.querySelector(Desk.ROW));
    switch (deed) {
      case "help": return help();
      case "undo": return Desk.undo();
      case "reject": return reject(key);
      case "go": goUntil = Date.now() + GO_FOR; return true;
      case "focus": return focusView(key);
      case "queue": return nextQueue();
      case "search": return search();
      case "open": return open(event, key);
      case "next": return inList ? Desk.step(1) ?? true : press(key);
      case "back": return inList ? Desk.step(-1) ?? true : press(key);
      case undefined: return key === "?" && deeds.size ? help() : reason(key);
      default: return press(key);
    }
  }

  const repeats = new Set(["next", "back"]); // what a key that is held may do again

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const key = event.key === " " ? "Space" : event.key;
    if (event.repeat && !repeats.has(deeds.get(key))) return;
    if (key === "Escape") {
      if (!document.querySelector("dialog[open]") && close()) event.preventDefault();
    } else if (!event.defaultPrevented && deeds.size && !isTyping(event.target) && act(event, key)) {
      event.preventDefault();
    }
  });
})();
