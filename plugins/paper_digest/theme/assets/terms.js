/* Terms that abstracts mark: hover, focus and tap show them in the other language. Without a script their title does. */
((digest) => {
  "use strict";

  const TERM = ".pd-abstract dfn";
  const HAN = /[\u3400-\u9fff]/;
  const BEFORE_MS = 200;
  const AFTER_MS = 300;
  const EDGE = 8;
  const root = document.documentElement;
  /** What terms say; a term that is pointed at has no title, which the browser would show as well. */
  const said = new WeakMap();
  let shown = null;
  let box = null;
  let timer = 0;

  /** Where both languages stand side by side, the other one is there to be read. */
  const isQuiet = (term) => !["en", "zh"].includes(root.dataset.digestLang) && Boolean(term.closest(".pd-both"));

  function later(action, wait) {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  }

  function piece(tag, lang, text) {
    return Object.assign(document.createElement(tag), { lang, textContent: text });
  }

  /** A term's place in the glossary: its id where the English is told, else a rendering for the filter. */
  function addressOf(says) {
    const [name] = says.split(" (");
    const id = name.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
    const url = new URL(digest.pages.glossary, digest.root);
    url.hash = HAN.test(says) ? name : id;
    return url.href;
  }

  function untitle(term) {
    if (!term.title) return;
    said.set(term, term.title);
    term.removeAttribute("title");
  }

  function retitle(term) {
    if (term !== shown && said.has(term)) term.title = said.get(term);
  }

  function open(term) {
    clearTimeout(timer);
    if (term === shown || !term.isConnected) return;
    close();
    untitle(term);
    shown = term;
    const says = said.get(term);
    const name = piece("b", HAN.test(says) ? "zh-CN" : "en", says);
    name.dataset.solo = "";
    const link = Object.assign(document.createElement("a"), { href: addressOf(says) });
    link.append(piece("span", "en", "Glossary"), piece("span", "zh-CN", "术语表"));
    box = Object.assign(document.createElement("span"), { className: "pd-term", id: "pd-term" });
    box.append(name, " ", link);
    term.after(box);
    term.setAttribute("aria-describedby", box.id);
    place();
  }

  /** Under the term's first line, or over it where there is no room, and within the window. */
  function place() {
    const [line] = shown.getClientRects();
    const origin = (box.offsetParent || document.body).getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const left = Math.max(EDGE, Math.min(line.left, root.clientWidth - width - EDGE));
    const fits = line.bottom + height <= root.clientHeight;
    const top = fits ? line.bottom : line.top - height;
    box.style.left = `${left - origin.left}px`;
    box.style.top = `${top - origin.top}px`;
  }

  function close() {
    clearTimeout(timer);
    const term = shown;
    box?.remove();
    shown = box = null;
    if (!term) return;
    term.removeAttribute("aria-describedby");
    retitle(term);
  }

  const termOf = (target) => {
    const term = target.closest?.(TERM);
    return term && !isQuiet(term) ? term : null;
  };
  const isOurs = (target) => Boolean(shown && target && (shown.contains(target) || box.contains(target)));

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    const term = termOf(target);
    if (isOurs(target)) clearTimeout(timer);
    else if (term) {
      untitle(term);
      later(() => open(term), BEFORE_MS);
    }
  });
  document.addEventListener("pointerout", ({ target, relatedTarget, pointerType }) => {
    if (pointerType === "touch") return;
    const term = termOf(target);
    if (term && !term.contains(relatedTarget)) {
      retitle(term);
      if (term !== shown) clearTimeout(timer);
    }
    if (isOurs(target) && !isOurs(relatedTarget) && !isOurs(document.activeElement)) later(close, AFTER_MS);
  });
  document.addEventListener("focusin", ({ target }) => {
    const term = termOf(target);
    if (term) open(term);
    else if (shown && !isOurs(target)) close();
  });
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (isOurs(target) && !isOurs(relatedTarget)) later(close, AFTER_MS);
  });
  document.addEventListener("click", ({ target }) => {
    const term = termOf(target);
    if (term) open(term);
    else if (shown && !isOurs(target)) close();
  });
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key === "Escape" && shown) {
      // Nothing else on the page is to close with it.
      event.stopPropagation();
      if (box.contains(document.activeElement)) shown.focus();
      close();
    } else if (key === "Enter" && target.matches?.(TERM)) open(target);
  }, true);

  /** Terms are reached by keyboard where they say something. */
  function dress() {
    close();
    for (const term of document.querySelectorAll(TERM)) {
      if (isQuiet(term)) term.removeAttribute("tabindex");
      else term.tabIndex = 0;
    }
  }

  new MutationObserver(dress).observe(root, { attributeFilter: ["data-digest-lang"] });
  window.addEventListener("resize", close);
  digest.eachPage(dress);
})(window.paperDigest);
