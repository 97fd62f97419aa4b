/* Where a page says where its data is, a script offers to cite its papers instead. */
(() => {
  "use strict";

  function piece(lang, text) {
    const span = document.createElement("span");
    span.lang = lang;
    span.textContent = text;
    return span;
  }

  function offer() {
    for (const place of document.querySelectorAll(".pd-cite:not(:has(button))")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(piece("en", "Cite"), piece("zh-CN", "引用"));
      button.setAttribute("aria-haspopup", "dialog");
      place.replaceChildren(button);
    }
  }

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.(".pd-cite button");
    if (!button) return;
    try {
      await window.paperDigest.load("cite");
      window.paperDigest.cite(button.parentElement);
    } catch {
      button.replaceChildren(piece("en", "Cite: try again"), piece("zh-CN", "引用：请重试"));
    }
  });

  if (window.document$) window.document$.subscribe(offer);
  else offer();
})();
