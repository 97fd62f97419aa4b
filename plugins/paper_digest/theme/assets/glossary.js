/* The glossary's filter and order; without a script it is a list by English. */
(() => {
  "use strict";

  /** What a term is found by: its English, its renderings, and their reading with blanks and without. */
  function textOf(item) {
    const { pinyin = "" } = item.dataset;
    const shown = [...item.querySelectorAll("dfn, abbr, [lang=zh-CN]")].map((part) => part.textContent);
    return [...shown, pinyin, pinyin.replaceAll(" ", "")].join(" ").toLowerCase();
  }

  function nameIn(hash) {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      return "";
    }
  }

  function open() {
    const form = document.getElementById("pd-glossary");
    if (!form || form.dataset.open) return;
    form.dataset.open = "";
    const list = document.querySelector(".pd-terms");
    const seldom = document.querySelector(".pd-seldom");
    const letters = document.querySelector(".pd-letters");
    const elements = [...list.children, ...(seldom ? seldom.querySelectorAll("li") : [])];
    const items = elements.map((element, at) => ({ element, at, text: textOf(element) }));
    const status = form.querySelector("[role=status]");

    const filter = form.querySelector("[type=search]");

    form.addEventListener("submit", (event) => event.preventDefault());
    filter.addEventListener("input", () => {
      const wanted = filter.value.trim().toLowerCase().split(/\s+/);
      for (const { element, text } of items) element.hidden = !wanted.every((word) => text.includes(word));
      const shown = items.filter(({ element }) => !element.hidden).length;
      if (seldom && wanted[0]) seldom.open = items.some(({ element }) => !element.hidden && seldom.contains(element));
      status.textContent = wanted[0] ? `${shown} / ${items.length}` : "";
    });
    form.addEventListener("change", ({ target }) => {
      if (target.type !== "radio") return;
      const reading = ({ element }) => element.dataset.pinyin;
      const byReading = (a, b) => (reading(a) < reading(b) ? -1 : reading(a) > reading(b) ? 1 : a.at - b.at);
      const byUse = (a, b) => b.element.dataset.count - a.element.dataset.count || a.at - b.at;
      const order = { en: (a, b) => a.at - b.at, zh: byReading, often: byUse }[target.value];
      const ordered = items.filter(({ element }) => element.parentElement === list).sort(order);
      if (letters) letters.hidden = target.value !== "en";
      list.append(...ordered.map(({ element }) => element));
    });

    // A rendering may stand for a term's id in the address.
    const named = nameIn(location.hash);
    const target = named && document.getElementById(named);
    if (seldom && target && seldom.contains(target)) {
      seldom.open = true;
      target.scrollIntoView();
    } else if (named && !target) {
      filter.value = named;
      filter.dispatchEvent(new Event("input"));
    }
  }

  window.paperDigest.eachPage(open);
})();
