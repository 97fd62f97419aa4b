/* The glossary's filter and order; without a script it is a list by English. */
(() => {
  "use strict";

  /** What a term is found by: its English, its renderings, and their reading with blanks and without. */
  function textOf(item) {
    const { pinyin } = item.dataset;
    const shown = [...item.querySelectorAll("dfn, abbr, .pd-renderings span")].map((part) => part.textContent);
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
    const items = [...list.children].map((element, at) => ({ element, at, text: textOf(element) }));
    const status = form.querySelector("[role=status]");

    const filter = form.querySelector("[type=search]");

    form.addEventListener("submit", (event) => event.preventDefault());
    filter.addEventListener("input", () => {
      const wanted = filter.value.trim().toLowerCase().split(/\s+/);
      for (const { element, text } of items) element.hidden = !wanted.every((word) => text.includes(word));
      const shown = items.filter(({ element }) => !element.hidden).length;
      status.textContent = wanted[0] ? `${shown} / ${items.length}` : "";
    });
    form.addEventListener("change", ({ target }) => {
      if (target.type !== "radio") return;
      const reading = ({ element }) => element.dataset.pinyin;
      const byReading = (a, b) => (reading(a) < reading(b) ? -1 : reading(a) > reading(b) ? 1 : a.at - b.at);
      const ordered = [...items].sort(target.value === "zh" ? byReading : (a, b) => a.at - b.at);
      list.append(...ordered.map(({ element }) => element));
    });

    // A rendering may stand for a term's id in the address.
    const named = nameIn(location.hash);
    if (named && !document.getElementById(named)) {
      filter.value = named;
      filter.dispatchEvent(new Event("input"));
    }
  }

  window.paperDigest.eachPage(open);
})();
