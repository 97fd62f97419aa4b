/* The language toggle, and the few things on a page that need a script. State lives on <html>. */
(() => {
  "use strict";

  const KEY = "paper-digest.lang";
  const digest = window.paperDigest;
  const { BETWEEN, half, siteName, stored, translateAttributes } = digest;
  const LANGUAGES = ["en", "zh", "both"];
  const root = document.documentElement;
  let writtenTitle = document.title;

  const language = () => root.dataset.digestLang || "both";

  function remember(lang) {
    for (const name of ["localStorage", "sessionStorage"]) stored(() => window[name].setItem(KEY, lang));
  }

  /** Texts that Material writes while the page is open, such as the count of search results. */
  function translateTexts(scope) {
    const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) if (walker.currentNode.data.includes(BETWEEN)) found.push(walker.currentNode);
    for (const node of found) {
      const en = half(node.data, "en");
      const zh = half(node.data, "zh");
      const count = (en.match(/\d[\d,.]*[kM]?/) || ["#"])[0];
      node.replaceWith(...digest.inBoth([en, zh.replace("#", count)]));
    }
  }

  /** The document's title in the chosen language: "page - site", each half of which may hold both. */
  function translateTitle(lang) {
    const tail = ` - ${siteName}`;
    const parts = writtenTitle.endsWith(tail) ? [writtenTitle.slice(0, -tail.length), siteName] : [writtenTitle];
    document.title = parts.map((part) => half(part, lang)).join(" - ");
  }

  function show(lang) {
    root.dataset.digestLang = lang;
    root.lang = lang === "zh" ? "zh-CN" : "en";
    for (const radio of document.querySelectorAll("input[name=pd-lang]")) radio.checked = radio.value === lang;
    translateAttributes(document, lang);
    translateTitle(lang);
  }

  /** A choice outlives the link that set another language: the address no longer names it. */
  function choose(lang) {
    remember(lang);
    const url = new URL(location.href);
    if (url.searchParams.has("lang")) {
      url.searchParams.delete("lang");
      history.replaceState(history.state, "", url);
    }
    show(lang);
  }

  /** The results page has a script of its own, which is loaded where there is such a page. */
  async function openSearchPage() {
    if (!digest.worker || !document.getElementById("pd-search")) return;
    await digest.load("search-page").catch(() => {});
    const page = document.getElementById("pd-search");
    if (page) digest.openSearchPage?.(page);
  }

  /** The page's heading, which the header shows when the article's own has scrolled away. */
  function tellHeading() {
    const place = document.querySelector("[data-md-component=header-topic] .md-ellipsis");
    const heading = document.querySelector(".md-content__inner h1");
    if (!place) return;
    place.replaceChildren(...(heading ? heading.cloneNode(true).childNodes : []));
    place.querySelector(".headerlink")?.remove();
  }

  document.addEventListener("change", (event) => {
    if (event.target.name === "pd-lang" && LANGUAGES.includes(event.target.value)) choose(event.target.value);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest(".pd-find label")) document.querySelector(".md-search__input")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    const label = event.target.closest && event.target.closest("label[for][tabindex]");
    if (label && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      label.click();
    }
  });
  window.addEventListener("storage", (event) => {
    if (event.key === KEY && LANGUAGES.includes(event.newValue)) show(event.newValue);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) show(language());
  });

  const watched = document.querySelectorAll("[data-md-component=search-result], [data-md-component=dialog]");
  const observer = new MutationObserver((records) => records.forEach((record) => translateTexts(record.target)));
  for (const element of watched) {
    translateTexts(element);
    observer.observe(element, { childList: true, subtree: true, characterData: true });
  }

  function arrive() {
    writtenTitle = document.title;
    const linked = new URLSearchParams(location.search).get("lang");
    show(LANGUAGES.includes(linked) ? linked : language());
    tellHeading();
    digest.arrive?.();
    digest.highlight?.();
    openSearchPage();
  }
  digest.eachPage(arrive);
})();
