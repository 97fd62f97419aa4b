/* Where a page says where its data is, a script offers to cite its papers instead. */
(() => {
  "use strict";

  const digest = window.paperDigest;

  function offer() {
    for (const place of document.querySelectorAll(".pd-cite:not(:has(button))")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...digest.inBoth(["Cite", "引用"]));
      button.setAttribute("aria-haspopup", "dialog");
      place.replaceChildren(button);
    }
  }

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.(".pd-cite button");
    if (!button) return;
    try {
      await digest.load("cite");
      digest.cite(button.parentElement);
    } catch {
      button.replaceChildren(...digest.inBoth(["Cite: try again", "引用：请重试"]));
    }
  });

  digest.eachPage(offer);
})();
