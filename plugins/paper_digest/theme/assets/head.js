/* Runs in the head of every page, before anything is drawn: chooses the language and the colour scheme.
   `SITE` comes from the build. */
window.paperDigest = ((site) => {
  "use strict";

  const KEY = "paper-digest.lang";
  const BETWEEN = "\u2009\u00b7\u2009";
  const ATTRIBUTES = ["title", "aria-label", "placeholder"];
  const HOLDS_BOTH = ATTRIBUTES.map((name) => `:not(.md-banner__button)[${name}*="${BETWEEN}"]`).join(",");
  /** Attributes with both languages in them, by element. An announcement is known by its HTML, and stays. */
  const written = new WeakMap();
  const root = document.documentElement;
  const known = (lang) => (["en", "zh", "both"].includes(lang) ? lang : "");

  /** Use storage. Where it is blocked, there is nothing in it, and what is chosen lasts for the page. */
  function stored(act) {
    try {
      return act();
    } catch {
      return null;
    }
  }

  /** A link's language lasts for the visit: it goes into this tab's storage alone. */
  function linked() {
    const lang = known(new URLSearchParams(location.search).get("lang"));
    if (lang) stored(() => sessionStorage.setItem(KEY, lang));
    return lang;
  }

  const spoken = () => navigator.languages.map((name) => name.slice(0, 2).toLowerCase()).find(known) || "en";

  const lang = linked() || known(stored(() => sessionStorage.getItem(KEY))) || known(stored(() => localStorage.getItem(KEY))) || known(site.language) || spoken();
  root.dataset.digestLang = lang;
  root.lang = lang === "zh" ? "zh-CN" : "en";
  // As the theme's script does, which would come late: what shows then would move the rest.
  root.classList.replace("no-js", "js");

  /** The site's own address: this script lies two folders below it. */
  const base = new URL("../../", document.currentScript.src);

  // What the theme's scripts share.
  const scope = site.scope ? new URL(site.scope, location) : base;
  Object.assign(window, {
    __md_scope: scope,
    __md_hash: (text) => [...text].reduce((sum, char) => (sum << 5) - sum + char.charCodeAt(0), 0),
    __md_get: (key, storage, from = scope) =>
      stored(() => JSON.parse((storage ?? localStorage).getItem(`${from.pathname}.${key}`))) ?? null,
    __md_set: (key, value, storage, from = scope) =>
      stored(() => (storage ?? localStorage).setItem(`${from.pathname}.${key}`, JSON.stringify(value))),
  });

  /** One language's half of a text that holds both; the whole where it holds one, or for both. */
  function half(text, wanted) {
    const at = text.indexOf(BETWEEN);
    if (at < 0 || wanted === "both") return text;
    return (wanted === "zh" ? text.slice(at + BETWEEN.length) : text.slice(0, at)).trim();
  }

  function translateAttributes(scope, wanted) {
    for (const element of scope.querySelectorAll(HOLDS_BOTH)) {
      const texts = written.get(element) || {};
      for (const name of ATTRIBUTES) {
        const value = element.getAttribute(name);
        if (value && value.includes(BETWEEN)) texts[name] = value;
      }
      element.dataset.pdWords = "";
      written.set(element, texts);
    }
    for (const element of scope.querySelectorAll("[data-pd-words]")) {
      for (const [name, text] of Object.entries(written.get(element) || {})) {
        if (element.getAttribute(name) !== half(text, wanted)) element.setAttribute(name, half(text, wanted));
      }
    }
  }

  /** The colours that were chosen, or else those of the palette that the reader's system asks for. */
  function wanted() {
    const palettes = site.palette.map(({ colours }) => colours);
    if (!palettes.length) return {};
    const chosen = stored(() => window.__md_get("__palette"))?.color || palettes.find(({ media }) => matchMedia(media).matches);
    if (chosen?.media !== "(prefers-color-scheme)") return chosen || {};
    const scheme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
    return palettes.find(({ media }) => media === `(prefers-color-scheme: ${scheme})`) || chosen;
  }

  /** A radio button and its label, as the theme has them, for one of the palettes. */
  function option({ colours, name, icon }, at, { length }) {
    const radio = Object.assign(document.createElement("input"), { className: "md-option", type: "radio", name: "__palette", id: `__palette_${at}` });
    paint(radio, colours);
    radio.setAttribute(name ? "aria-label" : "aria-hidden", name || "true");
    if (!name) return [radio];
    const label = Object.assign(document.createElement("label"), { className: "md-header__button md-icon", title: name, htmlFor: `__palette_${(at + 1) % length}`, hidden: true });
    label.innerHTML = icon;
    return [radio, label];
  }

  function paint(element, colours) {
    for (const [name, value] of Object.entries(colours)) element.setAttribute(`data-md-color-${name}`, value);
  }

  /** What has to be right before it is painted: steps by what they wait for, each done once. */
  const steps = new Map([
    ["body", (body) => paint(body, wanted())],
    ["[data-md-component=announce] + *", ({ previousElementSibling: banner }) => {
      const text = banner.querySelector(".md-typeset");
      banner.hidden = Boolean(text) && window.__md_hash(text.innerHTML) === stored(() => window.__md_get("__announce"));
    }],
    ["[data-md-component=outdated]", (warning) => { warning.hidden = !stored(() => window.__md_get("__outdated", sessionStorage, base)); }],
    ["[data-md-component=header] + *", ({ previousElementSibling: header }) => {
      for (const radio of header.querySelectorAll("input[name=pd-lang]")) radio.checked = radio.value === lang;
      header.querySelector("[data-md-component=palette]:empty")?.append(...site.palette.flatMap(option));
      translateAttributes(header, lang);
    }],
    // On the results page `?q=` is that page's own, and would open the theme's search box.
    ["#pd-search", () => digest.hideQuery()],
  ]);
  const observer = new MutationObserver(() => {
    for (const [selector, step] of steps) {
      const element = document.querySelector(selector);
      if (!element) continue;
      steps.delete(selector);
      step(element);
    }
  });
  observer.observe(root, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => observer.disconnect());

  const digest = {
    ...site,
    BETWEEN,
    root: base.href,
    half,
    stored,
    translateAttributes,
    /** An element for each language of a text: English, Chinese; `values` fill its braces. */
    inBoth: (texts, values) => texts.map((text, at) => Object.assign(document.createElement("span"), {
      lang: at ? "zh-CN" : "en",
      textContent: values ? text.replace(/\{(\w+)\}/g, (_, name) => values[name]) : text,
    })),
    /** Stands in for the search worker that the theme's script starts; the search box makes it answer. */
    box: Object.assign(new EventTarget(), { postMessage() {}, terminate() {} }),
    /** Where the reader was on this page before, which the theme forgets while the page is still short. */
    left: { href: location.href, y: history.state?.y || 0 },
    hidden: "",
    hideQuery() {
      const url = new URL(location.href);
      if (!site.worker || !url.searchParams.has("q")) return;
      digest.hidden = url.href;
      url.searchParams.delete("q");
      history.replaceState(history.state, "", url);
    },
    /** Do this on the page, and on each that instant navigation brings. */
    eachPage: (act) => (window.document$ ? window.document$.subscribe(act) : act()),
    /** Load a script that few readers need: once, and again after a failure. */
    load(name) {
      loaded[name] ??= new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = new URL(site.scripts[name], base);
        script.onload = done;
        script.onerror = () => {
          delete loaded[name];
          fail(new Error(script.src));
        };
        document.head.append(script);
      });
      return loaded[name];
    },
  };
  const loaded = {};

  if (site.worker) {
    // Before the theme's, which would load the page anew.
    window.addEventListener("popstate", (event) => digest.returns?.() && event.stopImmediatePropagation());
    const worker = new URL(site.worker, base).href;
    window.Worker = new Proxy(window.Worker, {
      construct(Native, [url, ...rest]) {
        if (new URL(url, location.href).href !== worker) return new Native(url, ...rest);
        window.Worker = Native;
        return digest.box;
      },
    });
  }
  return digest;
})(SITE);
