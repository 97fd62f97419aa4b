/* Material's search box on the site's own index. What the theme's script took for its worker is `box` of head.js:
   here it learns to answer, by the real worker, which is loaded for the first query. */
((digest) => {
  "use strict";

  const READY = 1, QUERY = 2, RESULT = 3;
  const WORDS = (WORDS);
  const root = document.documentElement;
  const address = new URL(digest.worker, digest.root).href;
  const resultsPage = new URL(digest.pages.search, digest.root);
  const { box } = digest;
  // On-screen keyboards of Android compose every word, not only what will be converted.
  const COMPOSES_ALL = /Android/.test(navigator.userAgent);
  const PAUSE_MS = 300;

  let worker = null;
  let number = 0;
  const waiting = new Map();

  function configure() {
    worker?.postMessage({ type: "config", config: { language: root.dataset.digestLang || "both" } });
  }

  function start() {
    if (worker) return worker;
    worker = new Worker(address);
    worker.addEventListener("message", ({ data }) => {
      if (data.type === RESULT) box.answer(data.data);
      else if (waiting.has(data.id)) {
        waiting.get(data.id)(data);
        waiting.delete(data.id);
      }
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      worker?.terminate();
      worker = null;
      const failed = { items: [], total: 0, notes: [], suggestions: [], error: "unreachable" };
      for (const [id, answer] of waiting) answer({ id, ...failed });
      waiting.clear();
      box.answer({ query: box.asked, ...failed });
    });
    configure();
    // While the worker's script is on its way, so is what it will read first.
    const own = worker;
    worker.postMessage({ type: "config", config: { handed: true } });
    fetch(new URL("manifest-1.bin", address), { cache: "no-cache" })
      .then((response) => (response.ok ? response.arrayBuffer() : null))
      .catch(() => null)
      .then((bytes) => own.postMessage({ type: "manifest", bytes }, bytes ? [bytes] : []));
    return worker;
  }

  new MutationObserver(configure).observe(root, { attributes: true, attributeFilter: ["data-digest-lang"] });

  /** Ask the index; `request` as `docs/search.md` describes it. */
  digest.ask = (request) => new Promise((resolve) => {
    // An older request is not answered any more.
    waiting.clear();
    waiting.set(++number, resolve);
    try {
      start().postMessage({ ...request, type: "search", id: number });
    } catch {
      waiting.delete(number);
      resolve({ items: [], total: 0, notes: [], suggestions: [], error: "unreachable" });
    }
  });

  /** Elements for a string of the interface in both languages; `values` fill its braces. */
  digest.say = (key, values = {}) => {
    const piece = document.createDocumentFragment();
    piece.append(...digest.inBoth(WORDS[key], values));
    return piece;
  };

  /** How many were found, and what the answer says of the query, an element each. */
  digest.tell = (found) => {
    const line = (kind, ...parts) => {
      const element = Object.assign(document.createElement("span"), { className: `pd-said pd-said-${kind}` });
      element.append(...parts);
      return element;
    };
    if (found.error) {
      const retry = document.createElement("button");
      retry.type = "button";
      retry.className = "pd-retry";
      retry.append(digest.say("retry"));
      return [line("error", digest.say(found.error), " ", retry)];
    }
    const count = !found.total ? "none" : found.total === 1 ? "one" : found.approximate ? "up_to" : "n";
    const lines = [line("count", digest.say(count, { n: found.total }))];
    const known = (note) => note.kind in WORDS;
    for (const note of (found.notes || []).filter(known)) lines.push(line(note.kind, digest.say(note.kind, note)));
    return lines;
  };

  /** Buttons for other queries that would find something. */
  digest.offer = (found) => (found.error ? [] : found.suggestions || []).map(({ kind, query, count }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pd-try";
    button.dataset.query = query;
    button.dataset.kind = kind;
    button.append(query);
    if (count) button.append(" ", Object.assign(document.createElement("small"), { textContent: count }));
    return button;
  });

  const input = () => document.querySelector(".md-search__input");
  const meta = () => document.querySelector(".md-search-result__meta");

  Object.assign(box, {
    asked: "",
    answered: "",
    entered: false,
    composing: false,

    postMessage({ type, data }) {
      if (type !== QUERY || (this.composing && !COMPOSES_ALL)) return;
      this.asked = data;
      this.entered = false;
      clearTimeout(this.slow);
      const nothing = { items: [], query: data, total: 0 };
      if (!data.trim()) return void setTimeout(() => this.answer(nothing));
      this.slow = setTimeout(() => meta()?.replaceChildren(digest.say("busy")), PAUSE_MS);
      try {
        start().postMessage({ type: QUERY, data });
      } catch {
        setTimeout(() => this.answer({ ...nothing, error: "unreachable" }));
      }
    },

    send(type, data) {
      this.dispatchEvent(new MessageEvent("message", { data: { type, data } }));
    },

    answer(found) {
      if (found.query !== this.asked) return;
      clearTimeout(this.slow);
      this.answered = found.error ? "" : found.query;
      // Enter follows the highest score, which is to be the first.
      found.items.forEach(([item], at) => { item.score = found.items.length - at; });
      this.send(RESULT, found);
      this.dress(found);
      if (this.entered) {
        this.entered = false;
        document.querySelector(".md-search-result__link")?.click();
      }
    },

    /** Material says how many items it got; here is how many there are. And elements get their language. */
    dress(found) {
      const lines = found.query.trim() ? [...digest.tell(found), ...digest.offer(found)] : [digest.say("type")];
      meta()?.replaceChildren(...lines);
      for (const link of document.querySelectorAll(".md-search-result__link")) {
        for (const title of link.querySelectorAll(".search-title")) title.dataset.solo = "";
        for (const text of link.querySelectorAll(".search-excerpt")) {
          text.lang = text.dataset.language === "zh" ? "zh-CN" : "en";
          text.dataset.solo = "";
        }
        // What to mark on the page: the words, without the signs of the query's language.
        const url = new URL(link.href);
        if (!url.searchParams.has("h")) continue;
        const words = digest.wordsOf(found.query);
        if (words) url.searchParams.set("h", words);
        else url.searchParams.delete("h");
        link.href = url.href;
      }
      if (found.total) document.querySelector(".md-search-result__list")?.append(this.all(found));
    },

    /** The last line, to all results. Material would show it only after scrolling. */
    all(found) {
      const item = document.createElement("li");
      item.className = "md-search-result__item pd-all";
      const link = document.createElement("a");
      link.className = "md-search-result__link";
      link.tabIndex = -1;
      const url = new URL(resultsPage);
      url.searchParams.set("q", found.query);
      link.href = url.href;
      const article = document.createElement("article");
      article.className = "md-search-result__article md-typeset";
      article.dataset.mdScore = "0";
      article.append(digest.say(found.total === 1 ? "all_one" : "all", { n: found.total }));
      link.append(article);
      item.append(link);
      return item;
    },

    /** Have Material look at the field again: it listens to keys alone. */
    look() {
      input()?.dispatchEvent(new Event("keyup"));
      // What it has seen before, while it was composed, it does not ask for again.
      if (input() && input().value !== this.asked) this.postMessage({ type: QUERY, data: input().value });
    },

    put(query) {
      input().value = query;
      input().focus();
      this.look();
    },
  });

  const ours = (event) => event.target instanceof Element && event.target.matches(".md-search__input");
  const composing = (event) => event.isComposing || event.keyCode === 229;

  window.addEventListener("keydown", (event) => {
    if (!ours(event)) return;
    if (composing(event)) event.stopImmediatePropagation();
    else if (event.key === "Enter" && event.target.value.trim() && box.answered !== event.target.value) {
      // The list still belongs to another query: follow the first of what is to come.
      event.preventDefault();
      event.stopImmediatePropagation();
      box.look();
      box.entered = true;
    }
  }, true);
  window.addEventListener("keyup", (event) => {
    if (ours(event) && composing(event)) event.stopImmediatePropagation();
  }, true);
  let pause = 0;
  window.addEventListener("input", (event) => {
    if (!ours(event)) return;
    clearTimeout(pause);
    if (!event.isComposing) box.look();
    else if (COMPOSES_ALL) pause = setTimeout(() => box.look(), PAUSE_MS);
  }, true);
  window.addEventListener("compositionstart", (event) => {
    if (ours(event)) box.composing = true;
  }, true);
  window.addEventListener("compositionend", (event) => {
    if (!ours(event)) return;
    box.composing = false;
    setTimeout(() => box.look());
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".md-search button");
    if (button?.matches(".pd-retry")) box.postMessage({ type: QUERY, data: box.asked });
    if (button?.matches(".pd-try")) box.put(button.dataset.query);
  });

  // The theme's script has run: now it may ask, and the address may say again what the page is to find.
  setTimeout(() => box.send(READY));
  if (digest.hidden) history.replaceState(history.state, "", digest.hidden);

  // Who comes by a link with a query in it need not wait for the theme's script.
  if (new URLSearchParams(location.search).get("q")?.trim()) start();

  /* Between two searches of the results page, back and forward are that page's own: the theme would load
     it anew. Not so while another page is on its way. */
  let leaving = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link && new URL(link.href).pathname !== location.pathname) leaving = true;
  }, true);
  digest.arrive = () => { leaving = false; };
  digest.returns = () => !leaving && resultsPage.pathname === location.pathname && digest.returnTo?.();

  /** The words of a query that a page can be marked with. */
  digest.wordsOf = (query) => query
    .replace(/(topic|year|id|主题|年份|编号)\s*[:：]\s*("[^"]*"|\S+)/gi, " ")
    .replace(/(title|标题)\s*[:：]|["“”「」『』]/gi, " ")
    .trim()
    .replace(/\s+/g, " ");

  /** Mark what was searched for on the page that was found: `?h=` holds the words. */
  digest.highlight = () => {
    const wanted = new URLSearchParams(location.search).get("h");
    const article = document.querySelector(".md-content__inner");
    if (!wanted || !article || article.querySelector("[data-md-highlight]")) return;
    const words = digest.wordsOf(wanted).match(/[\u3400-\u9fff]+|[^\s\u3400-\u9fff]+/g) || [];
    const text = article.textContent;
    const pattern = words
      .flatMap((word) => (/[\u3400-\u9fff]{3}/.test(word) && !text.includes(word) ? pairs(word) : [word]))
      .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"))
      .map((word) => (/^\w/.test(word) ? `\\b${word}` : word))
      .join("|");
    if (pattern) mark(article, new RegExp(pattern, "gi"));
  };

  const pairs = (run) => Array.from(run).slice(1).map((char, at) => run[at] + char);

  function mark(article, pattern) {
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    let line = [];
    const lines = [line];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest("script, style, math, textarea, select")) continue;
      // A marked term is part of the line that it stands in.
      if (!goesOn(line.at(-1), node)) lines.push((line = []));
      line.push(node);
    }
    lines.forEach((nodes) => markLine(nodes, pattern));
  }

  const goesOn = (before, node) => before && (before.nextSibling === node.parentNode || before.parentNode === node.previousSibling)
    && [before, node].some(({ parentNode }) => parentNode.localName === "dfn");

  function markLine(nodes, pattern) {
    const text = nodes.map((node) => node.data).join("");
    const found = [...text.matchAll(pattern)].filter((match) => match[0]).map((match) => [match.index, match.index + match[0].length]);
    let start = 0;
    for (const node of nodes) {
      const { data } = node;
      const pieces = [];
      let at = 0;
      for (const [from, to] of found) {
        const [first, last] = [Math.max(from - start, 0), Math.min(to - start, data.length)];
        if (first >= last) continue;
        const element = document.createElement("mark");
        element.dataset.mdHighlight = "";
        element.textContent = data.slice(first, last);
        pieces.push(data.slice(at, first), element);
        at = last;
      }
      if (pieces.length) node.replaceWith(...pieces, data.slice(at));
      start += data.length;
    }
  }
})(window.paperDigest);
