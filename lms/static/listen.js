// Reading a lesson or question aloud, sentence by sentence, with the sentence marked; fetched only where there is a voice.
(() => {
  "use strict";
  const box = document.querySelector("[data-listen]");
  const root = document.querySelector("[data-read]");
  const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, td, th, legend, label, figcaption, caption";
  const buttons = Object.fromEntries([...box.querySelectorAll("button")].map((one) => [one.dataset.do, one]));
  let parts = [];
  let place = 0;
  let run = 0; // Each press of Listen or Stop begins a new run, so that an older voice ends without going on.

  const language = (element) => element.closest("[lang]").lang;
  const voice = (lang) => speechSynthesis.getVoices().find((one) => one.lang.slice(0, 2).toLowerCase() === lang);
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[data-listen], .aside, .who-sees, nav, button, [aria-hidden]");

  // The text nodes of one block that belong to no block inside it.
  function nodesOf(block) {
    const found = [];
    const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const parent = walk.currentNode.parentElement;
      if (parent.closest(BLOCKS) === block && seen(parent)) found.push(walk.currentNode);
    }
    return found;
  }

  function sentences(block) {
    const nodes = nodesOf(block);
    const text = nodes.map((node) => node.data).join("");
    const lang = language(block);
    return [...new Intl.Segmenter(lang, { granularity: "sentence" }).segment(text)]
      .filter((one) => one.segment.trim())
      .map((one) => ({ text: one.segment.replace(/_{2,}/g, "…").trim(), lang, block, range: rangeOf(nodes, one.index, one.index + one.segment.trimEnd().length) }));
  }

  function rangeOf(nodes, from, to) {
    const range = new Range();
    let start = 0;
    for (const node of nodes) {
      const end = start + node.length;
      if (from >= start && from < end) range.setStart(node, from - start);
      if (to > start && to <= end) range.setEnd(node, to - start);
      start = end;
    }
    return range;
  }

  function mark(part) {
    for (const one of root.querySelectorAll(".spoken")) one.classList.remove("spoken");
    if (window.Highlight) CSS.highlights[part ? "set" : "delete"]("spoken", part && new Highlight(part.range));
    else part?.block.classList.add("spoken");
    part?.block.scrollIntoView({ block: "nearest" });
  }

  function show(state) {
    buttons.play.hidden = state === "speaking";
    buttons.pause.hidden = state !== "speaking";
    buttons.stop.hidden = state === "still";
    buttons.play.lastChild.textContent = buttons.play.dataset[state === "paused" ? "again" : "first"];
  }

  function speak(mine) {
    const part = parts[place];
    if (mine !== run) return;
    if (!part) return stop();
    const words = new SpeechSynthesisUtterance(part.text);
    words.lang = part.lang;
    words.voice = voice(part.lang.slice(0, 2)) || null;
    words.rate = 0.95;
    words.addEventListener("end", () => mine === run && ((place += 1), speak(mine)));
    words.addEventListener("error", () => mine === run && stop());
    mark(part);
    speechSynthesis.speak(words);
  }

  function stop() {
    run += 1;
    speechSynthesis.cancel();
    mark(null);
    place = 0;
    const inside = box.contains(document.activeElement);
    show("still");
    if (inside) buttons.play.focus();
  }

  const acts = {
    play() {
      if (!place || !parts.length) parts = [...root.querySelectorAll(BLOCKS)].filter(seen).flatMap(sentences);
      speechSynthesis.cancel();
      show("speaking");
      buttons.pause.focus();
      speak((run += 1));
    },
    // A paused voice begins its sentence again: browsers lose the place in the middle of one.
    pause() {
      run += 1;
      speechSynthesis.cancel();
      show("paused");
      buttons.play.focus();
    },
    stop,
  };
  for (const [name, button] of Object.entries(buttons)) button.addEventListener("click", acts[name]);
  addEventListener("pagehide", stop);
  show("still");
  box.hidden = false;
})();
