/* The results page: its state is its address, and every change of the one is a change of the other. */
window.paperDigest.openSearchPage = (() => {
  "use strict";

  const digest = window.paperDigest;
  const FIRST = 10, STEP = 20, OPTIONS = 8;
  const PAUSE_MS = 120, SLOW_MS = 300;
  /** The groups of filters, and how the address names them: `lang` is the toggle's already. */
  const PARAMETERS = { topic: "topic", year: "year", author: "author", digest: "digest", language: "text", code: "code" };
  const GROUPS = Object.keys(PARAMETERS);
  const WIDE = window.matchMedia("(min-width: 60em)");

  let page = null;

  function readAddress() {
    const params = new URLSearchParams(location.search);
    const filters = Object.fromEntries(GROUPS.map((group) => [group, params.getAll(PARAMETERS[group])]));
    return {
      query: params.get("q") || "",
      filters,
      sort: params.get("sort") === "date" ? "date" : "relevance",
      show: Math.max(FIRST, Math.min(1000, parseInt(params.get("show"), 10) || 0)),
    };
  }

  function addressOf({ query, filters, sort, show }) {
    const url = new URL(location.href);
    for (const name of ["q", "h", "sort", "show", ...Object.values(PARAMETERS)]) url.searchParams.delete(name);
    if (query) url.searchParams.set("q", query);
    for (const group of GROUPS) for (const value of filters[group]) url.searchParams.append(PARAMETERS[group], value);
    if (sort === "date") url.searchParams.set("sort", sort);
    if (show > FIRST) url.searchParams.set("show", show);
    return url;
  }

  /** Elements for a name in both languages; one that no position hides where there is one alone. */
  function named(en, zh) {
    if (en === zh) return [en];
    const pieces = digest.inBoth([en, zh]).filter((piece) => piece.textContent);
    if (pieces.length < 2) for (const piece of pieces) piece.dataset.solo = "";
    return pieces;
  }

  /** A text with its ranges marked. */
  function marked(text, ranges) {
    const pieces = [];
    let at = 0;
    for (const [start, end] of ranges) {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, end);
      pieces.push(text.slice(at, start), mark);
      at = end;
    }
    return [...pieces, text.slice(at)];
  }

  class SearchPage {
    constructor(element) {
      this.element = element;
      const find = (name) => element.querySelector(`.pd-${name}`);
      Object.assign(this, {
        form: find("search-form"), input: find("search-input"), status: find("search-status"), tries: find("search-try"),
        chosen: find("search-chosen"), panel: find("filters"), filters: find("filters-form"), list: find("results"),
        more: find("search-more"), result: find("result-template"), option: find("option-template"),
      });
      const names = JSON.parse(find("search-names").content.textContent);
      this.names = { topic: new Map(), digest: new Map() };
      for (const [group, rows] of Object.entries(names)) rows.forEach(([id, ...row], at) => this.names[group].set(id, { row, at }));
      this.typing = false;
      this.listen();
      this.foldFilters();
      this.load(true);
    }

    listen() {
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        clearTimeout(this.pause);
        this.type();
        this.typing = false;
        // On a phone the keyboard gives way to the results.
        if (!WIDE.matches) this.input.blur();
      });
      this.input.addEventListener("input", (event) => {
        clearTimeout(this.pause);
        if (!event.isComposing) this.pause = setTimeout(() => this.type(), PAUSE_MS);
      });
      this.input.addEventListener("compositionend", () => {
        clearTimeout(this.pause);
        this.pause = setTimeout(() => this.type(), PAUSE_MS);
      });
      this.filters.addEventListener("submit", (event) => event.preventDefault());
      this.filters.addEventListener("change", () => this.change({ ...this.picked(), show: FIRST }));
      this.element.addEventListener("click", (event) => this.press(event.target.closest("button")));
      this.panel.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !WIDE.matches && this.panel.open) {
          this.panel.open = false;
          this.panel.querySelector("summary").focus();
        }
      });
    }

    press(button) {
      if (!button) return;
      if (button.matches(".pd-retry")) this.run();
      else if (button.matches(".pd-try")) {
        this.input.value = button.dataset.query;
        this.change({ query: button.dataset.query, show: FIRST });
      } else if (button.matches(".pd-search-more")) this.change({ show: this.state.show + STEP }, "replaceState");
      else if (button.matches(".pd-filters-done")) {
        this.panel.open = false;
        this.element.scrollIntoView();
      } else if (button.matches(".pd-clear")) this.change({ filters: readNothing(), show: FIRST });
      else if (button.matches(".pd-chosen")) {
        const { group, value } = button.dataset;
        const rest = this.state.filters[group].filter((one) => one !== value);
        this.change({ filters: { ...this.state.filters, [group]: rest }, show: FIRST });
        (this.chosen.querySelector("button") || this.input).focus();
      } else if (button.matches(".pd-show-all")) {
        button.parentElement.dataset.all = "";
        button.hidden = true;
      }
    }

    /** What the reader types is one step of the history, however many letters it has. */
    type() {
      if (this.input.value === this.state.query) return;
      this.change({ query: this.input.value, show: FIRST }, this.typing ? "replaceState" : "pushState");
      this.typing = true;
    }

    picked() {
      const data = new FormData(this.filters);
      const filters = Object.fromEntries(GROUPS.map((group) => [group, data.getAll(group)]));
      return { filters, sort: data.get("sort") };
    }

    change(changes, way = "pushState") {
      if (!("query" in changes)) this.typing = false;
      const next = addressOf({ ...this.state, ...changes });
      if (next.href !== location.href) history[way](way === "pushState" ? null : history.state, "", next);
      this.load(false, this.input.value);
    }

    /** Take the address for what is wanted. */
    load(arriving, typed) {
      this.state = readAddress();
      const { href, y } = digest.left;
      this.place = arriving ? history.state?.y || (href === location.href && y) || 0 : 0;
      digest.left = {};
      if (typed === undefined || typed.trim() !== this.state.query.trim()) this.input.value = this.state.query;
      this.filters.sort.value = this.state.sort;
      this.run();
    }

    async run() {
      const { query, filters, sort, show } = this.state;
      this.showChosen();
      clearTimeout(this.slow);
      if (!query.trim()) return this.rest();
      this.slow = setTimeout(() => this.status.replaceChildren(digest.say("busy")), SLOW_MS);
      if (this.element.dataset.state === "start") this.element.dataset.state = "busy";
      this.list.setAttribute("aria-busy", "true");
      const found = await digest.ask({
        channel: "page", query, filters, sort, limit: show, facets: true, wide: true, language: document.documentElement.dataset.digestLang || "both",
      });
      if (!this.element.isConnected || found.error === undefined && this.state.query !== query) return;
      clearTimeout(this.slow);
      this.list.removeAttribute("aria-busy");
      this.show(found, query, show);
      if (this.place) window.scrollTo(0, this.place);
      this.place = 0;
    }

    rest() {
      this.element.dataset.state = "start";
      this.status.replaceChildren();
      this.tries.replaceChildren();
      this.list.replaceChildren();
      this.more.hidden = true;
    }

    show(found, query, show) {
      const filtered = GROUPS.some((group) => this.state.filters[group].length);
      this.element.dataset.state = found.error ? "error" : found.total ? "found" : filtered ? "filtered" : "none";
      const lines = digest.tell(found);
      if (!found.error && !found.total && filtered) lines.push(this.line("no_filtered"));
      this.status.replaceChildren(...lines);
      this.showTries(found);
      this.showItems(found.items, query);
      this.more.hidden = Boolean(found.error) || found.total <= show;
      if (!found.error) this.showFilters(found.facets, query);
    }

    line(key) {
      const span = document.createElement("span");
      span.className = "pd-said";
      span.append(digest.say(key));
      return span;
    }

    showTries(found) {
      const buttons = digest.offer(found);
      const rows = ["spelling", "fewer"].map((kind) => [kind, buttons.filter((button) => button.dataset.kind === kind)]);
      this.tries.replaceChildren(...rows.filter(([, some]) => some.length).map(([kind, some]) => {
        const row = document.createElement("p");
        row.append(this.line(kind), ...some);
        return row;
      }));
    }

    showItems(items, query) {
      const before = new Map([...this.list.children].map((row) => [row.dataset.key, row]));
      const rows = items.map((item) => {
        const key = JSON.stringify([query, item]);
        const row = before.get(key) || this.row(item, query);
        row.dataset.key = key;
        return row;
      });
      // Rows that stay in their place keep the focus.
      rows.forEach((row, at) => {
        if (this.list.children[at] !== row) this.list.insertBefore(row, this.list.children[at] || null);
      });
      while (this.list.children.length > rows.length) this.list.lastElementChild.remove();
    }

    row(item, query) {
      const row = this.result.content.firstElementChild.cloneNode(true);
      const link = row.querySelector("a");
      const url = new URL(item.url, digest.root);
      const words = digest.wordsOf(query);
      if (words && digest.features.includes("search.highlight")) url.searchParams.set("h", words);
      link.href = url.href;
      for (const [language, lang] of [["en", "en"], ["zh", "zh-CN"]]) {
        if (!item.title[language]) continue;
        const title = Object.assign(document.createElement("span"), { className: "search-title", lang });
        title.dataset.solo = "";
        title.append(...marked(item.title[language], item.marks[language]));
        link.append(title);
      }
      const excerpt = row.querySelector(".pd-excerpt");
      excerpt.lang = item.excerpt.language === "zh" ? "zh-CN" : "en";
      excerpt.append(...marked(item.excerpt.text, item.excerpt.marks));
      excerpt.hidden = !item.excerpt.text;
      row.querySelector(".pd-meta").append(...this.about(item));
      return row;
    }

    about(item) {
      const pieces = [];
      if (item.date) pieces.push(Object.assign(document.createElement("time"), { dateTime: item.date, textContent: item.date }));
      for (const key of [item.kind === "page" && "page", item.other && "other"].filter(Boolean)) {
        const label = document.createElement("span");
        label.className = "pd-label";
        label.append(digest.say(key));
        pieces.push(label);
      }
      for (const slug of item.topics) {
        const topic = this.names.topic.get(slug);
        if (!topic) continue;
        const [en, zh, url] = topic.row;
        const link = document.createElement("a");
        link.className = "pd-topic";
        link.href = new URL(url, digest.root).href;
        link.append(...named(en, zh));
        pieces.push(link);
      }
      return pieces;
    }

    /** The values of each group keep their order while the query stays, so that nothing jumps under the finger. */
    showFilters(facets, query) {
      if (this.counted !== query) this.order = Object.fromEntries(GROUPS.map((group) => [group, []]));
      this.counted = query;
      for (const group of GROUPS) {
        const counts = facets[group] || {};
        const wanted = this.state.filters[group];
        const order = this.order[group];
        order.push(...this.sorted(group, Object.keys(counts).filter((value) => !order.includes(value)), counts));
        order.push(...wanted.filter((value) => !order.includes(value)));
        this.showGroup(group, order, counts, wanted);
      }
    }

    sorted(group, values, counts) {
      const place = (value) => this.names[group]?.get(value)?.at ?? 1e9;
      if (group === "year") return values.sort((a, b) => b - a);
      if (group === "digest") return values.sort((a, b) => place(a) - place(b));
      if (group === "topic") return values.sort((a, b) => counts[b] - counts[a] || place(a) - place(b));
      if (group === "author") return values.sort((a, b) => counts[b] - counts[a] || (a < b ? -1 : 1));
      return values.sort();
    }

    showGroup(group, order, counts, wanted) {
      const field = this.filters.querySelector(`[data-group="${group}"]`);
      const options = field.querySelector(".pd-options");
      const old = [...options.children];
      if (old.map((one) => one.dataset.value).join("\n") !== order.join("\n")) {
        const known = new Map(old.map((one) => [one.dataset.value, one]));
        options.replaceChildren(...order.map((value) => known.get(value) || this.optionOf(group, value)));
      }
      for (const label of options.children) {
        const count = counts[label.dataset.value] || 0;
        label.querySelector("small").textContent = count;
        label.classList.toggle("pd-empty", !count);
        label.querySelector("input").checked = wanted.includes(label.dataset.value);
      }
      field.hidden = !order.length;
      const all = field.querySelector(".pd-show-all");
      all.hidden = order.length <= OPTIONS || "all" in field.dataset;
      all.replaceChildren(digest.say("show_all", { n: order.length }));
      if (!all.hidden && wanted.some((value) => order.indexOf(value) >= OPTIONS)) field.dataset.all = "", all.hidden = true;
    }

    optionOf(group, value) {
      const label = this.option.content.firstElementChild.cloneNode(true);
      label.dataset.value = value;
      const input = label.querySelector("input");
      input.name = group;
      input.value = value;
      label.querySelector(".pd-name").append(...this.nameOf(group, value));
      return label;
    }

    nameOf(group, value) {
      if (group === "language") return [digest.say(value === "zh" ? "text_zh" : "text_en")];
      if (group === "code") return [digest.say("has_code")];
      const known = this.names[group]?.get(value);
      return known ? named(known.row[0], known.row[1]) : [value];
    }

    showChosen() {
      const { filters } = this.state;
      const buttons = GROUPS.flatMap((group) => filters[group].map((value) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "pd-chosen";
        Object.assign(button.dataset, { group, value });
        const hidden = document.createElement("span");
        hidden.className = "pd-hidden";
        hidden.append(digest.say("remove"), ": ");
        button.append(hidden, ...this.nameOf(group, value));
        return button;
      }));
      if (buttons.length) {
        const clear = document.createElement("button");
        clear.type = "button";
        clear.className = "pd-plain pd-clear";
        clear.append(digest.say("clear"));
        this.chosen.replaceChildren(...buttons, clear);
      } else this.chosen.replaceChildren();
      this.panel.querySelector(".pd-filters-count").textContent = buttons.length || "";
    }

    /** Filters stand open beside the results, and wait at the bottom of a narrow screen. */
    foldFilters() {
      this.panel.open = WIDE.matches;
    }
  }

  const readNothing = () => Object.fromEntries(GROUPS.map((group) => [group, []]));
  const shown = () => page !== null && page.element.isConnected;

  digest.returnTo = () => shown() && (page.load(true), true);
  WIDE.addEventListener("change", () => shown() && page.foldFilters());
  new MutationObserver(() => shown() && page.run()).observe(document.documentElement, {
    attributes: true, attributeFilter: ["data-digest-lang"],
  });

  return (element) => {
    if (element && page?.element !== element) page = new SearchPage(element);
  };
})();
