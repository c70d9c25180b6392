// Putting lines in order and matching them by dragging, for pages whose selects and buttons do it already.
(() => {
  "use strict";
  if (document.documentElement.dataset.drag) return;
  document.documentElement.dataset.drag = "yes";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  let held = null; // What is being dragged: {thing, list, from, moved}.
  let picked = null; // A match that was tapped, to be put where the next tap is.

  function part(words, name) {
    const made = document.createElement("span");
    made.className = name;
    made.setAttribute("aria-hidden", "true");
    made.textContent = words;
    return made;
  }

  function dress() {
    for (const item of all("ol[data-order] > li")) if (!item.querySelector(".grip")) item.append(part("", "grip"));
    for (const list of all("ul.match")) {
      if (list.nextElementSibling?.matches(".chips")) continue;
      const chips = part("", "chips no-print");
      for (const option of all("option", list.querySelector("select"))) {
        if (!option.value) continue;
        const chip = part(option.textContent, "chip");
        chip.dataset.value = option.value;
        chips.append(chip);
      }
      list.after(chips);
    }
  }

  function choose(select, value) {
    select.value = value;
    for (const name of ["change", "input"]) select.dispatchEvent(new Event(name, { bubbles: true }));
  }

  function pick(chip) {
    picked?.classList.remove("picked");
    picked = chip === picked ? null : chip;
    picked?.classList.add("picked");
  }

  const under = (event, selector) => document.elementsFromPoint(event.clientX, event.clientY).map((one) => one.closest(selector)).find(Boolean);
  const rowFor = (chip, event) => {
    const row = under(event, "ul.match > li");
    return row && row.parentElement.nextElementSibling === chip.parentElement ? row : null;
  };

  document.addEventListener("pointerdown", (event) => {
    const thing = event.target.closest(".grip, .chip");
    if (!thing || event.button) return;
    event.preventDefault();
    thing.setPointerCapture(event.pointerId);
    held = { thing, item: thing.closest("li"), x: event.clientX, y: event.clientY, moved: false };
  });

  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    held.moved ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > 6;
    if (!held.moved) return;
    const { thing, item } = held;
    (thing.matches(".chip") ? thing : item).classList.add("dragged");
    if (thing.matches(".chip")) {
      all("ul.match > li.over").forEach((row) => row.classList.remove("over"));
      rowFor(thing, event)?.classList.add("over");
      return;
    }
    const other = all("li", item.parentElement).find((one) => {
      const box = one.getBoundingClientRect();
      return one !== item && event.clientY > box.top && event.clientY < box.bottom;
    });
    if (!other) return;
    const later = item.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    const box = other.getBoundingClientRect();
    const passed = later ? event.clientY > box.top + box.height / 2 : event.clientY < box.top + box.height / 2;
    if (passed) other[later ? "after" : "before"](item);
  });

  function drop(event) {
    if (!held) return;
    const { thing, item, moved } = held;
    held = null;
    all(".dragged, .over").forEach((one) => one.classList.remove("dragged", "over"));
    if (thing.matches(".grip")) {
      if (moved) choose(item.querySelector("select"), String([...item.parentElement.children].indexOf(item) + 1));
    } else if (moved) {
      const row = event.type === "pointerup" && rowFor(thing, event);
      if (row) choose(row.querySelector("select"), thing.dataset.value);
    } else pick(thing);
  }
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);

  document.addEventListener("click", (event) => {
    const row = picked && !event.target.closest("select, .chip") && event.target.closest("ul.match > li");
    if (!row || row.parentElement.nextElementSibling !== picked.parentElement) return;
    event.preventDefault();
    choose(row.querySelector("select"), picked.dataset.value);
    pick(picked);
  });

  // What the buttons move is kept like what is typed; a page that was put in place of this one is dressed too.
  document.addEventListener("click", (event) => {
    const select = event.target.closest(".moves button")?.closest("li").querySelector("select");
    select?.dispatchEvent(new Event("input", { bubbles: true }));
  });
  new MutationObserver(dress).observe(document.documentElement, { childList: true });
  dress();
})();
