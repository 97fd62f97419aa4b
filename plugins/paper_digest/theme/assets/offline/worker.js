/* The service worker: pages and their assets for readers without a network. See docs/offline-and-print.md.
   `BUILD` comes from the build, so that this script changes whenever the site does. */
"use strict";

const { version, most, pages, assets } = (BUILD);
/** This script lies at the site's root. */
const ROOT = new URL("./", self.location);
const PREFIX = `paper-digest:${ROOT.pathname}:`;
/** What this build brings: the newest digest and its papers. */
const BUILT = PREFIX + version;
/** Other pages that were seen. */
const SEEN = `${PREFIX}seen`;
/** What pages load. What bears its hash in its name never changes, and serves pages of older builds too. */
const ASSETS = `${PREFIX}assets`;
const HASHED = /^assets\/.+\.[0-9a-f]{8}\.(?:min\.)?(?:css|js)$/;
const PARTS = ["font", "image", "manifest", "script", "style"];
/** By this a page of this site is known: others may lie below its root. */
const OURS = "assets/paper-digest/head.";

/** The address that a page is kept under, whatever it was asked with. */
function keyOf(address) {
  const url = new URL(address, ROOT);
  url.search = url.hash = "";
  url.pathname = url.pathname.replace(/\/index\.html$/, "/");
  return url.href;
}

const match = async (name, key) => (await caches.open(name)).match(key, { ignoreVary: true });

async function put(name, key, response, limit = most) {
  const cache = await caches.open(name);
  await cache.put(key, response);
  await trim(cache, limit);
}

/** Let go of what came first, but never of what this build needs. */
async function trim(cache, limit) {
  const needed = new Set(assets.map(keyOf));
  const others = (await cache.keys()).filter(({ url }) => !needed.has(url));
  for (const request of others.slice(0, Math.max(0, others.length - limit))) await cache.delete(request);
}

/** A copy that says nothing of a redirection: browsers refuse to open a page with one. */
async function plain(response) {
  return new Response(await response.blob(), { headers: { "Content-Type": response.headers.get("Content-Type") || "" } });
}

async function fetched(path, cache) {
  const response = await fetch(new URL(path, ROOT), { cache });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return plain(response);
}

/** All or nothing: what fails is tried again on the next visit. */
async function install() {
  const [built, kept] = await Promise.all([caches.open(BUILT), caches.open(ASSETS)]);
  const missing = [];
  for (const path of assets) if (!HASHED.test(path) || !(await kept.match(keyOf(path)))) missing.push(path);
  await Promise.all([
    ...missing.map(async (path) => kept.put(keyOf(path), await fetched(path, HASHED.test(path) ? "default" : "no-cache"))),
    ...pages.map(async (path) => built.put(keyOf(path), await fetched(path, "no-cache"))),
  ]);
  // No page depends on the version of this script, so that there is nothing to wait for.
  await self.skipWaiting();
}

async function activate() {
  const own = [BUILT, SEEN, ASSETS];
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && !own.includes(name)) await caches.delete(name);
  }
  // What a build brings is newer than what was seen before it.
  const seen = await caches.open(SEEN);
  for (const path of pages) await seen.delete(keyOf(path));
  await trim(await caches.open(ASSETS), most);
  await self.clients.claim();
  // Pages that are open came past this script.
  for (const { url } of await self.clients.matchAll({ type: "window" })) {
    if (await match(BUILT, keyOf(url))) continue;
    await fetch(url, { cache: "no-cache" }).then((response) => keep(url, response), () => {});
  }
}

/** Keep a page that came from the network, or forget one that is gone. */
async function keep(address, response) {
  const key = keyOf(response.redirected ? response.url : address);
  if (response.status === 404 || response.status === 410) {
    await (await caches.open(SEEN)).delete(key);
    return;
  }
  const type = response.headers.get("Content-Type") || "";
  if (response.status !== 200 || response.type !== "basic" || !type.startsWith("text/html")) return;
  const text = await response.text();
  if (!text.includes(OURS)) return;
  const copy = new Response(text, { headers: { "Content-Type": "text/html; charset=utf-8" } });
  if (await match(BUILT, key)) await put(BUILT, key, copy, Infinity);
  else await put(SEEN, key, copy);
}

const stored = async (key) => (await match(BUILT, key)) || match(SEEN, key);

/** A page: from the network, past what the browser took along earlier, so that nobody reads an old one after a deploy;
    without a network, as it was kept. */
async function pageOf(event) {
  const { request } = event;
  try {
    const response = await fetch(request, { cache: "no-cache" });
    event.waitUntil(keep(request.url, response.clone()).catch(() => {}));
    return response;
  } catch {
    const key = keyOf(request.url);
    const page = await stored(key);
    if (page) return page;
    // The theme's own navigation asks as a script does, and opens what fails as a browser does.
    if (request.mode !== "navigate") return Response.error();
    if (!key.endsWith("/") && (await stored(`${key}/`))) return Response.redirect(`${key}/`);
    const offline = new URL("offline.html", ROOT);
    if (key === offline.href) return Response.error();
    const lang = new URL(request.url).searchParams.get("lang");
    if (lang) offline.searchParams.set("lang", lang);
    offline.searchParams.set("page", request.url.slice(ROOT.href.length));
    return Response.redirect(offline.href);
  }
}

async function assetOf(event) {
  return (await match(ASSETS, keyOf(event.request.url))) || partOf(event);
}

/** What a page shows or runs, and what may change under its name. */
async function partOf(event) {
  const { request } = event;
  try {
    const response = await fetch(request);
    if (response.status === 200 && response.type === "basic") {
      event.waitUntil(put(ASSETS, keyOf(request.url), response.clone()).catch(() => {}));
    }
    return response;
  } catch {
    return (await match(ASSETS, keyOf(request.url))) || Response.error();
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(ROOT.href)) return;
  const path = url.pathname.slice(ROOT.pathname.length);
  if (HASHED.test(path)) event.respondWith(assetOf(event));
  else if (request.mode === "navigate" || (!request.destination && /(?:^|\/|\.html)$/.test(path))) {
    event.respondWith(pageOf(event));
  } else if (PARTS.includes(request.destination)) event.respondWith(partOf(event));
});
