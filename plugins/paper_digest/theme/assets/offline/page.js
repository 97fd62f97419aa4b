/* The page that stands in for one that cannot be reached: what can be read instead. */
window.paperDigest.openOffline = ((digest) => {
  "use strict";

  const PAUSE_MS = 5000;
  const root = new URL(digest.root);
  const prefix = `paper-digest:${root.pathname}:`;

  /** The page that was asked for, "" where this one was. */
  function wanted() {
    const asked = new URL(new URLSearchParams(location.search).get("page") ?? location.href, root);
    return asked.href.startsWith(root.href) && asked.pathname !== location.pathname ? asked.href : "";
  }

  function titleOf(text) {
    const title = new DOMParser().parseFromString(text.split("</title>", 1)[0], "text/html").title;
    // The site's name is behind the last dash.
    return title.slice(0, title.lastIndexOf(" - ") + 1 || undefined).trim();
  }

  function row(url, title) {
    const link = document.createElement("a");
    link.href = url;
    const halves = ["en", "zh"].map((lang) => digest.half(title, lang));
    link.append(...(halves[0] === halves[1] ? [title] : digest.inBoth(halves)));
    const item = document.createElement("li");
    item.append(link);
    return item;
  }

  /** Pages that were seen, the last one first. */
  async function seen() {
    const cache = await caches.open(`${prefix}seen`);
    const rows = [];
    for (const request of (await cache.keys()).reverse()) {
      const response = await cache.match(request);
      const title = response && titleOf(await response.text());
      if (title) rows.push(row(request.url, title));
    }
    return rows;
  }

  /** Go to the page that was asked for when it can be reached; browsers tell of networks, not of hosts. */
  function goWhenReached(page, again) {
    const go = () => page.isConnected && location.replace(again);
    window.addEventListener("online", go);
    const timer = setInterval(async () => {
      if (!page.isConnected) return clearInterval(timer);
      if (document.hidden) return;
      const answer = await fetch(again, { method: "HEAD", cache: "no-store" }).catch(() => null);
      if (answer && answer.status < 500) go();
    }, PAUSE_MS);
  }

  return async (page) => {
    const again = wanted();
    if (again) {
      const link = page.querySelector(".pd-offline-again");
      link.hidden = false;
      link.querySelector("a").href = again;
      goWhenReached(page, again);
    }
    const rows = await seen().catch(() => []);
    const section = page.querySelector(".pd-offline-seen");
    section.querySelector("ul").replaceChildren(...rows);
    section.hidden = !rows.length;
  };
})(window.paperDigest);
