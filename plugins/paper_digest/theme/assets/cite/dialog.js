/* Citations of the papers of a page: choose a format, copy, download. Loaded when a reader asks. */
(() => {
  "use strict";

  const KEY = "paper-digest.cite";
  const SHOWN = 20;
  const { bibtex, ris, csl } = window.paperDigestCite;
  const FORMATS = {
    bibtex: { name: "BibTeX", make: bibtex, suffix: "bib", type: "application/x-bibtex" },
    ris: { name: "RIS", make: ris, suffix: "ris", type: "application/x-research-info-systems" },
    csl: { name: "CSL-JSON", make: csl, suffix: "json", type: "application/vnd.citationstyles.csl+json" },
  };
  const words = (WORDS);
  const digest = window.paperDigest;
  let dialog;
  /** What is cited: its records once they are there, the name of its file, how to fetch it anew. */
  let cited = { records: [], stem: "", fetch: null };

  // Elements

  function make(tag, className, ...children) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }

  /** Words in both languages, with a number where they have a place for one. */
  const say = (key, n) => digest.inBoth(words[key], { n });

  function button(key, act, className = "") {
    const element = make("button", className, ...say(key));
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  }

  function remembered() {
    const name = digest.stored(() => localStorage.getItem(KEY));
    return name in FORMATS ? name : "bibtex";
  }

  function option(value) {
    const input = make("input");
    Object.assign(input, { type: "radio", name: "pd-cite", value, checked: value === remembered() });
    return make("label", "", input, FORMATS[value].name);
  }

  function build() {
    const heading = make("h2");
    heading.id = "pd-cite-heading";
    const legend = make("legend", "pd-hidden", ...say("format"));
    const formats = make("fieldset", "pd-cite-formats", legend, ...Object.keys(FORMATS).map(option));
    const text = make("pre", "pd-cite-text");
    Object.assign(text, { tabIndex: 0, lang: "" });
    text.setAttribute("role", "region");
    text.setAttribute("aria-labelledby", heading.id);
    const more = make("p", "pd-note pd-cite-more");
    const status = make("p", "pd-note pd-cite-status");
    status.setAttribute("role", "status");
    const actions = make(
      "p",
      "pd-cite-actions",
      button("copy", copy, "pd-cite-copy"),
      button("download", download, "pd-cite-download"),
      button("close", () => dialog.close()),
    );
    dialog = make("dialog", "pd-cite-dialog md-typeset", heading, formats, text, more, status, actions);
    dialog.setAttribute("aria-labelledby", heading.id);
    formats.addEventListener("change", show);
    // A click beside the dialog hits the dialog itself.
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
  }

  const part = (name) => dialog.querySelector(`.pd-cite-${name}`);

  // What it shows

  const format = () => FORMATS[dialog.querySelector("[name=pd-cite]:checked").value];

  const whole = () => format().make(cited.records);

  function show() {
    digest.stored(() => localStorage.setItem(KEY, dialog.querySelector("[name=pd-cite]:checked").value));
    const count = cited.records.length;
    const heading = count === 1 ? say("one") : say("n", count);
    dialog.querySelector("h2").replaceChildren(...heading);
    part("text").textContent = format().make(cited.records.slice(0, SHOWN));
    part("more").replaceChildren(...(count > SHOWN ? say("more", count - SHOWN) : []));
    part("status").replaceChildren();
  }

  function ready(isReady) {
    for (const name of ["formats", "text", "more", "copy", "download"]) part(name).hidden = !isReady;
  }

  async function copy() {
    const text = whole();
    const done = await navigator.clipboard.writeText(text).then(() => true, () => copied(text));
    part("status").replaceChildren(...say(done ? "copied" : "refused"));
    if (!done) getSelection().selectAllChildren(part("text"));
  }

  /** The old way to copy, for pages that may not use the clipboard. */
  function copied(text) {
    const area = make("textarea", "pd-hidden");
    area.value = text;
    dialog.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    part("copy").focus();
    return done;
  }

  function download() {
    const { type, suffix } = format();
    const url = URL.createObjectURL(new Blob([whole()], { type: `${type};charset=utf-8` }));
    const link = make("a");
    Object.assign(link, { href: url, download: `${cited.stem}.${suffix}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }

  async function open(records, stem) {
    cited = { records: [], stem, fetch: typeof records === "function" ? records : async () => records };
    if (!dialog) build();
    dialog.querySelector("h2").replaceChildren(...say("loading"));
    ready(false);
    part("status").replaceChildren();
    if (!dialog.open) dialog.showModal();
    await fill();
  }

  async function fill() {
    const asked = cited;
    try {
      asked.records = await asked.fetch();
    } catch {
      if (asked === cited) part("status").replaceChildren(...say("failed"), button("retry", fill, "pd-cite-retry"));
      return;
    }
    if (asked !== cited) return;
    ready(true);
    show();
    dialog.querySelector("[name=pd-cite]:checked").focus();
  }

  // What a page cites

  /** A paper's record from what the page tells machines of it; see `article_data` of the build. */
  function recordOf(item) {
    const url = new URL(item.url || location.pathname, location.href);
    const id = url.pathname.match(/\/papers\/(.+?)(?:\.html|\/|\/index\.html)?$/);
    const arxiv = item.identifier?.replace(/^arXiv:/, "");
    const chinese = !item.alternateName && /[\u3400-\u9fff]/.test(item.name);
    return {
      id: id ? decodeURIComponent(id[1]) : arxiv,
      url: url.href,
      title: chinese ? { zh: item.name } : { en: item.name, zh: item.alternateName },
      authors: (item.author || []).map((author) => author.name),
      more_authors: / et al\.$/.test(item.creditText || ""),
      venue: item.publication?.name,
      published: item.datePublished,
      links: { abstract: item.sameAs },
      arxiv,
    };
  }

  function recordsOnPage() {
    const linked = [...document.querySelectorAll('script[type="application/ld+json"]')];
    const [data] = linked.map((script) => JSON.parse(script.textContent)).filter((one) => one["@context"] === "https://schema.org");
    return (data.hasPart || [data]).map(recordOf);
  }

  async function recordsOf(topic, year) {
    const response = await fetch(new URL("data/papers.json", digest.root));
    if (!response.ok) throw new Error(response.statusText);
    const { papers } = await response.json();
    return papers.filter((paper) => paper.topics?.includes(topic) && (!year || paper.date?.startsWith(year)));
  }

  /** The name of the page, for that of the file: `2025-0331-0404`, `agents`. */
  function stemOf() {
    const path = decodeURIComponent(location.pathname).replace(/(?:\/index)?\.html$|\/$/, "");
    const below = path.match(/\/(?:papers|digests|topics)\/(.+?)(?:\/page\/\d+)?$/);
    return (below ? below[1] : "papers").replaceAll("/", "-");
  }

  /** For other scripts of the site: cite records, or what a function fetches, under a name for the file; the formats. */
  digest.citeRecords = open;
  digest.citeFormats = FORMATS;

  digest.cite = ({ dataset }) =>
    open(dataset.topic ? () => recordsOf(dataset.topic, dataset.year) : recordsOnPage, stemOf());

  window.document$?.subscribe(() => dialog?.close());
})();
