/* In place of the service worker, where a site has none: frees the readers of a build that had one. */
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  async function leave() {
    const prefix = `paper-digest:${new URL("./", self.location).pathname}:`;
    for (const name of await caches.keys()) if (name.startsWith(prefix)) await caches.delete(name);
    await self.registration.unregister();
  }
  event.waitUntil(leave());
});
