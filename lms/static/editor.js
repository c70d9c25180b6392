// What JavaScript adds to the editor: the look beside the text as she types, marks at lines, things put in at the cursor.
(() => {
  "use strict";
  const PAUSE = 600; // Milliseconds without a key before the text is looked at.
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const editor = () => document.querySelector("form[data-editor]");
  const box = () => document.getElementById("text");
  let timer = 0;
  let asked = null; // The look that is on its way.
  let lines = []; // What is amiss: line, severity, words.

  async function lookNow() {
    const form = editor();
    if (!form) return;
    asked?.abort();
    const stop = (asked = new AbortController());
    const look = document.getElementById("look");
    look.classList.add("waiting");
    try {
      const body = new URLSearchParams({ text: box().value, csrf_token: form.elements.csrf_token.value });
      const reply = await fetch(form.dataset.editor, { method: "POST", body, signal: stop.signal });
      if (!reply.ok || reply.redirected) return;
      const seen = await reply.json();
      look.innerHTML = seen.look;
      look.hidden = false;
      document.getElementById("problems").innerHTML = seen.problems;
      lines = seen.lines;
      mark();
    } catch {
      // The next pause asks again; saving has its own words for a server that is away.
    } finally {
      if (asked === stop) look.classList.remove("waiting");
    }
  }

  function lookSoon() {
    clearTimeout(timer);
    timer = setTimeout(lookNow, PAUSE);
  }

  // Where a line starts in the box, in pixels: a twin of the box, wrapped alike, tells.
  function mark() {
    const area = box();
    const paper = area.parentElement;
    all(".gutter, .mirror", paper).forEach((one) => one.remove());
    const amiss = lines.filter(([line]) => line > 0);
    paper.classList.toggle("marked", amiss.length > 0);
    if (!amiss.length) return;
    const twin = document.createElement("div");
    twin.className = "mirror";
    const look = getComputedStyle(area);
    for (const name of ["font", "letterSpacing", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "lineHeight"]) {
      twin.style.setProperty(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), look[name]);
    }
    twin.style.setProperty("width", `${area.clientWidth}px`);
    const text = area.value.split("\n");
    const places = new Map();
    let from = 0;
    for (const line of [...new Set(amiss.map(([one]) => one))].sort((a, b) => a - b)) {
      if (line > text.length) continue;
      twin.append(text.slice(from, line - 1).map((words) => `${words}\n`).join(""));
      const place = document.createElement("span");
      place.textContent = "\u200b";
      twin.append(place);
      places.set(line, place);
      from = line - 1;
    }
    paper.append(twin);
    const gutter = document.createElement("div");
    gutter.className = "gutter";
    gutter.setAttribute("aria-hidden", "true");
    const inner = document.createElement("div");
    gutter.append(inner);
    for (const [line, place] of places) {
      const here = amiss.filter(([one]) => one === line);
      const sign = document.createElement("span");
      sign.className = `gutter-mark${here.some(([, severity]) => severity === "error") ? " stop" : ""}`;
      sign.textContent = line;
      sign.title = here.map(([, , words]) => words).join("\n");
      sign.style.setProperty("top", `${place.offsetTop}px`);
      sign.addEventListener("click", () => goTo(line));
      inner.append(sign);
    }
    twin.remove();
    paper.append(gutter);
    const follow = () => inner.style.setProperty("transform", `translateY(${-area.scrollTop}px)`);
    area.onscroll = follow;
    follow();
    atLine();
  }

  function goTo(line) {
    const area = box();
    const text = area.value.split("\n");
    const start = text.slice(0, line - 1).reduce((sum, words) => sum + words.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + (text[line - 1] || "").length);
    const height = parseFloat(getComputedStyle(area).lineHeight);
    area.scrollTop = Math.max(0, (line - 4) * height);
    atLine();
  }

  // The words about the line she is on stand out.
  function atLine() {
    const area = box();
    const line = area.value.slice(0, area.selectionStart).split("\n").length;
    for (const link of all("#problems [data-line]")) {
      link.closest(".problem").classList.toggle("here", Number(link.dataset.line) === line);
    }
  }

  // Put a block in below the line of the cursor, with an empty line around it; undo takes it out again.
  function putIn(words) {
    const area = box();
    const before = area.value.slice(0, area.selectionEnd);
    const after = area.value.slice(area.selectionEnd);
    const rest = after.split("\n", 1)[0].length;
    area.focus();
    area.setSelectionRange(area.selectionEnd + rest, area.selectionEnd + rest);
    const gap = before.trim() ? (/\n\n$/.test(before) && !rest ? "" : /\n$/.test(before) && !rest ? "\n" : "\n\n") : "";
    const block = gap + words;
    if (!document.execCommand("insertText", false, block)) {
      area.setRangeText(block, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  // Ids of questions stay apart: an example takes the next number that is free.
  function fresh(words) {
    const taken = new Set([...box().value.matchAll(/\{#([a-z0-9-]+)\}/g)].map((found) => found[1]));
    let number = 1;
    while (taken.has(`question-${number}`)) number += 1;
    return words.replace(/\{#question-[0-9]+\}/, `{#question-${number}}`);
  }

  document.addEventListener("click", (event) => {
    const insert = event.target.closest("[data-insert]");
    if (insert && editor()) {
      event.preventDefault();
      putIn(fresh(insert.dataset.insert));
      insert.closest("details").open = false;
    }
    const line = event.target.closest("#problems [data-line]");
    if (line) {
      event.preventDefault();
      goTo(Number(line.dataset.line));
    }
    for (const menu of all(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const menu of all(".menu[open]")) ((menu.open = false), menu.firstElementChild.focus());
    if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey) && editor()) {
      event.preventDefault();
      editor().requestSubmit();
    }
  });
  document.addEventListener("input", (event) => event.target === box() && editor() && lookSoon());
  document.addEventListener("selectionchange", () => document.activeElement === box() && editor() && atLine());
  addEventListener("resize", () => editor() && mark());

  function dress() {
    const form = editor();
    if (!form) return;
    const files = document.querySelector("details.files");
    for (const button of all(".no-script", form)) button.hidden = true;
    if (files) files.open = matchMedia("(min-width: 56em)").matches;
    lines = [];
    lookNow();
  }
  new MutationObserver(dress).observe(document.documentElement, { childList: true }); // A page put in place of this one.
  dress();
})();
