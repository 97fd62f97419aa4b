/* What the reading list shows on pages: buttons on papers, a note, what is new, and what went wrong. */
((digest) => {
  "use strict";

  const { reading, BETWEEN } = digest;
  const words = (WORDS);
  const root = document.documentElement;
  const SHORT_MS = 2500;
  const PAUSE_MS = 400;
  /** Kinds of links by the English of their labels. */
  const LINKS = { arXiv: "abstract", Source: "abstract", PDF: "pdf", Code: "code", Project: "project" };

  // Words

  /** Elements for words in both languages: their key, or themselves; `values` fill their braces. */
  const say = (texts, values = {}) => digest.inBoth(Array.isArray(texts) ? texts : words[texts], values);

  /** An element with text in both languages, or with a label in both. */
  function make(tag, className, { says, label, ...properties } = {}) {
    const element = Object.assign(document.createElement(tag), properties, { className });
    if (tag === "button") element.type = "button";
    if (says) element.append(...say(says));
    if (label) element.setAttribute("aria-label", words[label].join(BETWEEN));
    return element;
  }

  const translate = (scope) => digest.translateAttributes(scope, root.dataset.digestLang || "both");

  // Papers on a page

  /** The id of the paper that an address leads to, "" for another page. */
  function idOf(href) {
    try {
      const name = /^papers\/([^/]+?)(?:\.html|\/|\/index\.html)?$/.exec(pathOf(href))?.[1];
      const id = decodeURIComponent(name || "");
      return reading.isId(id) ? id : "";
    } catch {
      return "";
    }
  }

  function pathOf(href) {
    const url = new URL(href, location.href);
    const site = new URL(digest.root);
    const within = url.origin === site.origin && url.pathname.startsWith(site.pathname);
    return within ? url.pathname.slice(site.pathname.length) : "";
  }

  function titlesOf(element) {
    const part = (lang) => element.querySelector(`:scope > [lang="${lang}"]`)?.textContent.trim() || "";
    const title = { en: part("en"), zh: part("zh-CN") };
    if (title.en || title.zh) return title;
    const text = element.textContent.trim();
    return /[\u3400-\u9fff]/.test(text) ? { zh: text } : { en: text };
  }

  function linksOf(element) {
    const links = {};
    for (const link of element.querySelectorAll(":is(.pd-outs, .pd-links) a[href]")) {
      const label = link.querySelector("[lang=en]") || link;
      const kind = LINKS[label.textContent.trim()];
      if (kind) links[kind] ??= link.href;
    }
    return links;
  }

  function told(holder) {
    if (holder.matches(".pd-mine")) return toldByPage();
    const link = holder.querySelector("h3 a");
    const date = holder.querySelector(".pd-meta time")?.getAttribute("datetime");
    return { url: pathOf(link.href), title: titlesOf(link), date, links: linksOf(holder) };
  }

  function toldByPage() {
    const meta = (name) => [...document.head.querySelectorAll(`meta[name="${name}"]`)].map((one) => one.content);
    const article = document.querySelector(".md-content__inner");
    return {
      url: pathOf(location.href),
      title: titlesOf(article.querySelector("h1")),
      authors: meta("citation_author"),
      published: meta("citation_publication_date")[0],
      arxiv: meta("citation_arxiv_id")[0],
      venue: meta("citation_conference_title")[0],
      links: linksOf(article),
    };
  }

  function button(field, labelled) {
    const made = make("button", `pd-mark pd-mark-${field}`, labelled ? {} : { label: field });
    made.dataset.field = field;
    if (labelled) made.append(...say(field));
    return made;
  }

  /** Give the papers of a list their buttons. */
  function dress(scope) {
    for (const card of scope.querySelectorAll(".pd-card")) {
      const link = card.querySelector("h3 a[href]");
      const id = card.dataset.paper || (link && idOf(link.href));
      if (!id || card.querySelector(".pd-marks")) continue;
      card.dataset.paper = id;
      const marks = make("span", "pd-marks");
      marks.append(button("star"), button("read"));
      card.querySelector("h3").after(marks);
      translate(marks);
      show(card);
    }
  }

  /** Give a paper's own page its buttons and its note. */
  function dressPage() {
    const abstract = document.querySelector(".md-content__inner > .pd-abstract");
    const id = idOf(location.href);
    if (!abstract || !id || document.querySelector(".pd-mine")) return;
    const bar = make("div", "pd-mine");
    bar.dataset.paper = id;
    const open = button("note", true);
    open.setAttribute("aria-expanded", "false");
    bar.append(button("star", true), button("read", true), open, make("span", "pd-said-note"));
    abstract.before(bar);
    if (reading.get(id)) reading.learn([{ ...toldByPage(), id }]);
    show(bar);
  }

  function show(holder) {
    const paper = reading.get(holder.dataset.paper);
    for (const one of holder.querySelectorAll(".pd-mark")) {
      const on = Boolean(paper?.[one.dataset.field][0]);
      if (one.dataset.field !== "note") one.setAttribute("aria-pressed", String(on));
      one.classList.toggle("pd-on", on);
    }
    holder.toggleAttribute("data-read", Boolean(paper?.read[0]));
    const said = holder.querySelector(".pd-said-note");
    if (said) said.textContent = holder.matches(":has(+ .pd-note-panel)") ? "" : paper?.note[0] || "";
  }

  function toggle(holder, field) {
    const { paper: id } = holder.dataset;
    const on = !reading.get(id)?.[field][0];
    reading.set(id, field, on, reading.get(id) ? undefined : told(holder));
    return `${field}_${on ? "on" : "off"}`;
  }

  // Notes

  /** A field for the note on a paper, which is kept as it is typed. */
  function editor(id, tell) {
    const area = make("textarea", "pd-note-field", { label: "note", rows: 3 });
    let before = reading.get(id)?.note[0] || "";
    let timer = 0;
    area.value = before;
    function keep() {
      clearTimeout(timer);
      timer = 0;
      if (area.value === before) return;
      before = reading.note(id, area.value, before, tell?.());
      if (area.value !== before) area.value = before;
    }
    area.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(keep, PAUSE_MS);
    });
    area.addEventListener("change", keep);
    area.addEventListener("compositionend", () => { timer = setTimeout(keep, PAUSE_MS); });
    area.keep = keep;
    area.refresh = () => {
      if (timer || area.value !== before) return;
      area.value = before = reading.get(id)?.note[0] || "";
    };
    return area;
  }

  function openNote(opener, open = !opener.parentElement.matches(":has(+ .pd-note-panel)")) {
    const bar = opener.parentElement;
    opener.setAttribute("aria-expanded", String(open));
    if (open) {
      const panel = make("div", "pd-note-panel");
      panel.append(editor(bar.dataset.paper, toldByPage));
      bar.after(panel);
      translate(panel);
      panel.firstElementChild.focus();
    } else {
      bar.nextElementSibling.firstElementChild.keep();
      bar.nextElementSibling.remove();
    }
    show(bar);
  }

  // What is said at the bottom of the window

  const place = make("div", "pd-tell");
  place.setAttribute("role", "status");
  const shortly = make("p", "pd-toast", { hidden: true });
  const warning = make("div", "pd-warning", { hidden: true });
  place.append(shortly, warning);
  document.body.append(place);
  let timer = 0;
  let dismissed = "";

  function announce(key) {
    clearTimeout(timer);
    shortly.replaceChildren(...say(key));
    shortly.hidden = false;
    timer = setTimeout(() => { shortly.hidden = true; }, SHORT_MS);
  }

  function download(name, type, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  const save = () => download("reading-list.json", "application/json", reading.json());

  function warn() {
    const problem = reading.problem();
    if (!problem) dismissed = "";
    warning.hidden = !problem || problem === dismissed;
    if (warning.hidden || warning.dataset.problem === problem) return;
    warning.dataset.problem = problem;
    const text = make("p", "pd-say", { says: problem });
    warning.replaceChildren(
      text, make("button", "pd-button pd-save", { says: "export" }),
      make("button", "pd-plain pd-dismiss", { says: "close" }),
    );
  }

  // What is new

  function markNew(all = false) {
    const heading = document.querySelector("[data-list]");
    if (!heading) return;
    const cards = [...document.querySelectorAll(".pd-card[data-paper]")];
    const rows = [...document.querySelectorAll(".pd-issue[data-date]")];
    const papers = cards.map((card) => ({ id: card.dataset.paper, date: card.querySelector("time")?.getAttribute("datetime") }));
    const digests = rows.map((row) => ({ id: pathOf(row.querySelector("a").href).replaceAll("/", "|"), date: row.dataset.date }));
    const fresh = reading.visit(heading.dataset.list, [...papers, ...digests], {
      front: "front" in heading.dataset, seen: document.visibilityState === "visible", all,
    });
    cards.forEach((card, at) => label(card, fresh.has(papers[at].id)));
    rows.forEach((row, at) => label(row, fresh.has(digests[at].id)));
    const count = papers.filter(({ id }) => fresh.has(id)).length;
    const onward = count === papers.length && document.querySelector(".pd-pager [rel=next]");
    document.querySelector(".pd-news")?.remove();
    if (!count) return;
    const news = make("p", "pd-news");
    news.append(...say("new_n", { n: onward ? `${count}+` : count }), make("button", "pd-plain pd-seen", { says: "seen" }));
    heading.after(news);
  }

  function label(element, fresh) {
    element.querySelector(":scope > .pd-fresh")?.remove();
    if (fresh) element.prepend(make("span", "pd-fresh", { says: "new" }));
  }

  // The page of the list has a script of its own

  function openList() {
    const page = document.getElementById("pd-reading");
    if (!page || page.dataset.open) return;
    if (digest.openReadingList) return digest.openReadingList(page);
    digest.load("reading").then(openList, () => {
      page.querySelector(".pd-reading-said").replaceChildren(...say("load_failed"));
    });
  }

  document.addEventListener("click", ({ target }) => {
    const one = target.closest?.("button");
    if (!one) return;
    const holder = one.closest("[data-paper]");
    if (one.matches(".pd-mark-note")) openNote(one);
    else if (one.matches(".pd-mark") && holder) toggle(holder, one.dataset.field);
    else if (one.matches(".pd-seen")) markNew(true);
    else if (one.matches(".pd-save")) save();
    else if (one.matches(".pd-dismiss")) {
      dismissed = reading.problem();
      warning.hidden = true;
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") return markNew();
    for (const area of document.querySelectorAll(".pd-note-field")) area.keep();
  });
  reading.watch((changed) => {
    const holders = changed ? `[data-paper="${CSS.escape(changed)}"]` : "[data-paper]";
    document.querySelectorAll(holders).forEach(show);
    document.querySelectorAll(".pd-note-field").forEach((area) => area.refresh());
    warn();
  });

  Object.assign(reading, { say, make, translate, dress, editor, toggle, announce, download, idOf });

  function arrive() {
    dress(document);
    dressPage();
    markNew();
    openList();
    const results = document.querySelector(".pd-results");
    if (results) new MutationObserver(() => dress(results)).observe(results, { childList: true });
  }
  digest.eachPage(arrive);
})(window.paperDigest);
