// Reading a lesson or question aloud, sentence by sentence, with the sentence marked; fetched only where it is needed.
// The browser's voice is preferred; where it has none the server speaks, one sound for each sentence.
(() => {
  "use strict";
  const box = document.querySelector("[data-listen]");
  const root = document.querySelector("[data-read]");
  const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, td, th, legend, label, figcaption, caption";
  const buttons = Object.fromEntries([...box.querySelectorAll("button")].map((one) => [one.dataset.do, one]));
  let parts = [];
  let place = 0;
  let sound = null; // The server's voice, while it speaks.
  let run = 0; // Each press of Listen or Stop begins a new run, so that an older voice ends without going on.

  const language = (element) => element.closest("[lang]").lang;
  const voice = (lang) => window.speechSynthesis?.getVoices().find((one) => one.lang.slice(0, 2).toLowerCase() === lang);
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[data-listen], .aside, .who-sees, nav, button, textarea, [aria-hidden]");

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
      .flatMap((one) => [...one.segment.matchAll(/\S[^]{0,499}(?!\S)/g)].map((piece) => [piece[0].trimEnd(), one.index + piece.index])) // The server takes no more at once.
      .map(([words, from]) => ({ text: words.replace(/_{2,}/g, "…"), lang, block, range: rangeOf(nodes, from, from + words.length) }));
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
    const next = () => mine === run && ((place += 1), speak(mine));
    const end = () => mine === run && stop();
    mark(part);
    if (served(part)) return play(part, next, end);
    const words = new SpeechSynthesisUtterance(part.text);
    words.lang = part.lang;
    words.voice = voice(part.lang.slice(0, 2)) || null;
    words.rate = 0.95;
    words.addEventListener("end", next);
    words.addEventListener("error", end);
    speechSynthesis.speak(words);
  }

  const served = (part) => part && box.dataset.voice && !voice(part.lang.slice(0, 2));
  const fetched = ({ text, lang }) => new Audio(`${box.dataset.voice}?${new URLSearchParams({ lang: lang.slice(0, 2), text })}`);

  // The sentence after this one is fetched while this one is heard.
  function play(part, next, end) {
    sound = part.sound || fetched(part);
    part.sound = null;
    sound.addEventListener("ended", next);
    sound.addEventListener("error", end);
    sound.play().catch(end);
    const after = parts[place + 1];
    if (served(after)) after.sound = fetched(after);
  }

  function hush() {
    window.speechSynthesis?.cancel();
    sound?.pause();
  }

  function stop() {
    run += 1;
    hush();
    mark(null);
    place = 0;
    const inside = box.contains(document.activeElement);
    show("still");
    if (inside) buttons.play.focus();
  }

  const acts = {
    play() {
      if (!place || !parts.length) parts = [...root.querySelectorAll(BLOCKS)].filter(seen).flatMap(sentences);
      hush();
      show("speaking");
      buttons.pause.focus();
      speak((run += 1));
    },
    // A paused voice begins its sentence again: browsers lose the place in the middle of one.
    pause() {
      run += 1;
      hush();
      show("paused");
      buttons.play.focus();
    },
    stop,
  };
  for (const [name, button] of Object.entries(buttons)) button.addEventListener("click", acts[name]);
  addEventListener("pagehide", stop);
  acts.play(); // She pressed before this was here.
})();
