/* Runs in the head, before anything is drawn: chooses the language, and holds the parts of the header
   that need a script anyway, so that not every page has to carry them. `PIECES` comes from the build. */
window.paperDigest = ((pieces) => {
  "use strict";

  const KEY = "paper-digest.lang";
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

  const lang = linked() || stored("sessionStorage") || stored("localStorage") || spoken();
  root.dataset.digestLang = lang;
  root.lang = lang === "zh" ? "zh-CN" : "en";

  return {
    /** Put a piece in place of the script that asks for it; `base` is the way to the site's root. */
    put(name, base) {
      const script = document.currentScript;
      script.insertAdjacentHTML("beforebegin", pieces[name].replaceAll("@@root@@", base));
      for (const radio of script.parentNode.querySelectorAll("input[name=pd-lang]")) {
        radio.checked = radio.value === lang;
      }
      if (name === "header") pieces.palette();
      script.remove();
    },
    /** Give Material its configuration. */
    config(base) {
      const element = document.createElement("script");
      element.id = "__config";
      element.type = "application/json";
      const config = pieces.config;
      element.textContent = JSON.stringify({ ...config, base, search: `${base}/${config.search}` });
      document.currentScript.replaceWith(element);
    },
  };
})(PIECES);
