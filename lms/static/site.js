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
  const go = (url) => ((leaving = true), location.assign(url));

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

  // A reply that has not come after 20 seconds counts as lost.
  function post(url, body, headers) {
    const stop = new AbortController();
    const alarm = setTimeout(() => stop.abort(), 20000);
    return fetch(url, { method: "POST", body, headers, signal: stop.signal }).finally(() => clearTimeout(alarm));
  }

  // Saving an answer. The same fields go out again and again under the same key, so they must not change on the way.
  function hold(form) {
    for (const control of form.elements) {
      if (control.matches("textarea, input:not([type=radio], [type=checkbox], [type=file])")) control.readOnly = true;
      else if (control.matches("input, select")) control.disabled = true;
    }
  }

  async function save(form, button) {
    const data = new FormData(form);
    if (button && button.name) data.append(button.name, button.value);
    const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
    const url = (button && button.getAttribute("formaction")) || form.getAttribute("action") || location.href;
    hold(form);
    late.add(form);
    form.setAttribute("aria-busy", "true");
    for (let pause = 1; ; pause = longer(pause)) {
      try {
        const reply = await post(url, body, { Accept: "text/html" });
        if (reply.status < 500 && reply.status !== 429) {
          const html = await reply.text();
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
    const key = page.querySelector("meta[name=csrf-token]");
    if (key) document.querySelector("meta[name=csrf-token]")?.replaceWith(key);
    document.title = page.title;
    document.body.replaceWith(page.body);
    late.clear();
    typed.clear();
    scrollTo(0, 0);
    document.querySelector("main")?.focus();
    dress();
  }

  // Drafts: the texts, and the hidden fields that say whose they are; the save key stays for the real save.
  function words(form) {
    const data = new URLSearchParams();
    for (const one of form.elements) {
      if (one.matches("input[type=hidden]:not([name=save_key]), textarea")) data.append(one.name, one.value);
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
    const body = words(form);
    const reply = await post(form.dataset.draft, body, { Accept: "application/json" }).catch(() => null);
    const told = reply ? await reply.json().catch(() => ({})) : {};
    delete form.dataset.drafting;
    if (form.dataset.sent || !form.isConnected) return;
    if (reply && reply.redirected) return go(reply.url);
    const kept = Boolean(reply && reply.ok);
    tell(form, told.words || say(kept ? "Saved" : "Unsaved"), !kept);
    if (!kept) {
      late.add(form);
      return draftSoon(form, pause, longer(pause));
    }
    late.delete(form);
    if (String(words(form)) === String(body)) typed.delete(form);
    else draftSoon(form, 3);
  }

  const drafts = () => [...typed].filter((form) => form.dataset.draft);

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !event.target.matches("textarea, input[type=text]")) return;
    typed.add(form);
    if (form.dataset.draft && !late.has(form)) draftSoon(form, 3);
  });

  // Sending and leaving. A second click sends nothing; words of another form on the page are saved first.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if ((form.getAttribute("method") || "").toLowerCase() !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    typed.delete(form);
    for (const pin of all("input[data-show]", form)) pin.type = "password";
    if ("save" in form.dataset) {
      event.preventDefault();
      return save(form, event.submitter);
    }
    late.delete(form);
    setTimeout(() => delete form.dataset.sent, 5000);
    if (!drafts().length) return;
    event.preventDefault();
    await Promise.race([Promise.all(drafts().map((other) => draft(other))), rest(3)]);
    typed.clear();
    delete form.dataset.sent;
    form.requestSubmit(event.submitter);
  });

  addEventListener("beforeunload", (event) => {
    if (leaving || !late.size) return;
    event.preventDefault();
    event.returnValue = "";
  });
  addEventListener("pagehide", () => {
    for (const form of drafts()) fetch(form.dataset.draft, { method: "POST", body: words(form), keepalive: true });
  });
  // A page that the browser kept aside may belong to the woman before.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.documentElement.classList.add("away");
    location.reload();
  });

  // Being still. The server notes her presence once a minute, so the warning comes three minutes before the end.
  let heard = Date.now(); // When the server last heard from this page.
  let asking = false;
  const limit = () => Number(document.body.dataset.idleMinutes || 0) * MINUTE;
  const token = () => document.querySelector("meta[name=csrf-token]")?.content || "";
  const dialog = () => document.getElementById("still");

  async function stay() {
    if (asking) return;
    asking = true;
    const now = Date.now();
    const reply = await post("/stay", null, { "X-CSRFToken": token() }).catch(() => null);
    asking = false;
    if (reply && reply.ok && !reply.redirected) heard = now;
    else if (reply && reply.status < 500 && !late.size) go("/sign-in?idle=1");
  }

  function watch() {
    const still = Date.now() - heard;
    if (!limit() || !dialog()) return;
    document.documentElement.classList.toggle("away", still >= limit());
    if (still < limit() - Math.min(3 * MINUTE, limit() / 2)) return;
    drafts().forEach((form) => late.has(form) || draft(form));
    if (still >= limit() && !late.size) return go("/sign-in?idle=1");
    dialog().querySelector("h2").textContent = say(typed.size || late.size ? "Typed" : "Still");
    if (!dialog().open) dialog().showModal();
  }

  for (const sign of ["pointerdown", "keydown", "input", "wheel"]) {
    const soon = () => limit() && !dialog()?.open && Date.now() - heard > MINUTE && stay();
    addEventListener(sign, soon, { passive: true });
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-stay]")) dialog().close();
    if (event.target.closest("[data-print]")) print();
  });
  document.addEventListener("visibilitychange", watch);
  setInterval(watch, 5000);

  // Small comforts.
  const small = (words) => make("button", { type: "button", class: "button second small" }, words);

  function dressPin(pin) {
    const button = small(say("Show"));
    button.setAttribute("aria-controls", pin.id);
    const wrap = make("div", { class: "shown" });
    pin.replaceWith(wrap);
    wrap.append(pin, button);
    button.addEventListener("click", () => {
      pin.type = pin.type === "password" ? "text" : "password";
      button.textContent = say(pin.type === "password" ? "Show" : "Hide");
    });
  }

  // The selects stay the truth; the order on the page and the buttons follow them.
  function dressOrder(list) {
    const news = make("p", { class: "aside", role: "status" });
    list.after(news);
    const at = (item) => [...list.children].indexOf(item);
    const move = (item, place) => {
      if (place < 0 || place >= list.children.length) return;
      const others = [...list.children].filter((other) => other !== item);
      list.insertBefore(item, others[place] || null);
      [...list.children].forEach((one, index) => (one.querySelector("select").value = String(index + 1)));
      news.textContent = say("Place").replace("{words}", item.dataset.words).replace("{place}", at(item) + 1);
    };
    for (const item of list.children) {
      const select = item.querySelector("select");
      item.dataset.words = item.firstElementChild.textContent.trim();
      const buttons = [["Up", -1], ["Down", 1]].map(([name, by]) => {
        const button = small(say(name));
        button.append(make("span", { class: "aside" }, ` ${item.dataset.words}`));
        button.addEventListener("click", () => (move(item, at(item) + by), button.focus()));
        return button;
      });
      item.append(make("span", { class: "moves" }, ...buttons));
      select.addEventListener("change", () => select.value && (move(item, Number(select.value) - 1), select.focus()));
    }
  }

  function dress() {
    all("input[data-show]").forEach(dressPin);
    all("ol[data-order]").forEach(dressOrder);
    for (const table of all(".lesson table")) if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
    all("[data-print]").forEach((button) => (button.hidden = false));
    for (const form of all("form[data-save], form[data-draft]")) {
      if (!all("[data-status]").length) form.append(make("p", { class: "saved", role: "status", "data-status": "" }));
    }
    dialog()?.addEventListener("close", stay);
    document.querySelector(".error-summary")?.focus();
  }
  dress();
})();
