// What JavaScript adds to pages that work without it: saving that keeps trying, drafts, the idle warning, small comforts.
(() => {
  "use strict";
  const MINUTE = 60000;
  const late = new Set(); // Forms whose words are on their way to the server and not known to be there.
  const typed = new Set(); // Forms with words typed since the last save.
  const sending = new Map(); // Forms whose draft is on its way, each with the promise of its end.
  const timers = new WeakMap();
  let leaving = false;

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const say = (name) => document.body.dataset[`say${name}`] || "";
  const rest = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
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
  function hold(form, held = true) {
    form[held ? "setAttribute" : "removeAttribute"]("aria-busy", "true");
    for (const control of form.elements) {
      if (control.matches("textarea, input:not([type=radio], [type=checkbox], [type=file])")) control.readOnly = held;
      else if (control.matches("input, select")) control.disabled = held;
    }
  }

  async function save(form, button) {
    await sending.get(form);
    const data = new FormData(form);
    if (button?.name) data.append(button.name, button.value);
    const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
    hold(form);
    late.add(form);
    const reply = await insist(form, button?.getAttribute("formaction") || form.getAttribute("action"), body);
    if (reply.redirected) return go(reply.url);
    if (reply.ok || all("form", reply.page).some((one) => one.action === form.action)) return swap(reply.page);
    hold(form, false); // Refused without giving the form back, such as for its size: the words stay.
    delete form.dataset.sent;
    tell(form, reply.page.querySelector("main p").textContent, true);
  }

  // Send until the server says something that is not "later"; the words on the page stay where they are meanwhile.
  async function insist(form, url, body) {
    for (let pause = 1; ; pause = Math.min(pause * 2, 10)) {
      try {
        const reply = await post(url || location.href, body, { Accept: "text/html" });
        if (reply.status < 500 && reply.status !== 429) {
          const page = new DOMParser().parseFromString(await reply.text(), "text/html");
          return { ok: reply.ok, redirected: reply.redirected, url: reply.url, page };
        }
      } catch {
        // The network is away; the next try is the answer.
      }
      late.add(form);
      tell(form, say("Unsaved"), true);
      await rest(pause);
    }
  }

  // The server answered with a page of its own, such as the form with its errors: show it in place of this one.
  function swap(page) {
    const key = page.querySelector("meta[name=csrf-token]");
    if (key) document.querySelector("meta[name=csrf-token]")?.replaceWith(key);
    document.title = page.title;
    document.body.replaceWith(page.body);
    for (const forms of [late, typed]) forms.clear();
    scrollTo(0, 0);
    document.querySelector("main")?.focus();
    dress();
  }

  // Drafts. A draft is the form's own POST without its button; the page that comes back holds the next save key.
  // What may have reached the server is sent again unchanged before anything newer, because its key is used.
  const fields = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const drafts = () => [...typed, ...sending.keys()].filter((form) => form.dataset.draft);

  function draft(form) {
    clearTimeout(timers.get(form));
    if (!sending.has(form) && typed.has(form)) sending.set(form, deliver(form).finally(() => sending.delete(form)));
    return sending.get(form);
  }

  async function deliver(form) {
    const body = fields(form);
    typed.delete(form);
    const reply = await insist(form, form.dataset.draft, body);
    const twin = reply.page.querySelector("form[data-draft]");
    for (const fresh of twin ? all("input[type=hidden]", twin) : []) form.elements[fresh.name].value = fresh.value;
    const address = new URL(reply.url);
    if (reply.redirected && (address.pathname === "/sign-in" || address.searchParams.has("kept"))) return go(reply.url);
    const said = reply.page.querySelector(reply.ok ? "[data-status]" : ".error-summary li")?.textContent.trim();
    late[reply.ok ? "delete" : "add"](form);
    tell(form, said || say(reply.ok ? "Saved" : "Unsaved"), !reply.ok);
    if (typed.has(form)) draftSoon(form);
  }

  function draftSoon(form) {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(draft, 3000, form));
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || (form.getAttribute("method") || "").toLowerCase() !== "post") return;
    typed.add(form);
    if (form.dataset.draft) draftSoon(form);
  });

  // Sending and leaving. A second click sends nothing; words of another form on the page are saved first.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if ((form.getAttribute("method") || "").toLowerCase() !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    typed.delete(form);
    clearTimeout(timers.get(form));
    for (const pin of all("input[data-show]", form)) pin.type = "password";
    if ("save" in form.dataset) {
      event.preventDefault();
      return save(form, event.submitter);
    }
    setTimeout(() => delete form.dataset.sent, 5000);
    if (!drafts().length) return late.delete(form);
    event.preventDefault();
    await sending.get(form);
    await Promise.race([Promise.all(drafts().map(draft)), rest(3)]);
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
    for (const form of drafts().filter((one) => !sending.has(one))) {
      fetch(form.dataset.draft, { method: "POST", body: fields(form), keepalive: true });
    }
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
  const dialog = () => document.getElementById("still");
  const trying = () => sending.size > 0 || all("form[aria-busy]").length > 0;

  async function stay() {
    if (asking) return;
    asking = true;
    const now = Date.now();
    const reply = await post("/stay", null, { "X-CSRFToken": document.querySelector("meta[name=csrf-token]")?.content || "" }).catch(() => null);
    asking = false;
    if (reply && reply.ok && !reply.redirected) heard = now;
    else if (reply && reply.status < 500 && !trying()) go(reply.redirected ? reply.url : "/sign-in");
  }

  function watch() {
    const still = Date.now() - heard;
    if (!limit() || !dialog()) return;
    document.documentElement.classList.toggle("away", still >= limit());
    if (still < limit() - Math.min(3 * MINUTE, limit() / 2)) return;
    drafts().forEach(draft);
    if (still >= limit() && !trying()) return go("/sign-in?idle=1");
    dialog().querySelector("h2").textContent = say(typed.size || late.size || trying() ? "Typed" : "Still");
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
  document.addEventListener("visibilitychange", () => (watch(), document.hidden || !limit() || stay())); // She may have finished elsewhere.
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
    const saved = all("select", list).sort((one, other) => one.value - other.value);
    if (new Set(saved.map((one) => one.value)).size === saved.length) list.append(...saved.map((one) => one.closest("li")));
    const at = (item) => [...list.children].indexOf(item);
    const move = (item, place) => {
      if (place < 0 || place >= list.children.length) return;
      list.insertBefore(item, [...list.children].filter((other) => other !== item)[place] || null);
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

  // Listen is offered where this browser or the server has a voice for the language of the page, and fetched once it is pressed.
  function dressListen(box) {
    if (!window.Intl?.Segmenter) return;
    const lang = (document.querySelector("[data-read] .prose") || document.querySelector("[data-read]")).closest("[lang]").lang;
    const own = () => window.speechSynthesis?.getVoices().some((one) => one.lang.slice(0, 2).toLowerCase() === lang);
    const offer = () => (box.hidden &&= !own() && !box.dataset.voices?.includes(lang));
    const bring = () => document.head.append(Object.assign(make("script", { src: box.dataset.listen }), { onerror: arm }));
    const arm = () => box.querySelector("button").addEventListener("click", bring, { once: true });
    window.speechSynthesis?.addEventListener?.("voiceschanged", offer);
    offer();
    arm();
  }

  function dress() {
    all("[data-listen]").forEach(dressListen);
    all("input[data-show]").forEach(dressPin);
    all("ol[data-order]").forEach(dressOrder);
    for (const table of all(".prose table")) if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
    all("[data-print]").forEach((button) => (button.hidden = false));
    for (const form of all("form[data-save], form[data-draft]")) {
      if (!all("[data-status]").length) form.append(make("p", { class: "saved", role: "status", "data-status": "" }));
    }
    dialog()?.addEventListener("close", stay);
    document.querySelector(".error-summary")?.focus();
  }
  dress();

  // Only pages over HTTPS keep copies of lessons, and only they have some to forget.
  if (location.protocol === "https:" && window.caches) {
    for (const one of all("[data-copy]")) document.head.append(make("script", { src: one.dataset.copy }));
    if (all("[data-forget]").length) caches.delete("lessons");
  }
})();
