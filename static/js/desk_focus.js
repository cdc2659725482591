// One comment at a time. The next one is in the page already and shown at once; the decision is
// sent behind it, one after the other, and comes back when it was refused or could not be sent.
"use strict";

(() => {
  const stage = document.getElementById("stage");
  if (!stage) return;

  const AHEAD = 5; // comments that wait in the page
  const RENEW = 60_000; // milliseconds after which the claim on the one that is shown is renewed
  const held = (id) => document.getElementById(id).content;
  const shown = () => stage.querySelector(".one");
  const waiting = [...held("next-ones").children];
  const left = []; // comments that were decided or passed over, the last one last
  const known = new Set([...stage.children, ...waiting].map((one) => one.dataset.item).filter(Boolean));
  const restAfter = Number(stage.dataset.rest); // NaN for whoever wants no easy ones
  let run = Number(stage.dataset.run); // very rude ones decided in a row
  let easy = held("easy-one").firstElementChild;

  // ── Sending, one after the other ──────────────────────────────────────────────────────────

  const unsent = new Set();
  let line = Promise.resolve();
  const inLine = (deed) => { line = line.then(deed); return line; };

  // The answer's words; throws the name of a sentence for what is no answer.
  async function send(post) {
    unsent.delete(post);
    let answer;
    try {
      answer = await fetch(post.address, {
        method: "POST", body: post.data, headers: { "HX-Request": "true" }, keepalive: true,
      });
    } catch {
      throw new Error("offline-again");
    }
    const text = await answer.text();
    if (answer.redirected || answer.status === 403) throw new Error("expired");
    if (!answer.ok && ![409, 422].includes(answer.status)) throw new Error("failed-again");
    return { text, ok: answer.ok };
  }

  const put = (text) => htmx.swap(document.body, text, { swapStyle: "none", settleDelay: 0 });

  // What has not left yet goes with the page: a decision never waits for a tab to stay open.
  addEventListener("pagehide", () => {
    for (const post of unsent) navigator.sendBeacon(post.address, post.data);
    unsent.clear();
  });

  // ── Showing ───────────────────────────────────────────────────────────────────────────────

  function show(one) {
    stage.replaceChildren(one);
    Desk.uncover(one);
    one.querySelector("[data-earlier]")?.toggleAttribute("disabled", !left.length);
    one.querySelector("details[open]")?.removeAttribute("open");
    one.focus({ preventScroll: true });
    scrollTo(0, 0);
    document.getElementById("claim").replaceChildren();
    claim(one);
  }

  function showNext() {
    if (easy && run >= restAfter && easy.dataset.item) {
      const one = easy;
      [easy, run] = [null, 0];
      drop(one.dataset.item);
      known.add(one.dataset.item);
      show(one);
      fetchEasy();
    } else if (waiting.length) {
      show(waiting.shift());
    } else {
      stage.replaceChildren(held("fetching").cloneNode(true));
    }
    refill();
  }

  function drop(item) {
    const at = waiting.findIndex((one) => one.dataset.item === item);
    if (at >= 0) waiting.splice(at, 1);
  }

  function claim(one) {
    const address = one.dataset.claim;
    if (!address) return;
    inLine(async () => {
      if (shown() !== one || one.dataset.decided) return;
      const data = new FormData();
      data.set("csrfmiddlewaretoken", one.querySelector("[name=csrfmiddlewaretoken]").value);
      data.set("renew", "1");
      try {
        const { text } = await send({ address, data });
        if (shown() === one) htmx.swap("#claim", text, { swapStyle: "outerHTML", settleDelay: 0 });
      } catch {
        // Without a claim the decision still counts: of two, the first.
      }
    });
  }

  setInterval(() => {
    // The claim's own line renews it; this is for a line that never came.
    if (shown() && !document.querySelector("#claim > *")) claim(shown());
  }, RENEW);

  function release(one) {
    if (!one.dataset.releaseUrl) return;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", one.querySelector("[name=csrfmiddlewaretoken]").value);
    data.set("leaving", "1");
    inLine(() => send({ address: one.dataset.releaseUrl, data }).catch(() => {}));
  }

  // ── Fetching ahead ────────────────────────────────────────────────────────────────────────

  let fetching = null;

  async function fetched(address) {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) throw new Error("expired");
    const box = document.createElement("template");
    box.innerHTML = await answer.text();
    return [...box.content.children];
  }

  const address = (words) => {
    const url = new URL(stage.dataset.more, location.href);
    for (const [name, value] of Object.entries(words)) url.searchParams.set(name, value);
    return url;
  };

  function refill() {
    const want = AHEAD - waiting.length;
    if (fetching || want <= 0) return;
    // After what is being sent: what was decided does not come again.
    fetching = inLine(() => {}).then(() => fetched(address({ want, without: [...known].join(",") })))
      .then((found) => {
        fetching = null;
        for (const one of found) {
          if (known.has(one.dataset.item)) continue;
          known.add(one.dataset.item);
          waiting.push(one);
        }
        if (shown()) return;
        if (waiting.length) show(waiting.shift());
        else end();
      }).catch(() => {
        fetching = null;
        if (!shown()) end();
      });
  }

  function end() {
    stage.replaceChildren(held("end").cloneNode(true));
    stage.firstElementChild.focus();
  }

  async function fetchEasy() {
    if (Number.isNaN(restAfter)) return;
    const words = { easy: 1, without: [...known].join(",") };
    [easy = null] = await fetched(address(words)).catch(() => []);
  }

  // ── Deeds ─────────────────────────────────────────────────────────────────────────────────

  function comeBack(one, now) {
    delete one.dataset.decided;
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    drop(one.dataset.item);
    if (now || !shown()) {
      if (shown() && shown() !== one) waiting.unshift(shown());
      show(one);
    } else {
      waiting.unshift(one);
    }
  }

  // As it stands now: decided by whom, or with the author's new words.
  async function showFresh(one) {
    try {
      const [fresh] = await fetched(one.dataset.fresh);
      left.splice(left.indexOf(one), 1);
      drop(one.dataset.item);
      if (shown()) waiting.unshift(shown());
      show(fresh);
    } catch {
      Desk.say(Desk.word("no-panel"));
    }
  }

  function decide(form, button) {
    const one = shown();
    const data = new FormData(form, button);
    if (data.get("reject") === "other" && !data.get("note").trim()) {
      form.querySelector("[name=note]").focus();
      return;
    }
    const post = { address: form.getAttribute("action"), data };
    unsent.add(post);
    one.dataset.decided = "1";
    run = one.hasAttribute("data-hard") ? run + 1 : 0;
    left.push(one);
    Desk.hush();
    inLine(async () => {
      if (!unsent.has(post)) return; // It left with the page.
      try {
        const { text, ok } = await send(post);
        put(text);
        if (!ok) delete one.dataset.decided;
      } catch (error) {
        comeBack(one, false);
        Desk.say(Desk.word(error.message));
      }
    });
    showNext();
  }

  function undo(form) {
    const data = new FormData(form);
    const item = form.dataset.undoOf;
    const one = left.find((each) => each.dataset.item === item);
    Desk.hush();
    const sent = inLine(async () => {
      try {
        put((await send({ address: form.getAttribute("action"), data })).text);
      } catch (error) {
        Desk.say(Desk.word(error.message));
      }
    });
    if (!one) {
      sent.then(() => location.reload());
      return;
    }
    run = Math.max(0, run - 1);
    comeBack(one, true);
  }

  // "u" may be pressed before the answer is here that says what can be undone.
  Desk.undo = () => {
    line.then(() => document.querySelector("#toast [data-undo], .told [data-undo]")?.click());
    return true;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-decide]")) decide(form, event.submitter);
    else if (form.matches("[data-undo-of]")) undo(form);
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-pass]")) {
      event.preventDefault();
      const one = shown();
      left.push(one);
      release(one);
      showNext();
    } else if (event.target.closest("[data-earlier]")) {
      const one = left.at(-1);
      if (one?.dataset.decided) line.then(() => showFresh(one));
      else if (one) comeBack(one, true);
    } else if (event.target.closest("[data-return]")) {
      event.preventDefault();
      const item = event.target.closest("[data-return]").dataset.return;
      const one = left.find((each) => each.dataset.item === item);
      Desk.hush();
      if (one) showFresh(one);
    }
  });

  if (shown()) {
    shown().focus({ preventScroll: true });
    shown().querySelector("[data-earlier]")?.toggleAttribute("disabled", true);
  }
  refill();
})();
