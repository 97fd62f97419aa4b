/* Makes the site an app that works without a network, once everything else is done. */
(() => {
  "use strict";

  const digest = window.paperDigest;
  const site = new URL(digest.root);

  async function register() {
    try {
      await navigator.serviceWorker.register(new URL("service-worker.js", site), { scope: site.pathname });
    } catch {
      /* No secure address, a browser that forbids it, no network: the site works without. */
    }
  }

  /** The theme's instant navigation takes the link away with the page before. */
  function announce() {
    if (document.querySelector("link[rel=manifest]")) return;
    const link = document.createElement("link");
    link.rel = "manifest";
    link.href = new URL("manifest.webmanifest", site);
    document.head.append(link);
  }

  function arrive() {
    const page = document.getElementById("pd-offline");
    if (page) digest.load("offline").then(() => digest.openOffline(page), () => {});
  }
  digest.eachPage(arrive);

  function start() {
    announce();
    window.document$?.subscribe(announce);
    register();
  }
  const idle = () => (window.requestIdleCallback || setTimeout)(start);
  if (site.origin !== location.origin || !location.protocol.startsWith("http")) return;
  if (document.readyState === "complete") idle();
  else window.addEventListener("load", idle);
})();
