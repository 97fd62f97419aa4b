/* Runs in the head, before anything is drawn: chooses the language, and holds the header, the footer and
   what else is the same on all pages, so that not each has to carry it. `PIECES` comes from the build. */
window.paperDigest = ((pieces) => {
  "use strict";

  const KEY = "paper-digest.lang";
  const BETWEEN = "\u2009\u00b7\u2009";
  const ATTRIBUTES = ["title", "aria-label", "placeholder"];
  const HOLDS_BOTH = ATTRIBUTES.map((name) => `[${name}*="${BETWEEN}"]`).join(",");
  /** What the page's author wrote, by element: attributes with both languages in them. */
  const written = new WeakMap();
  const root = document.documentElement;
  const known = (lang) => (["en", "zh", "both"].includes(lang) ? lang : "");

  function stored(name) {
    try {
      return known(window[name].getItem(KEY));
    } catch {
      return "";
    }
  }

  /** A link's language lasts for the visit: it goes into this tab's storage alone. */
  function linked() {
    const lang = known(new URLSearchParams(location.search).get("lang"));
    if (lang) {
      try {
        sessionStorage.setItem(KEY, lang);
      } catch {
        /* Blocked storage: the language lasts for this page. */
      }
    }
    return lang;
  }

  function spoken() {
    const languages = (navigator.languages || []).map((name) => name.slice(0, 2).toLowerCase());
    return languages.find((name) => name === "zh" || name === "en") || "en";
  }

  /** The site's own address: this script lies two folders below it. */
  const site = new URL("../../", document.currentScript.src);

  // What the theme's scripts share, which they otherwise find in a script of every page.
  const scope = pieces.scope ? new URL(pieces.scope, location) : site;
  Object.assign(window, {
    __md_scope: scope,
    __md_hash: (text) => [...text].reduce((sum, char) => (sum << 5) - sum + char.charCodeAt(0), 0),
    __md_get: (key, storage = localStorage, from = scope) => JSON.parse(storage.getItem(`${from.pathname}.${key}`)),
    __md_set(key, value, storage = localStorage, from = scope) {
      try {
        storage.setItem(`${from.pathname}.${key}`, JSON.stringify(value));
      } catch {
        /* Blocked storage: what was chosen lasts for this page. */
      }
    },
  });

  const lang = linked() || stored("sessionStorage") || stored("localStorage") || spoken();
  root.dataset.digestLang = lang;
  root.lang = lang === "zh" ? "zh-CN" : "en";
  // As the theme's script does, which would come late: what shows then would move the rest.
  root.classList.replace("no-js", "js");

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

  const loaded = {};
  const has = (feature) => pieces.config.features.includes(feature);
  /** A call of a page's script: it acts where that stands, and takes it away. */
  const inPlace = (act) => (name) => {
    const script = document.currentScript;
    act(script, name);
    script.remove();
  };
  const component = (name) => document.querySelector(`[data-md-component=${name}]`);

  /** A piece with the pieces that are put into it. */
  function whole(name) {
    return pieces[name].replace(/<script>paperDigest\.put\("(\w+)"\)<\/script>/g, (_, inner) => whole(inner));
  }

  /** Insert a piece, as `insertAdjacentHTML` does, in the chosen language. */
  function insert(element, where, name) {
    const missing = (selector, piece) => (document.querySelector(selector) ? "" : pieces[piece]);
    const before =
      name === "header" ? missing("#__drawer", "toggles") + missing("[data-md-component=skip]", "skip") : "";
    element.insertAdjacentHTML(where, before + whole(name).replaceAll("@@root@@", site.href.slice(0, -1)));
    const changed = where === "beforeend" ? element : element.parentNode;
    for (const radio of changed.querySelectorAll("input[name=pd-lang]")) radio.checked = radio.value === lang;
    translateAttributes(changed, lang);
    if (name === "header" || name === "tools") pieces.palette();
  }

  /** What Material finds on a page behind all else: its configuration, and the element for its messages. */
  function configure(element) {
    if (!component("dialog")) element.insertAdjacentHTML("afterend", pieces.dialog);
    const script = document.createElement("script");
    script.id = "__config";
    script.type = "application/json";
    script.textContent = JSON.stringify({ ...pieces.config, base: site.href, search: site.href + pieces.config.search });
    element.after(script);
    window.paperDigest.hideQuery?.();
  }

  return {
    BETWEEN,
    root: site.href,
    search: pieces.search,
    readingList: pieces.readingList,
    glossary: pieces.glossary,
    /** Load a script that few readers need; once, and again only after a failure. */
    load(name) {
      loaded[name] ??= new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = new URL(pieces.scripts[name], site);
        script.onload = done;
        script.onerror = () => {
          delete loaded[name];
          fail(new Error(script.src));
        };
        document.head.append(script);
      });
      return loaded[name];
    },
    half,
    translateAttributes,
    /** Put a piece in place of the script that asks for it. */
    put: inPlace((script, name) => insert(script, "beforebegin", name)),
    /**
     * Put what stands before and beside a page's content. The header goes where its stand-in is, unless
     * it is there, as in instant navigation; a project's own has no stand-in.
     */
    begin: inPlace((script) => {
      const standIn = document.querySelector("body > noscript");
      if (standIn && !component("header")) insert(standIn, "beforebegin", "header");
      if (has("navigation.tabs")) insert(component("main"), "beforebegin", "tabs");
      insert(script, "beforebegin", "nav");
    }),
    /** Put what stands behind it. */
    end: inPlace((script) => {
      if (has("navigation.top") && !component("top")) insert(component("main"), "beforeend", "top");
      insert(script, "beforebegin", "footer");
      if (!document.getElementById("__config")) configure(component("container"));
    }),
    /** Give Material its configuration, and the element for its messages. */
    config: inPlace(configure),
  };
})(PIECES);
