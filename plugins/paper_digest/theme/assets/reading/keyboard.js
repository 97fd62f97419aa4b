/* Keys for reading: single letters that neither the browser nor Material uses, and a dialog that tells them. */
((digest) => {
  "use strict";

  const { reading } = digest;
  const { make } = reading;
  const words = (WORDS);
  /** What Material does on single keys: search, and the pages before and after. */
  const MATERIALS = ["f", "s", "/", "p", ",", "n", "."];
  const TYPING = "input:not([type=radio], [type=checkbox], [type=button], [type=submit], [type=file]), textarea, select, [role=textbox], [role=application]";
  const ROWS = [
    ["j", "next"], ["k", "previous"], ["o", "open"], ["b", "star"], ["m", "read"],
    ["l", "language"], ["/", "search"], ["?", "help"],
  ];

  // Papers

  const links = () => [...document.querySelectorAll(".md-content .pd-card[data-paper] h3 a[href]")].filter((link) => link.checkVisibility());
  const current = () => document.activeElement?.closest?.(".pd-card[data-paper]");

  /** On a list the focus moves from paper to paper; a paper's own page gives way to its neighbour. */
  function move(step) {
    const all = links();
    if (!all.length) return follow(document.querySelector(`.pd-neighbours a[rel=${step > 0 ? "next" : "prev"}]`));
    const at = all.findIndex((link) => link.closest(".pd-card") === current());
    const next = at >= 0 ? all[at + step] : nearest(all, step);
    next?.focus();
    return true;
  }

  /** Where nothing has the focus: the first paper in view for the next, the last above it for the one before. */
  function nearest(all, step) {
    const top = document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
    const below = all.findIndex((link) => link.getBoundingClientRect().top >= top);
    if (step > 0) return all[below];
    return below < 0 ? all.at(-1) : all[below - 1];
  }

  function follow(link) {
    link?.click();
    return Boolean(link);
  }

  function mark(field) {
    const holder = current() || document.querySelector(".pd-mine");
    if (holder) reading.announce(reading.toggle(holder, field));
    return Boolean(holder);
  }

  function switchLanguage() {
    const radios = [...document.querySelectorAll("input[name=pd-lang]")];
    radios[(radios.findIndex((radio) => radio.checked) + 1) % radios.length]?.click();
    return true;
  }

  const ACTIONS = {
    j: () => move(1),
    k: () => move(-1),
    o: () => follow(current() ? current().querySelector("h3 a[href]") : document.querySelector(".pd-links a")),
    b: () => mark("star"),
    m: () => mark("read"),
    l: switchLanguage,
    "?": () => help(),
  };
  const REPEATS = ["j", "k"];

  // Help

  let dialog = null;

  function help() {
    dialog ??= build();
    dialog.querySelector("input").checked = reading.keys();
    dialog.showModal();
    return true;
  }

  function build() {
    const made = make("dialog", "pd-keys md-typeset");
    made.setAttribute("aria-labelledby", "pd-keys-title");
    const list = make("dl", "pd-keys-list");
    for (const [key, name] of ROWS) {
      if (key === "/" && !document.querySelector(".md-search")) continue;
      const row = make("div", "");
      const term = make("dt", "");
      term.append(make("kbd", "", { textContent: key }));
      row.append(term, make("dd", "", { says: words[name] }));
      list.append(row);
    }
    const label = make("label", "pd-keys-switch");
    label.append(make("input", "", { type: "checkbox" }), " ", make("span", "", { says: words.switch }));
    const foot = make("p", "pd-keys-foot");
    const link = make("a", "pd-more", { href: new URL(digest.pages.readingList, digest.root).href, says: words.list });
    foot.append(link, make("button", "pd-button", { says: words.close, autofocus: true }));
    made.append(make("h2", "", { id: "pd-keys-title", says: words.title }), list, label, make("p", "pd-note pd-say", { says: words.switch_note }), foot);
    document.body.append(made);
    made.addEventListener("change", ({ target }) => reading.setKeys(target.checked));
    made.addEventListener("click", ({ target }) => {
      // The backdrop is the dialog itself.
      if (target === made || target.closest(".pd-keys-foot > *")) made.close();
    });
    // The theme would take keys as its own.
    made.addEventListener("keydown", (event) => event.stopPropagation());
    return made;
  }

  // Keys

  function isFree(event) {
    const target = event.composedPath()[0];
    if (!(target instanceof Element)) return true;
    return !target.isContentEditable && !target.closest(TYPING)
      && !document.querySelector("dialog[open], [data-md-toggle]:checked");
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey || !isFree(event)) return;
    const key = event.key === "？" ? "?" : event.key;
    if (!reading.keys()) {
      if (MATERIALS.includes(key)) event.stopPropagation();
      return;
    }
    if ((event.shiftKey && key !== "?") || (event.repeat && !REPEATS.includes(key))) return;
    const action = Object.hasOwn(ACTIONS, key) && ACTIONS[key];
    if (action && action()) event.preventDefault();
  });
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.(".pd-keys-open")) help();
  });

  function arrive() {
    const footer = document.querySelector(".md-copyright");
    if (footer && !footer.querySelector(".pd-keys-open")) footer.append(make("button", "pd-keys-open", { says: words.title }));
  }
  digest.eachPage(arrive);
})(window.paperDigest);
