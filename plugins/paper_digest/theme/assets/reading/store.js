/* The reading list: what a reader starred, read and noted, kept in this browser under one key.
   Every field carries the time of its last change, so that what two tabs hold can be merged. */
window.paperDigest.reading = ((digest) => {
  "use strict";

  const SCHEMA = 1;
  // Sites at one host share its storage, but not their lists.
  const KEY = `${new URL(digest.root).pathname}.paper-digest.reading`;
  const ASIDE = `${KEY}.aside`;
  /** By this a file of ours is known. */
  const FORMAT = "paper-digest-reading-list";
  const DAY_MS = 86_400_000;
  /** So long a tab may have been open that still holds what was taken back elsewhere. */
  const GRAVE_MS = 30 * DAY_MS;
  /** A reader who comes back sooner is on the same visit. */
  const VISIT_MS = DAY_MS / 6;
  const MOST_IDS = 500;
  const MOST_AUTHORS = 3000;
  const FIELDS = { star: false, read: false, note: "" };

  const watchers = new Set();
  const empty = () => ({ papers: new Map(), lists: new Map(), keys: [true, 0] });
  let state = empty();
  /** Why the last change did not reach the storage: "full", "blocked", "newer", "damaged". */
  let problem = "";
  /** Set where the storage holds what must not be written over. */
  let locked = "";
  /** Set where not even this tab's storage took the last change. */
  let unsaved = false;

  // Values that come from outside: the storage, a file

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const text = (value, most = 2000) => (typeof value === "string" ? value.slice(0, most) : "");
  const web = (value) => (/^https?:\/\//i.test(text(value)) ? text(value) : "");
  const isDate = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);
  const isStamp = (stamp, kind) => Array.isArray(stamp) && typeof stamp[0] === kind && Number.isFinite(stamp[1]);
  const some = (pairs) => Object.fromEntries(Object.entries(pairs).filter(([, value]) => value && value.length !== 0));

  /** What is told of a paper, with nothing in it that could lead elsewhere than to its page or the web. */
  function infoOf(told) {
    const value = isObject(told) ? told : {};
    const title = isObject(value.title) ? value.title : {};
    const links = isObject(value.links) ? value.links : {};
    const link = (kind) => web(Array.isArray(links[kind]) ? links[kind][0] : links[kind]);
    const known = some({ abstract: link("abstract"), pdf: link("pdf"), code: link("code"), project: link("project") });
    const titles = some({ en: text(title.en), zh: text(title.zh) });
    const names = Array.isArray(value.authors) ? value.authors.slice(0, MOST_AUTHORS) : [];
    return some({
      url: isWithin(text(value.url)) ? value.url : "",
      title: Object.keys(titles).length && titles,
      authors: names.map((name) => text(name, 200)).filter(Boolean),
      date: isDate(value.date) && value.date,
      published: /^\d{4}([-/]\d\d){0,2}$/.test(text(value.published)) && value.published.replaceAll("/", "-"),
      arxiv: /^[\w.-]+(\/\d+)?$/.test(text(value.arxiv)) && value.arxiv,
      venue: text(value.venue),
      links: Object.keys(known).length && known,
    });
  }

  /** Whether an address is that of a paper's page on this site. */
  function isWithin(url) {
    try {
      return /^papers\/[^?#\\]+$/.test(url) && !decodeURIComponent(url).split("/").includes("..");
    } catch {
      return false;
    }
  }

  const isId = (id) => typeof id === "string" && id.length > 0 && id.length < 300 && !/[\s/?#\\]/.test(id);

  function paperOf(value) {
    if (!isObject(value) || !isId(value.id)) return null;
    const paper = { id: value.id, info: infoOf(value.info) };
    for (const [name, none] of Object.entries(FIELDS)) {
      if (name in value && !isStamp(value[name], typeof none)) return null;
      paper[name] = value[name] || [none, 0];
    }
    return paper;
  }

  function markOf(value) {
    if (!isObject(value) || !isDate(value.date) || !Array.isArray(value.ids)) return null;
    return { date: value.date, ids: value.ids.filter(isId).slice(0, MOST_IDS) };
  }

  /** Read what was stored; `whole` is false where something of it could not be read. */
  function parse(stored) {
    const found = { ...empty(), whole: true, newer: false };
    let data;
    try {
      data = JSON.parse(stored);
    } catch {
      data = null;
    }
    found.newer = Number.isInteger(data?.schema) && data.schema > SCHEMA;
    if (data?.schema !== SCHEMA || !Array.isArray(data.papers)) return { ...found, whole: false };
    for (const value of data.papers) {
      const paper = paperOf(value);
      if (paper) found.papers.set(paper.id, paper);
      else found.whole = false;
    }
    for (const [name, value] of Object.entries(isObject(data.lists) ? data.lists : {})) {
      const [base, top] = [markOf(value?.base), markOf(value?.top)];
      if (base && top && Number.isFinite(value.at)) found.lists.set(name, { base, top, at: value.at });
    }
    if (isStamp(data.keys, "boolean")) found.keys = data.keys;
    return found;
  }

  function write() {
    const now = Date.now();
    const papers = [];
    for (const paper of state.papers.values()) {
      const said = names.filter((name) => paper[name][1]);
      const gone = said.every((name) => !paper[name][0] && now - paper[name][1] > GRAVE_MS);
      if (!gone) papers.push({ id: paper.id, info: paper.info, ...Object.fromEntries(said.map((name) => [name, paper[name]])) });
    }
    return JSON.stringify({ schema: SCHEMA, papers, lists: Object.fromEntries(state.lists), keys: state.keys });
  }

  // Merging

  const names = Object.keys(FIELDS);
  const isListed = (paper) => names.some((name) => paper[name][0]);
  const isLater = (one, other) =>
    one[1] > other[1] || (one[1] === other[1] && JSON.stringify(one) > JSON.stringify(other));

  /** Take in what was written elsewhere; tells whether this tab knows anything that was not in it. */
  function absorb(theirs) {
    let more = isLater(state.keys, theirs.keys);
    if (!more) state.keys = theirs.keys;
    for (const [id, paper] of state.papers) more ||= isListed(paper) && !theirs.papers.has(id);
    for (const [id, paper] of theirs.papers) {
      const own = state.papers.get(id) || paper;
      state.papers.set(id, own);
      own.info = { ...own.info, ...paper.info };
      for (const name of names) {
        if (isLater(own[name], paper[name])) more = true;
        else own[name] = paper[name];
      }
    }
    for (const [name, list] of state.lists) more ||= list.at > (theirs.lists.get(name)?.at ?? 0);
    for (const [name, list] of theirs.lists) {
      if (list.at >= (state.lists.get(name)?.at ?? 0)) state.lists.set(name, list);
    }
    return more;
  }

  // The storage

  function stored(area, key = KEY) {
    try {
      return window[area].getItem(key);
    } catch {
      return null;
    }
  }

  /** Write, or remove for null; tells what went wrong, "" for nothing. */
  function put(area, key, value) {
    try {
      if (value === null) window[area].removeItem(key);
      else window[area].setItem(key, value);
      return "";
    } catch (error) {
      return error.name === "QuotaExceededError" ? "full" : "blocked";
    }
  }

  /** What could not be read and was put aside, as it was. */
  function aside() {
    try {
      const texts = JSON.parse(stored("localStorage", ASIDE));
      return Array.isArray(texts) ? texts.filter((one) => typeof one === "string") : [];
    } catch {
      return [];
    }
  }

  /** Take in a stored text. One that cannot be read is put aside, or else never written over. */
  function take(kept) {
    if (kept === null) return false;
    const found = parse(kept);
    if (found.newer) locked = "newer";
    else if (!found.whole && !aside().includes(kept)) {
      if (put("localStorage", ASIDE, JSON.stringify([...aside(), kept]))) locked = "damaged";
    }
    return absorb(found);
  }

  /** Keep everything: in the browser's storage, else in this tab's, else as long as this page lives. What was only
      `seen` is let go where the storage does not take it. */
  function save(seen = false) {
    take(stored("localStorage"));
    const now = write();
    const failed = locked || put("localStorage", KEY, now);
    if (failed && seen) return;
    problem = failed;
    unsaved = Boolean(failed && put("sessionStorage", KEY, now));
    if (!failed) put("sessionStorage", KEY, null);
  }

  function load() {
    take(stored("localStorage"));
    const own = stored("sessionStorage");
    if (own === null) return;
    absorb(parse(own));
    save();
  }

  function tell(changed = null) {
    for (const watcher of watchers) watcher(changed);
  }

  window.addEventListener("storage", (event) => {
    if (event.key !== KEY && event.key !== null) return;
    const kept = stored("localStorage");
    // Somebody emptied the storage on purpose; what it never held stays.
    if (kept === null && !problem) state = empty();
    else if (take(kept)) save();
    tell();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) load(), tell();
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });

  // What pages ask and change

  function paperFor(id, info) {
    const paper = state.papers.get(id) || { id, info: {}, star: [false, 0], read: [false, 0], note: ["", 0] };
    state.papers.set(id, paper);
    paper.info = { ...paper.info, ...infoOf(info) };
    return paper;
  }

  const stamp = (value, before) => [value, Math.max(Date.now(), before[1] + 1)];

  /** Star, mark as read, or take either back. */
  function set(id, field, value, info) {
    const paper = paperFor(id, info);
    paper[field] = stamp(Boolean(value), paper[field]);
    save();
    tell(id);
  }

  /** Two notes on one paper become one that holds both. */
  function join(one, other) {
    if (!other || one.includes(other)) return one;
    return !one || other.includes(one) ? other : `${one}\n\n${other}`;
  }

  /** Write a note; `before` is what it was when the writing began, and another tab may have changed it since. */
  function note(id, value, before, info) {
    take(stored("localStorage"));
    const paper = paperFor(id, info);
    const [now] = paper.note;
    const next = now === before ? value : join(now, value);
    if (next !== now) {
      paper.note = stamp(next, paper.note);
      save();
      tell(id);
    }
    return next;
  }

  /** Learn more of papers that are on the list; tells how many. */
  function learn(records) {
    const known = records.filter(({ id }) => state.papers.has(id));
    for (const record of known) paperFor(record.id, record);
    if (known.length) save(), tell();
    return known.length;
  }

  /** Add what a file holds: nothing is taken off the list, and of two notes both stay. */
  function add(records) {
    const counts = { added: 0, known: 0, notes: 0 };
    take(stored("localStorage"));
    for (const { id, info, star, read, note: said } of records) {
      const old = state.papers.get(id);
      counts[old && isListed(old) ? "known" : "added"] += 1;
      const paper = paperFor(id, { ...infoOf(info), ...old?.info });
      if (star && !paper.star[0]) paper.star = stamp(true, paper.star);
      if (read && !paper.read[0]) paper.read = stamp(true, paper.read);
      const [before] = paper.note;
      const both = join(before, said || "");
      if (before && both !== before) counts.notes += 1;
      if (both !== before) paper.note = stamp(both, paper.note);
    }
    save();
    tell();
    return counts;
  }

  // What is new

  const isNew = (mark, { id, date }) => date > mark.date || (date === mark.date && !mark.ids.includes(id));
  const on = (date, papers) => papers.filter((paper) => paper.date === date).map(({ id }) => id);

  /** What a reader had seen of a list when this visit began. */
  const baseOf = (list, now) => (Math.abs(now - list.at) > VISIT_MS ? list.top : list.base);

  /** The ids among a list's papers that were not there at the last visit.

      `papers` are those shown, as `{id, date}`. `front` says that the list's newest are among them, `seen`
      that the reader sees them now, `all` that they are to count as seen from now on. A list that was
      never visited is compared with the day that the other lists had reached; a first visit has nothing new. */
  function visit(name, papers, { front = false, seen = true, all = false } = {}) {
    const now = Date.now();
    const dated = papers.filter(({ date }) => isDate(date));
    const list = state.lists.get(name);
    const reached = [...state.lists.values()].map((one) => baseOf(one, now).date).sort().at(-1);
    let base = list ? baseOf(list, now) : reached && { date: reached, ids: on(reached, dated) };
    const newest = dated.map(({ date }) => date).sort().at(-1);
    if (front && newest) {
      const before = list?.top.date === newest ? list.top.ids : [];
      const top = { date: newest, ids: [...new Set([...before, ...on(newest, dated)])].slice(0, MOST_IDS) };
      // A date that was taken back must not hide what comes until then.
      if (!base || all || base.date > newest) base = top;
      if (seen) {
        state.lists.set(name, { base, top, at: now });
        save(true);
      }
    }
    return new Set(dated.filter((paper) => base && isNew(base, paper)).map(({ id }) => id));
  }

  /** The list as a file that `add` reads again, here or in another browser. */
  function json() {
    const day = ([value, at]) => (value ? new Date(Math.min(at, 8e15)).toISOString() : "");
    const papers = [...state.papers.values()].filter(isListed).map(({ id, info, star, read, note: said }) => ({
      id, ...info, ...some({ starred: day(star), read: day(read), note: said[0] }),
    }));
    return `${JSON.stringify({ format: FORMAT, schema: SCHEMA, site: digest.root, papers }, null, 1)}\n`;
  }

  load();

  return {
    FORMAT,
    SCHEMA,
    json,
    get: (id) => state.papers.get(id),
    set,
    note,
    learn,
    add,
    visit,
    infoOf,
    isId,
    /** Every paper that something is said of. */
    papers: () => [...state.papers.values()].filter(isListed),
    problem: () => problem || locked,
    aside,
    dropAside() {
      put("localStorage", ASIDE, null);
      tell();
    },
    keys: () => state.keys[0],
    setKeys(wanted) {
      state.keys = stamp(wanted, state.keys);
      save();
      tell();
    },
    watch: (watcher) => void watchers.add(watcher),
  };
})(window.paperDigest);
