// What JavaScript adds to pages that work without it: saving that keeps trying, drafts, the idle warning, small comforts.
(() => {
  "use strict";
  const MINUTE = 60000;
  const late = new Set(); // Forms whose words are on their way to the server and not known to be there.
  const typed = new Set(); // Forms with words typed since the last save.
  const timers = new WeakMap();
  let leaving = false;

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const say = (name) => document.body.dataset[`say${name}`] || "";
  const rest = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
  const longer = (pause) => Math.min(pause * 2, 10);

  function go(url) {
    leaving = true;
    location.assign(url);
  }

  function make(tag, attributes, ...inside) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  }

  function tell(form, words, unsaved) {
    const line = form.querySelector("[data-status]") || document.querySelector("[data-status]");
    if (line.textContent !== words) line.textContent = words;
    line.classList.toggle("unsaved", unsaved);
  }

  // A reply that never comes counts as a lost one after 20 seconds.
  async function post(url, body, more = {}) {
    const stop = new AbortController();
    const alarm = setTimeout(() => stop.abort(), 20000);
    try {
      return await fetch(url, { method: "POST", body, signal: stop.signal, ...more });
    } finally {
      clearTimeout(alarm);
    }
  }

  // Saving an answer -----------------------------------------------------------------------------------------------

  function fields(form, submitter) {
    const data = new FormData(form);
    if (submitter && submitter.name) data.append(submitter.name, submitter.value);
    return form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  }

  // The same fields go out again and again under the same key, so what she sees must not change on the way.
  function hold(form) {
    for (const control of form.elements) {
      if (control.matches("textarea, input:not([type=radio], [type=checkbox], [type=file])")) control.readOnly = true;
      else if (control.matches("input, select")) control.disabled = true;
    }
  }

  async function save(form, submitter) {
    const url = (submitter && submitter.getAttribute("formaction")) || form.getAttribute("action") || location.href;
    const body = fields(form, submitter);
    hold(form);
    late.add(form);
    typed.delete(form);
    form.setAttribute("aria-busy", "true");
    for (let pause = 1; ; pause = longer(pause)) {
      try {
        const reply = await post(url, body, { headers: { Accept: "text/html" } });
        if (reply.status < 500 && reply.status !== 429) {
          const html = await reply.text();
          late.delete(form);
          return reply.redirected ? go(reply.url) : swap(html);
        }
      } catch {
        // The network is away; the next try is the answer.
      }
      tell(form, say("Unsaved"), true);
      await rest(pause);
    }
  }

  // The server answered with a page of its own, such as the form with its errors: show it in place of this one.
  function swap(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.querySelector("meta[name=csrf-token]");
    if (fresh) document.querySelector("meta[name=csrf-token]")?.replaceWith(fresh);
    document.title = page.title;
    document.body.replaceWith(page.body);
    late.clear();
    typed.clear();
    scrollTo(0, 0);
    dress();
    if (!document.querySelector(".error-summary")) document.querySelector("main")?.focus();
  }

  // Drafts ---------------------------------------------------------------------------------------------------------

  // Hidden fields say which answer this is; the save key stays for the real save.
  function draftFields(form) {
    const data = new URLSearchParams();
    for (const control of form.elements) {
      if (control.matches("input[type=hidden]:not([name=save_key]), textarea")) data.append(control.name, control.value);
    }
    return data;
  }

  function draftSoon(form, seconds, pause = 1) {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => draft(form, pause), seconds * 1000));
  }

  async function draft(form, pause = 1) {
    if (form.dataset.drafting || form.dataset.sent || !typed.has(form)) return;
    form.dataset.drafting = "yes";
    const body = draftFields(form);
    let reply, told;
    try {
      reply = await post(form.dataset.draft, body, { headers: { Accept: "application/json" } });
      told = await reply.json().catch(() => ({}));
    } catch {
      told = {};
    }
    delete form.dataset.drafting;
    if (form.dataset.sent) return;
    if (reply && reply.redirected) return go(reply.url);
    if (reply && reply.ok) {
      late.delete(form);
      tell(form, told.words || say("Saved"), false);
      if (String(draftFields(form)) === String(body)) typed.delete(form);
      else draftSoon(form, 3);
    } else {
      late.add(form);
      tell(form, told.words || say("Unsaved"), true);
      draftSoon(form, pause, longer(pause));
    }
  }

  const drafts = () => [...typed].filter((form) => form.dataset.draft);

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !event.target.matches("textarea, input[type=text]")) return;
    typed.add(form);
    if (form.dataset.draft && !late.has(form)) draftSoon(form, 3);
  });

  // Sending and leaving --------------------------------------------------------------------------------------------

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    for (const pin of all("[data-show]", form)) pin.type = "password";
    if ("save" in form.dataset) {
      event.preventDefault();
      return save(form, event.submitter);
    }
    typed.delete(form);
    late.delete(form);
    setTimeout(() => delete form.dataset.sent, 5000);
    if (!drafts().length) return;
    // Another form holds words that are not saved: those first, and then what she asked for.
    event.preventDefault();
    await Promise.race([Promise.all(drafts().map((other) => draft(other))), rest(3)]);
    delete form.dataset.sent;
    if (!drafts().length || confirm(say("Still"))) {
      typed.clear();
      late.clear();
      form.requestSubmit(event.submitter);
    }
  });

  addEventListener("beforeunload", (event) => {
    if (leaving || !late.size) return;
    event.preventDefault();
    event.returnValue = "";
  });

  addEventListener("pagehide", () => {
    for (const form of drafts()) fetch(form.dataset.draft, { method: "POST", body: draftFields(form), keepalive: true });
  });

  // A page that the browser kept aside may belong to the woman before.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.documentElement.classList.add("away");
    location.reload();
  });

  // Being still ----------------------------------------------------------------------------------------------------

  let heard = Date.now(); // When the server last heard from this page.
  let asking = false;
  const limit = () => Number(document.body.dataset.idleMinutes || 0) * MINUTE;
  const token = () => document.querySelector("meta[name=csrf-token]")?.content || "";
  const gone = () => go("/sign-in?idle=1");

  async function stay() {
    if (asking) return;
    asking = true;
    const now = Date.now();
    try {
      const reply = await post("/stay", null, { headers: { "X-CSRFToken": token() } });
      if (reply.ok && !reply.redirected) heard = now;
      else if (reply.status < 500 && !late.size) gone();
    } catch {
      // The server is away; the clock goes on as if nothing had been asked.
    }
    asking = false;
  }

  function watch() {
    const dialog = document.getElementById("still");
    const still = Date.now() - heard;
    if (!dialog || !limit()) return;
    // The server notes her presence once a minute, so the warning comes a minute sooner than two before the end.
    if (still < limit() - Math.min(3 * MINUTE, limit() / 2)) return dialog.open && dialog.close("kept");
    drafts().forEach((form) => draft(form));
    if (typed.size || late.size) dialog.querySelector("h2").textContent = say("Still");
    if (still >= limit()) {
      if (!late.size) return gone();
      document.documentElement.classList.add("away");
      dialog.querySelector("[data-stay]").hidden = true;
    }
    if (!dialog.open) dialog.showModal();
  }

  for (const sign of ["pointerdown", "keydown", "input", "wheel"]) {
    addEventListener(sign, () => {
      const open = document.getElementById("still")?.open;
      if (limit() && !open && Date.now() - heard > MINUTE) stay();
    }, { passive: true });
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-stay]")) document.getElementById("still").close();
    if (event.target.closest("[data-print]")) print();
  });
  document.addEventListener("visibilitychange", watch);
  setInterval(watch, 5000);

  // Small comforts -------------------------------------------------------------------------------------------------

  function dressPin(pin) {
    const button = make("button", { type: "button", class: "button second small", "aria-controls": pin.id }, say("Show"));
    const wrap = make("div", { class: "shown" });
    pin.replaceWith(wrap);
    wrap.append(pin, button);
    button.addEventListener("click", () => {
      pin.type = pin.type === "password" ? "text" : "password";
      button.textContent = say(pin.type === "password" ? "Show" : "Hide");
    });
  }

  // The selects stay the truth; the buttons and the order on the page follow them.
  function dressOrder(list) {
    const heard = make("p", { class: "aside", role: "status" });
    list.after(heard);
    const move = (item, place) => {
      const others = [...list.children].filter((other) => other !== item);
      list.insertBefore(item, others[place] || null);
      [...list.children].forEach((one, index) => (one.querySelector("select").value = String(index + 1)));
      const at = [...list.children].indexOf(item) + 1;
      heard.textContent = say("Place").replace("{words}", item.dataset.words).replace("{place}", at);
    };
    for (const item of list.children) {
      const select = item.querySelector("select");
      item.dataset.words = item.firstElementChild.textContent.trim();
      const buttons = [["Up", -1], ["Down", 1]].map(([name, by]) => {
        const button = make("button", { type: "button", class: "button second small" }, say(name));
        button.append(make("span", { class: "aside" }, ` ${item.dataset.words}`));
        button.addEventListener("click", () => {
          const place = [...list.children].indexOf(item) + by;
          if (place >= 0 && place < list.children.length) move(item, place);
          button.focus();
        });
        return button;
      });
      item.append(make("span", { class: "moves" }, ...buttons));
      select.addEventListener("change", () => select.value && move(item, Number(select.value) - 1));
    }
  }

  function dress() {
    all("input[data-show]").forEach(dressPin);
    all("ol[data-order]").forEach(dressOrder);
    all("[data-print]").forEach((button) => (button.hidden = false));
    for (const form of all("form[data-save], form[data-draft]")) {
      if (!document.querySelector("[data-status]")) form.append(make("p", { class: "saved", role: "status", "data-status": "" }));
    }
    document.getElementById("still")?.addEventListener("close", (event) => event.target.returnValue !== "kept" && stay());
    document.querySelector(".error-summary")?.focus();
  }
  dress();
})();
