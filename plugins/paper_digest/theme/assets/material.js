/* What Material has in scripts of its pages: tabs that are linked or named in the address, and consent. */
(() => {
  "use strict";

  const get = window.__md_get;

  /** An address may name a tab, and a tab that was chosen is chosen in all sets. */
  function openTabs() {
    const named = document.getElementById(location.hash.slice(1));
    if (named?.name?.startsWith("__tabbed_")) named.checked = true;
    const config = JSON.parse(document.getElementById("__config")?.textContent || "{}");
    if (!config.features?.includes("content.tabs.link")) return;
    const chosen = get("__tabs");
    if (!Array.isArray(chosen)) return;
    for (const set of document.querySelectorAll(".tabbed-set")) {
      const labels = [...set.querySelector(".tabbed-labels").getElementsByTagName("label")];
      const label = labels.find((one) => chosen.includes(one.innerText.trim()));
      if (label) document.getElementById(label.htmlFor).checked = true;
    }
  }
  if (window.document$) window.document$.subscribe(openTabs);
  else openTabs();

  const form = document.forms.consent;
  if (!form) return;
  const consent = get("__consent");
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
})();
