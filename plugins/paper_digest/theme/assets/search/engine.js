// One search: clauses, corrections, the other language, filters, order, the texts of one page.
"use strict";

const MOST_SLIPS = 2, MOST_DOUBTFUL = 30;
const OTHER_LANGUAGE = { en: "zh", zh: "en" };

class Stale extends Error {}

class Engine {
  constructor(base, handed = null) { this.store = new Store(base, handed); }

  /**
   * Search. `request`: `query`; `language` ("en", "zh", "both"); `filters` {topic, year, digest, language:
   * [value, …], code: true}; `sort` ("relevance", "date"); `offset`, `limit`; `facets`: whether to count; `wide`: whether
   * to list all that the other language may offer.
   * `current()` tells whether the answer is still wanted.
   */
  async search(request, current = () => true) {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.searchOnce(request, current);
      } catch (error) {
        // A deploy may have replaced what the manifest names: read the new one, once.
        if (!(error instanceof IndexError) || !error.gone || attempt) throw error;
        this.store.renew();
      }
    }
  }

  async searchOnce(request, current) {
    const manifest = await this.store.manifest();
    const step = () => { if (!current()) throw new Stale(); };
    step();
    const parsed = parseQuery(request.query, manifest.fold);
    const wanted = request.filters ?? {};
    const limits = parsed.clauses.filter((one) => LIMITS.includes(one.type));
    const needsFacets = request.facets || limits.length > 0 || Object.keys(wanted).length > 0;
    const named = request.facets || wanted.author?.length || limits.some((one) => one.type === "author");
    const facets = needsFacets ? this.facets(named) : null;
    facets?.catch(() => {});
    const found = await this.match(parsed, manifest, step, request.wide ?? false);
    const columns = await facets;
    step();
    let ranked = order(found, manifest, request.sort);
    if (limits.length) ranked = ranked.filter(allowedBy(limits, columns, manifest));
    const counts = request.facets ? countFacets(ranked, wanted, columns, manifest) : undefined;
    if (needsFacets) ranked = ranked.filter((document) => GROUPS.every((group) => passes(group, wanted, columns, manifest, document)));
    const page = await this.page(ranked, found, request, manifest, step);
    return { ...page, facets: counts, notes: found.notes, suggestions: found.suggestions };
  }

  /** The columns behind filters; authors' names only where they are needed. */
  async facets(named) {
    const [columns, author] = await Promise.all([this.store.facets(), named ? this.store.authors() : null]);
    return { ...columns, author };
  }

  /** `{direct, other, clauses, relaxed, notes, suggestions}`; `direct` and `other` are scores by document. */
  async match(parsed, manifest, step, wide) {
    const arena = new Arena(manifest.documents);
    // After a failure others may still be writing: only what ended well is used again.
    const found = await this.matchIn(arena, parsed, manifest, step, wide);
    arena.release();
    return found;
  }

  async matchIn(arena, parsed, manifest, step, wide) {
    const { store } = this;
    const notes = [], suggestions = [];
    let clauses = parsed.clauses.filter((one) => !LIMITS.includes(one.type));
    let relaxed = false, sentence = parsed.sentence;
    const result = (direct, other) => ({ direct, other, clauses, relaxed, notes, suggestions });
    if (!clauses.length) return result(new Float32Array(arena.size).fill(parsed.clauses.length ? 1 : 0), null);

    const coming = Promise.all(clauses.map((clause) => hitsOfClause(store, arena, clause)));
    // While the shards are on their way there is time to prepare what the next steps look up.
    coming.catch(() => {});
    await null;
    indexTerms(manifest);
    const list = await coming;
    step();
    for (let at = 0; at < clauses.length; at++) {
      if (list[at].count) continue;
      const words = await this.cut(clauses[at], arena);
      if (words.length > 1) {
        sentence = true;
        clauses = [...clauses.slice(0, at), ...words.map(([clause]) => clause), ...clauses.slice(at + 1)];
        list.splice(at, 1, ...words.map(([, hits]) => hits));
        step();
        continue;
      }
      const mended = await this.correct(clauses[at], arena, suggestions, parsed.text);
      if (!mended) continue;
      notes.push({ kind: "corrected", from: clauses[at].text, to: mended.text });
      clauses = clauses.map((one, number) => (number === at ? mended : one));
      list[at] = await hitsOfClause(store, arena, mended);
      step();
    }
    let direct = scoresOf(list, arena);
    if (direct.some(Boolean)) {
      for (const clause of clauses) if (clause.type === "phrase" && !clause.quoted) notes.push({ kind: "unit", text: clause.text, query: clause.runs.map((run) => run.text).join(" ") });
      await this.raiseNeighbours(direct, clauses, list, arena);
      if (sentence) await this.addMost(direct, clauses, arena);
    } else {
      direct = await this.relax(clauses, list, arena, notes, suggestions);
      relaxed = true;
    }
    step();
    const other = await this.otherLanguage(clauses, list, direct, manifest, notes, wide, arena);
    step();
    return result(direct, other);
  }

  /** The words of a long Han run that nothing holds as a whole, each with its hits; words without any are left out. */
  async cut(clause, arena) {
    if (clause.type !== "han" || Array.from(clause.text).length < 5) return [];
    const found = async (text) => [{ ...clause, text }, await hitsOfClause(this.store, arena, { ...clause, text })];
    const words = [];
    for (const piece of cutRun(clause.text, await this.store.words("runs"))) {
      const whole = await found(piece), chars = Array.from(piece);
      if (whole[1].count || chars.length < 4) words.push(whole);
      else for (let at = 0; at + 1 < chars.length; at += 2) words.push(await found(chars.slice(at, at + 2).join("")));
    }
    return words.filter(([, hits]) => hits.count);
  }

  /** A clause that is found instead of one that is not, or null. */
  async correct(clause, arena, suggestions, text) {
    const { store } = this;
    if (clause.type === "latin" && clause.words.length === 1 && /^[a-z]{4,}$/u.test(clause.text)) {
      const nearest = nearestWords(clause.text, await store.words("words"));
      for (const word of nearest.slice(1)) suggestions.push({ kind: "spelling", query: text.toLowerCase().replace(clause.text, word) });
      return nearest.length ? { ...clause, text: nearest[0], words: [nearest[0]] } : null;
    }
    if (clause.type !== "han" || Array.from(clause.text).length < 3) return null;
    const vocabulary = await store.words("runs");
    for (let slips = 0, text = clause.text; slips < MOST_SLIPS; slips++) {
      text = nearestRun(text, vocabulary);
      if (!text) return null;
      if ((await hitsOfClause(store, arena, { ...clause, text })).count) return { ...clause, text };
    }
    return null;
  }

  /** Where the words of a query stand side by side, and too many titles hold them all, neighbours come first. */
  async raiseNeighbours(scores, clauses, list, arena) {
    const terms = [];
    for (let at = 1; at < clauses.length; at++) {
      const [left, right] = [clauses[at - 1], clauses[at]];
      if (left.type !== "latin" || right.type !== "latin") continue;
      if (at < clauses.length - 1 || right.text.length > 3) terms.push(adjacency(tails(left.words[left.words.length - 1]).pop(), squash(right.words[0])));
    }
    if (!terms.length) return;
    let full = 0;
    for (let at = 0; at < arena.size; at++) if (scores[at] && list.every((hits) => hits.bits[at] & TITLE)) full++;
    if (full < 8) return;
    for (const hits of await Promise.all(terms.map((term) => hitsOf(this.store, arena, term)))) {
      for (let at = 0; at < arena.size; at++) if (scores[at] && hits.factor[at]) scores[at] *= 1 + (hits.bits[at] & TITLE ? 0.5 : 0.1) / terms.length;
    }
  }

  /** Where few documents hold all words of a sentence, those that hold most of them come behind. */
  async addMost(scores, clauses, arena) {
    const held = scores.filter(Boolean);
    const parts = (await Promise.all(clauses.map((clause) => partsOfClause(this.store, arena, clause)))).flat();
    if (held.length >= 10 || parts.length < 2 || clauses.some((clause) => clause.quoted || clause.type === "id")) return;
    const most = coverageOf(parts, arena, false), top = most.reduce((left, right) => Math.max(left, right), 1), least = Math.min(...held);
    for (let at = 0; at < arena.size; at++) if (!scores[at] && most[at]) scores[at] = 0.9 * least * most[at] / top;
  }

  /** Scores where nothing holds everything; says which shorter queries would find something. */
  async relax(clauses, list, arena, notes, suggestions) {
    const firm = (clause) => clause.type === "id" || (clause.type === "phrase" && clause.quoted);
    const offer = (chosen) => {
      const count = scoresOf(list.filter((_, at) => chosen(at)), arena).reduce((sum, score) => sum + (score > 0), 0);
      if (count) suggestions.push({ kind: "fewer", query: clauses.filter((_, at) => chosen(at)).map(shownClause).join(" "), count });
      return count > 0;
    };
    if (clauses.length > 1) {
      const found = clauses.filter((_, skip) => offer((at) => at !== skip)).length;
      if (!found && clauses.length > 2) clauses.forEach((_, only) => offer((at) => at === only));
    }
    const loose = clauses.filter((clause) => !firm(clause));
    if (!loose.length) return new Float32Array(arena.size);
    const parts = (await Promise.all(loose.map((clause) => partsOfClause(this.store, arena, clause)))).flat();
    const scores = coverageOf(parts, arena);
    for (let at = 0; at < clauses.length; at++) {
      if (firm(clauses[at])) for (let document = 0; document < arena.size; document++) if (!list[at].factor[document]) scores[document] = 0;
    }
    if (scores.some(Boolean)) {
      notes.push({ kind: scores.whole ? "apart" : "partial" });
    }
    return scores;
  }

  /**
   * Scores of documents that hold a term's rendering in the other language. They count where there is no
   * abstract in the language of the query; and in the title alone where there is a title in it. English
   * titles are the papers' own words: one without the English term tells enough where something else is found.
   */
  async otherLanguage(clauses, list, direct, manifest, notes, wide, arena) {
    const match = findTerm(clauses, manifest);
    if (!match || !manifest.lacking[match.language]) return null;
    // A rendering may be an everyday word, as 量化 is: it is no match for papers that say the English itself.
    if (match.language === "en" && !wide && direct.some(Boolean)) return null;
    const { store } = this;
    const words = parseQuery(match.rendering, manifest.fold).clauses;
    const [lacking, wholly, ...rendering] = await Promise.all([
      hitsOf(store, arena, `!${match.language}`), hitsOf(store, arena, `!!${match.language}`),
      ...words.map((clause) => hitsOfClause(store, arena, clause)),
    ]);
    const rest = list.filter((_, at) => at < match.from || at >= match.to);
    const scores = scoresOf([...rendering, ...rest], arena);
    let count = 0;
    for (let at = 0; at < arena.size; at++) {
      const title = rendering.every((hits) => hits.bits[at] & TITLE);
      if (direct[at] || !lacking.factor[at] || !(title || wholly.factor[at])) scores[at] = 0;
      if (scores[at]) count++;
    }
    if (!count) return null;
    notes.push({ kind: "language", from: match.term, to: match.rendering, count });
    return Object.assign(scores, { clauses: words });
  }

  /**
   * Read the texts of one page and find excerpts. What does not hold a quoted phrase is dropped; so is what
   * holds the pairs of a Han run but not the run, as long as others do hold it.
   */
  async page(ranked, found, request, manifest, step) {
    const offset = request.offset ?? 0, wanted = offset + (request.limit ?? 10);
    const strict = found.clauses.filter((one) => one.type === "phrase" && one.quoted);
    const loose = found.relaxed ? [] : found.clauses.filter((one) => one.type === "han" && Array.from(one.text).length > 2);
    let rows = [], seen = 0, dropped = 0, certain = 0;
    const doubtful = [];
    // Without anything to check, the texts before the page need not be read.
    if (!strict.length && !loose.length) rows.length = seen = Math.min(offset, ranked.length);
    while (seen < ranked.length && rows.length < wanted) {
      const batch = ranked.slice(seen, seen + wanted - rows.length);
      const read = await Promise.all(batch.map((document) => this.store.row(document)));
      step();
      read.forEach((row, at) => {
        const entry = { row, document: batch[at], rank: seen + at };
        const holds = (clause) => holdsPhrase(row, clause, manifest.fold);
        if (!strict.every(holds)) dropped++;
        else if (!loose.length || !found.direct[entry.document] || doubtful.length >= MOST_DOUBTFUL) rows.push(entry);
        else if (loose.every(holds)) { certain++; rows.push(entry); }
        else doubtful.push(entry);
      });
      seen += batch.length;
    }
    if (certain) dropped += doubtful.length;
    else if (doubtful.length) rows = [...rows, ...doubtful].sort((a, b) => a.rank - b.rank);
    const shown = rows.slice(offset, wanted);
    if (!offset && request.sort !== "date") reorder(shown, found, manifest);
    return {
      total: ranked.length - dropped,
      approximate: seen < ranked.length && (strict.length > 0 || dropped > 0),
      items: shown.map(({ row, document }) => itemOf(row, document, found, request.language, manifest)),
    };
  }
}

/** Documents with a score, best or newest first, those of the other language behind. */
function order(found, manifest, sort) {
  const age = (document) => (document < manifest.dated ? document : document - manifest.documents);
  const sorted = (scores) => {
    const documents = [];
    for (let at = 0; at < scores.length; at++) if (scores[at]) documents.push(at);
    return documents.sort((a, b) => scores[b] - scores[a] || age(b) - age(a));
  };
  const all = [...sorted(found.direct), ...(found.other ? sorted(found.other) : [])];
  return sort === "date" ? all.sort((a, b) => age(b) - age(a)) : all;
}

/** Bring what holds the query word for word to the front of the first page. */
function reorder(shown, found, manifest) {
  const free = found.clauses.filter((one) => one.type === "latin" || one.type === "han");
  if (free.length !== found.clauses.length || !free.length) return;
  const key = (text) => keyOf(text, manifest);
  const wanted = free.map((one) => (one.words ?? [one.text]).map((word) => (one.words ? squash(word) : word)).join(" ")).join(" ");
  const rank = ({ row, document }) => {
    if (!found.direct[document]) return 3;
    if (` ${key(row[1])}\n ${key(row[2])}`.includes(` ${wanted}`)) return 0;
    if (free.length === 1 && free[0].type === "han" && fold(row[2], manifest.fold).includes(wanted)) return 0;
    if (free.length === 1 && free[0].type === "han" && !fold(row[4], manifest.fold).includes(wanted)) return 2;
    return 1;
  };
  const ranks = new Map(shown.map((one) => [one, rank(one)]));
  shown.sort((a, b) => ranks.get(a) - ranks.get(b));
}

/** A text as terms are compared: its runs, squashed. */
function keyOf(text, manifest) {
  return runsOf(fold(text, manifest.fold)).map((run) => (run.han ? run.text : squash(run.text))).join(" ");
}

/** Known terms by their key in either language, made once: `[language, rendering, term]`. */
function indexTerms(manifest) {
  manifest.index ??= new Map(manifest.terms.flatMap(([en, zh]) => [[keyOf(en, manifest), ["en", zh, en]], [keyOf(zh, manifest), ["zh", en, zh]]]).reverse());
  return manifest.index;
}

/** The longest run of clauses that is a known term, with its rendering. */
function findTerm(clauses, manifest) {
  const index = indexTerms(manifest);
  const text = (one) => (one.type === "han" ? one.text : one.type === "latin" ? one.words.map((word) => squash(word)).join(" ") : one.type === "phrase" ? keyOf(one.text, manifest) : "\n");
  for (let length = clauses.length; length > 0; length--) {
    for (let from = 0; from + length <= clauses.length; from++) {
      const found = index.get(clauses.slice(from, from + length).map(text).join(" "));
      if (found) return { language: found[0], rendering: found[1], term: found[2], from, to: from + length };
    }
  }
  return null;
}

function shownClause(clause) {
  if (clause.type === "phrase" && clause.quoted) return `${clause.title ? "title:" : ""}"${clause.text}"`;
  const text = clause.words ? clause.words.join(" ") : clause.text;
  return `${clause.title ? "title:" : clause.type === "id" ? "id:" : ""}${text}`;
}

/** What the reader sees of one document. */
function itemOf(row, document, found, language, manifest) {
  const [url, en, zh, textEn, textZh, date, topics, kind] = row;
  const other = !found.direct[document];
  const clauses = other ? [...found.clauses, ...found.other.clauses] : found.clauses;
  const needles = needlesOf(clauses), map = manifest.fold;
  const first = language === "zh" ? "zh" : "en";
  const texts = { en: textEn, zh: textZh };
  const pieces = [first, OTHER_LANGUAGE[first]].filter((one) => texts[one]).map((one) => ({ language: one, ...excerptOf(texts[one], needles, map) }));
  pieces.sort((a, b) => b.found - a.found);
  const excerpt = pieces[0] ?? { language: first, text: "", marks: [] };
  return {
    document, url, date, other,
    kind: kind ? "page" : "paper",
    title: { en, zh },
    marks: { en: marksOf(en, needles, map), zh: marksOf(zh, needles, map) },
    excerpt: { language: excerpt.language, text: excerpt.text, marks: excerpt.marks },
    topics: topics.map((at) => manifest.topics[at][0]),
    score: other ? found.other[document] / 1000 : found.direct[document],
  };
}
