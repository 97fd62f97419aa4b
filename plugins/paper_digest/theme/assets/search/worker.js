// The worker's messages. Material's own box speaks numbers: SETUP 0, READY 1, QUERY 2, RESULT 3; the
// results page speaks words: {type: "search", id, …request} is answered by {type: "found", id, …}.
// {type: "config", config: {base, language, handed}} sets what both share; where the manifest is to be
// handed over, {type: "manifest", bytes} does so, null for one that did not come.
"use strict";

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
const BOX_ITEMS = 10;
const config = { language: "en" };
const newest = new Map();
let engine = null;
let hand = null;
const handed = new Promise((resolve) => { hand = resolve; });

/** The engine on the index's folder: where this script lies, unless the page names another. */
function theEngine() {
  engine ??= new Engine(config.base ?? new URL("./", self.location.href).href, config.handed ? handed : null);
  return engine;
}

/** Answer a request of a channel unless a later one has come. */
async function answer(channel, request, send) {
  const number = (newest.get(channel) ?? 0) + 1;
  newest.set(channel, number);
  const current = () => newest.get(channel) === number;
  let found;
  try {
    found = await theEngine().search(request, current);
  } catch (error) {
    if (error instanceof Stale) return;
    found = { items: [], total: 0, notes: [], suggestions: [], error: error instanceof IndexError ? "unreachable" : "failed", message: String(error.message) };
  }
  if (current()) send(found);
}

addEventListener("message", ({ data: message }) => {
  switch (message.type) {
    case SETUP:
      postMessage({ type: READY });
      break;
    case QUERY:
      answer("box", { query: message.data, language: config.language, limit: BOX_ITEMS }, (found) => {
        postMessage({ type: RESULT, data: forBox(found, message.data) });
      });
      break;
    case "config":
      Object.assign(config, message.config);
      break;
    case "manifest":
      hand(message.bytes);
      break;
    case "search":
      answer(message.channel ?? "page", message, (found) => postMessage({ type: "found", id: message.id, ...found }));
      break;
  }
});

/** What Material's box draws: one item a document, titles and texts as HTML. */
function forBox(found, query) {
  const terms = Object.fromEntries(query.split(/\s+/u).filter(Boolean).map((word) => [word.replace(/"/gu, ""), true]));
  const items = found.items.map((item) => [{
    location: item.url,
    title: ["en", "zh"].filter((language) => item.title[language])
      .map((language) => `<span class="search-title" lang="${language === "zh" ? "zh-CN" : "en"}">${marked(item.title[language], item.marks[language])}</span>`).join(""),
    text: `<p class="search-excerpt" data-language="${item.excerpt.language}">${marked(item.excerpt.text, item.excerpt.marks)}</p>`,
    score: item.score,
    terms,
  }]);
  const { total, approximate, notes, suggestions, error } = found;
  return { items, query, total, approximate, notes, suggestions, error };
}

function escapeText(text) {
  return text.replace(/[&<>"']/gu, (char) => `&#${char.charCodeAt(0)};`);
}

/** Escape a text and mark its ranges. */
function marked(text, ranges) {
  let out = "", at = 0;
  for (const [start, end] of ranges) {
    out += `${escapeText(text.slice(at, start))}<mark>${escapeText(text.slice(start, end))}</mark>`;
    at = end;
  }
  return out + escapeText(text.slice(at));
}
