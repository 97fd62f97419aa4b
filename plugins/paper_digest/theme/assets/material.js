/* What Material has in scripts of its pages: tabs that are linked or named in the address, consent, analytics. */
((digest) => {
  "use strict";

  const get = (key) => digest.stored(() => window.__md_get(key));

  /** An address may name a tab, and a tab that was chosen is chosen in all sets. */
  function openTabs() {
    const named = document.getElementById(location.hash.slice(1));
    if (named?.name?.startsWith("__tabbed_")) named.checked = true;
    const chosen = digest.features.includes("content.tabs.link") && get("__tabs");
    if (!Array.isArray(chosen)) return;
    for (const set of document.querySelectorAll(".tabbed-set")) {
      const labels = [...set.querySelector(".tabbed-labels").getElementsByTagName("label")];
      const label = labels.find((one) => chosen.includes(one.innerText.trim()));
      if (label) document.getElementById(label.htmlFor).checked = true;
    }
  }
  digest.eachPage(openTabs);

  /** Google's analytics, as Material counts pages, searches and ratings. */
  function count(property) {
    const tell = function () { window.dataLayer.push(arguments); };
    window.dataLayer ??= [];
    tell("js", new Date());
    tell("config", property);
    document.querySelector(".md-search__input")?.addEventListener("blur", ({ target }) => {
      if (target.value) tell("event", "search", { search_term: target.value });
    });
    window.document$?.subscribe(() => {
      const form = document.forms.feedback;
      if (!form) return;
      form.hidden = false;
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const data = event.submitter.dataset.mdValue;
        tell("event", "feedback", { page: location.pathname, data });
        form.firstElementChild.disabled = true;
        const note = form.querySelector(`.md-feedback__note [data-md-value="${data}"]`);
        if (note) note.hidden = false;
      });
    });
    window.location$?.subscribe((url) => tell("config", property, { page_path: url.pathname }));
    const script = document.createElement("script");
    script.async = true;
    script.src = `https://www.googletagmanager.com/gtag/js?id=${property}`;
    document.head.append(script);
  }

  const form = document.forms.consent;
  const consent = form && get("__consent");
  if (!form || consent?.analytics) {
    if (digest.analytics) count(digest.analytics);
    window.__md_analytics?.();
  }
  if (!form) return;
  if (consent) {
    for (const input of form.elements) if (input.name) input.checked = consent[input.name] || false;
  } else if (location.protocol !== "file:") {
    setTimeout(() => { form.closest("[data-md-component=consent]").hidden = false; }, 250);
  }
  for (const action of ["submit", "reset"]) {
    form.addEventListener(action, (event) => {
      event.preventDefault();
      if (action === "reset") for (const input of form.elements) if (input.name) input.checked = false;
      window.__md_set("__consent", Object.fromEntries([...new FormData(form).keys()].map((key) => [key, true])));
      location.hash = "";
      location.reload();
    });
  }
})(window.paperDigest);
