/* The page of the reading list: unread first, with a filter, notes, export and import. */
window.paperDigest.openReadingList = ((digest) => {
  "use strict";

  const { reading, readingFormats } = digest;
  const { make, say } = reading;
  const STEP = 100;
  const MOST_BYTES = 50_000_000;
  const SHOWS = {
    all: () => true,
    starred: (paper) => paper.star[0],
    unread: (paper) => !paper.read[0],
    read: (paper) => paper.read[0],
  };
  const LABELS = { abstract: "arXiv", pdf: "PDF" };

  let page = null;

  /** Both titles as elements, none where it is not known. */
  function titleOf({ id, info }) {
    const { en, zh } = info.title || {};
    if (en === zh) return [en || id];
    return [["en", en], ["zh-CN", zh]].filter(([, text]) => text).map(([lang, text], _, all) => {
      const span = make("span", "", { textContent: text });
      span.lang = lang;
      if (all.length < 2) span.dataset.solo = "";
      return span;
    });
  }

  function outsOf({ links = {} }) {
    const outs = make("span", "pd-outs");
    for (const [kind, name] of Object.entries(LABELS)) {
      if (!links[kind]) continue;
      const arxiv = kind !== "abstract" || links[kind].startsWith("https://arxiv.org/");
      const link = make("a", "", { href: links[kind], ...(arxiv ? { textContent: name } : { says: "source" }) });
      outs.append(link);
    }
    return outs;
  }

  function row(paper) {
    const { id, info } = paper;
    const item = make("li", "");
    const card = make("article", "pd-card");
    card.dataset.paper = id;
    const heading = make("h3", "");
    const address = info.url ? new URL(info.url, digest.root).href : readingFormats.addressOf(info);
    const title = make("a", "");
    if (address) title.href = address;
    title.append(...titleOf(paper));
    heading.append(title);
    const meta = make("p", "pd-meta");
    if (info.date) meta.append(make("time", "", { dateTime: info.date, textContent: info.date }));
    meta.append(outsOf(info));
    const fold = make("details", "pd-fold pd-note-fold");
    fold.append(make("summary", "", { says: "note" }), reading.editor(id));
    fold.open = Boolean(paper.note[0]);
    card.append(heading, ...(info.authors ? [make("p", "pd-authors", { textContent: info.authors.slice(0, 8).join(", ") })] : []), meta, fold);
    item.append(card);
    return item;
  }

  const textOf = ({ id, info, note }) =>
    [id, info.title?.en, info.title?.zh, ...(info.authors || []), note[0]].join("\n").toLowerCase();

  class ReadingPage {
    constructor(element) {
      this.element = element;
      element.dataset.open = "";
      this.form = element.querySelector("form");
      this.status = element.querySelector(".pd-reading-status");
      this.found = element.querySelector(".pd-reading-found");
      this.said = element.querySelector(".pd-reading-said");
      this.limit = STEP;
      this.form.addEventListener("submit", (event) => event.preventDefault());
      this.form.addEventListener("input", () => {
        this.limit = STEP;
        this.draw();
      });
      element.addEventListener("click", (event) => this.press(event.target.closest("button")));
      element.querySelector("[type=file]").addEventListener("change", ({ target }) => this.take(target));
      this.draw();
    }

    chosen() {
      const data = new FormData(this.form);
      const wanted = String(data.get("text") || "").trim().toLowerCase().split(/\s+/);
      const shows = SHOWS[data.get("show")] || SHOWS.all;
      const papers = reading.papers().filter((paper) => shows(paper) && wanted.every((word) => textOf(paper).includes(word)));
      // What came last is first, unread before read.
      return papers.sort((a, b) => a.read[0] - b.read[0] || (a.read[0] ? b.read[1] - a.read[1] : b.star[1] - a.star[1]) || (a.id < b.id ? -1 : 1));
    }

    draw() {
      for (const area of this.found.querySelectorAll(".pd-note-field")) area.keep();
      const all = reading.papers();
      const papers = this.chosen();
      const sections = [["unread", false], ["done", true]].map(([says, read]) => {
        const some = papers.slice(0, this.limit).filter((paper) => paper.read[0] === read);
        if (!some.length) return "";
        const section = make("section", "");
        const list = make("ul", "pd-list");
        list.append(...some.map(row));
        section.append(make("h2", "", { says }), list);
        return section;
      });
      const more = papers.length > this.limit ? make("button", "pd-button pd-reading-more", { says: "more" }) : "";
      const nothing = papers.length ? "" : make("p", "pd-note pd-say", { says: all.length ? "none" : "empty" });
      this.found.replaceChildren(...sections.filter(Boolean), nothing, more);
      reading.dress(this.found);
      reading.translate(this.found);
      this.keys = this.keysOf();
      this.tell();
    }

    keysOf() {
      return reading.papers().map(({ id }) => id).sort().join("\n");
    }

    tell() {
      const all = reading.papers();
      this.status.replaceChildren(...say("count", { n: all.length, unread: all.filter((paper) => !paper.read[0]).length }));
      this.element.querySelector(".pd-reading-aside").hidden = !reading.aside().length;
      for (const one of this.element.querySelectorAll("[data-export]")) one.disabled = !all.length;
    }

    /** Papers stay where they are while their marks change, so that a slip can be taken back. */
    update() {
      const shown = new Set([...this.found.querySelectorAll("[data-paper]")].map((card) => card.dataset.paper));
      const grown = reading.papers().some(({ id }) => !shown.has(id));
      if (grown && this.keysOf() !== this.keys && !this.found.contains(document.activeElement)) this.draw();
      else this.tell();
    }

    press(button) {
      if (!button) return;
      if (button.matches(".pd-reading-more")) {
        this.limit += STEP;
        this.draw();
      } else if (button.dataset.export) this.save(button.dataset.export);
      else if (button.matches(".pd-reading-learn")) this.learn(button);
      else if (button.matches(".pd-aside-save")) reading.download("reading-list-kept-aside.txt", "text/plain", reading.aside().join("\n\n"));
      else if (button.matches(".pd-aside-drop")) reading.dropAside();
    }

    async save(kind) {
      for (const area of this.found.querySelectorAll(".pd-note-field")) area.keep();
      const papers = reading.papers().sort((a, b) => b.star[1] - a.star[1] || (a.id < b.id ? -1 : 1));
      if (kind === "json") return reading.download("reading-list.json", "application/json", reading.json());
      if (kind === "md") return reading.download("reading-list.md", "text/markdown", readingFormats.toMarkdown(papers));
      try {
        await digest.load("cite");
      } catch {
        return this.answer("export_failed");
      }
      const { make, suffix, type } = digest.citeFormats[kind];
      const records = papers.map(({ id, info, note }) => ({ id, ...info, note: note[0] }));
      reading.download(`reading-list${kind === "csl" ? ".csl" : ""}.${suffix}`, type, make(records));
    }

    /** Take in a file. */
    async take(input) {
      const [file] = input.files;
      if (!file) return;
      let found;
      try {
        found = file.size > MOST_BYTES ? { error: "large" } : readingFormats.read(await file.text());
      } catch {
        found = { error: "broken" };
      }
      // The same file can be chosen again.
      input.value = "";
      if (found.error) return this.answer(`import_${found.error}`);
      const counts = reading.add(found.papers);
      this.draw();
      const parts = [["import_done", counts]];
      if (counts.notes) parts.push(["import_notes", counts]);
      if (found.left) parts.push(["import_left", { n: found.left }]);
      this.answer(...parts);
    }

    async learn(button) {
      button.disabled = true;
      try {
        const data = await (await fetch(new URL("data/papers.json", digest.root))).json();
        const count = reading.learn(data.papers.filter((record) => reading.isId(record.id)));
        this.draw();
        this.answer(["learned", { n: count }]);
      } catch {
        this.answer("learn_failed");
      }
      button.disabled = false;
    }

    answer(...parts) {
      this.said.replaceChildren(...parts.map((part) => {
        const [key, values] = [part].flat();
        const line = make("p", "pd-say");
        line.append(...say(key, values));
        return line;
      }));
    }
  }

  reading.watch(() => page?.element.isConnected && page.update());

  return (element) => {
    page = new ReadingPage(element);
  };
})(window.paperDigest);
