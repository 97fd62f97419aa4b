// From clauses to documents. Hits say for every document of the site whether it matches:
// `factor` (0: no; up to 1: how well) and `bits` (the weights of `outputs/search/postings.py`).
"use strict";

const REPEATED = 1, TITLE = 2;
const BY_WEIGHT = [1, 1.4, 4, 5];
const PREFIX_FACTOR = 0.7, PARTS_FACTOR = 0.5, WRITTEN_FACTOR = 0.25;
const MOST_PAIRS = 6, MOST_SHARDS = 8;

class Hits {
  constructor(size) {
    this.factor = new Float32Array(size);
    this.bits = new Uint8Array(size);
    this.counted = undefined;
  }
  get count() {
    this.counted ??= this.factor.reduce((sum, factor) => sum + (factor > 0), 0);
    return this.counted;
  }
}

/** The hits of one query, used again by later ones: a browser is slow to take back arrays. */
class Arena {
  static spare = [];
  constructor(size) { this.size = size; this.taken = []; }
  hits() {
    let hits = Arena.spare.pop();
    if (hits?.factor.length === this.size) {
      hits.factor.fill(0);
      hits.bits.fill(0);
      hits.counted = undefined;
    } else {
      hits = new Hits(this.size);
    }
    this.taken.push(hits);
    return hits;
  }
  release() {
    Arena.spare.push(...this.taken.splice(0));
    Arena.spare.length = Math.min(Arena.spare.length, 16);
  }
}

function allOf(list, arena) {
  const hits = arena.hits();
  if (!list.length) return hits;
  for (let at = 0; at < arena.size; at++) {
    let factor = 1, bits = 3;
    for (const one of list) {
      if (one.factor[at] < factor) factor = one.factor[at];
      bits &= one.bits[at];
    }
    hits.factor[at] = factor;
    hits.bits[at] = bits;
  }
  return hits;
}

/** Either; each of `list` is `[hits, factor]`. */
function anyOf(list, arena) {
  const hits = arena.hits();
  for (const [one, scale] of list) {
    for (let at = 0; at < arena.size; at++) {
      if (!one.factor[at]) continue;
      hits.factor[at] = Math.max(hits.factor[at], one.factor[at] * scale);
      hits.bits[at] |= one.bits[at];
    }
  }
  return hits;
}

function inTitle(hits, arena) {
  const found = arena.hits();
  for (let at = 0; at < arena.size; at++) {
    if (hits.bits[at] & TITLE) { found.factor[at] = hits.factor[at]; found.bits[at] = hits.bits[at]; }
  }
  return found;
}

/**
 * The documents of a term, or of all terms that begin with it: exact ones first, then those written as in
 * the query, where `place` says where in it the first break was.
 */
async function hitsOf(store, arena, term, prefix = false, place = undefined) {
  const lookup = await store.lookup(term, prefix, MOST_SHARDS);
  const hits = arena.hits();
  const latin = IS_LATIN.test(term), length = Array.from(term).length;
  for (const found of lookup) {
    let factor = 1;
    if (latin) {
      const [name, at] = found.term.split("-");
      const broken = at === undefined || parseInt(at, 36) >= length ? undefined : parseInt(at, 36);
      factor = (name === term ? 1 : PREFIX_FACTOR) * (broken === place ? 1 : WRITTEN_FACTOR);
    }
    for (let at = 0; at < found.documents.length; at++) {
      const document = found.documents[at] + found.start;
      if (factor > hits.factor[document]) hits.factor[document] = factor;
      hits.bits[document] |= found.weights[at];
    }
  }
  return hits;
}

/** The documents that a clause finds. */
async function hitsOfClause(store, arena, clause) {
  const hits = await {
    han: () => hanHits(store, arena, clause.text),
    latin: () => latinHits(store, arena, clause),
    phrase: () => phraseHits(store, arena, clause.runs),
    id: () => idHits(store, arena, clause),
  }[clause.type]();
  return clause.title ? inTitle(hits, arena) : hits;
}

/** A paper by its id; what looks whole may still be the beginning of one. */
async function idHits(store, arena, clause) {
  const exact = clause.whole ? await hitsOf(store, arena, `=${clause.text}`) : null;
  return exact?.count ? exact : hitsOf(store, arena, `=${clause.text}`, true);
}

async function hanHits(store, arena, text) {
  const pairs = pairsOf(text);
  if (!pairs.length) return hitsOf(store, arena, text, true);
  return allOf(await Promise.all(somePairs(pairs).map((pair) => hitsOf(store, arena, pair))), arena);
}

/** All pairs of a short run; of a long one pairs without overlap, spread over it, to save requests. */
function somePairs(pairs) {
  if (pairs.length < MOST_PAIRS) return pairs;
  const apart = pairs.filter((_, at) => at % 2 === 0 || at === pairs.length - 1);
  if (apart.length <= MOST_PAIRS) return apart;
  return Array.from({ length: MOST_PAIRS }, (_, at) => apart[Math.round(at * (apart.length - 1) / (MOST_PAIRS - 1))]);
}

async function latinHits(store, arena, { text, words, place }) {
  const whole = await wordHits(store, arena, text, place);
  if (words.length > 1) {
    // A name and its version are one thing; what follows a number may as well stand elsewhere.
    if (whole.count && /[0-9]/u.test(words[words.length - 1])) return whole;
    const parts = await Promise.all(words.map((word) => wordHits(store, arena, squash(word))));
    return anyOf([[whole, 1], [allOf(parts, arena), PARTS_FACTOR]], arena);
  }
  const parts = words[0].split(/[-._']/u);
  if (parts.length === 1 || whole.count >= 10 || parts.some((part) => /[0-9]/u.test(part))) return whole;
  const runs = parts.map((part, at) => ({ text: part, han: false, gap: at ? " " : "" }));
  return anyOf([[whole, 1], [await phraseHits(store, arena, runs), PARTS_FACTOR]], arena);
}

/** A word by prefix; one or two letters mean themselves, as long as something is called so. */
async function wordHits(store, arena, word, place) {
  if (/^[a-z]{1,2}$|^.$/u.test(word)) {
    const exact = await hitsOf(store, arena, word);
    if (exact.count) return exact;
  }
  return hitsOf(store, arena, word, true, place);
}

/** Documents that hold all runs and, as far as the index tells, one behind the other. */
async function phraseHits(store, arena, runs) {
  const wanted = [], last = runs.length - 1;
  runs.forEach((run, at) => {
    const next = runs[at + 1];
    const touches = (next && next.gap === "" && next.han !== run.han) || (at && run.gap === "" && runs[at - 1].han !== run.han);
    if (run.han) {
      const pairs = somePairs(pairsOf(run.text));
      wanted.push(...pairs.map((pair) => [pair, false]));
      if (!pairs.length && !touches) wanted.push([run.text, true]);
    } else {
      // A short word between two others stands in both codes of adjacency.
      const between = at && at < last && [run, next].every((one) => /^\s$/u.test(one.gap)) && !runs[at - 1].han && !next.han;
      if (!between || run.text.length > 4) wanted.push([squash(run.text), at === last]);
    }
    if (!at) return;
    const before = runs[at - 1];
    if (run.gap === "" && run.han !== before.han) {
      wanted.push([crossing(before.text, run.text), false]);
    } else if (/^\s$/u.test(run.gap) && !run.han && !before.han) {
      const right = squash(run.text);
      if (at < last || right.length > 3) wanted.push([adjacency(tails(before.text).pop(), right), false]);
    }
  });
  return allOf(await Promise.all(wanted.map(([term, prefix]) => hitsOf(store, arena, term, prefix))), arena);
}

/** How rare: hits of few documents count more. */
function rarity(hits, arena) {
  return Math.log(1 + arena.size / (1 + hits.count));
}

/** Sum of the clauses' scores for documents that match them all. */
function scoresOf(list, arena) {
  const scores = new Float32Array(arena.size);
  const rarities = list.map((hits) => rarity(hits, arena));
  for (let at = 0; at < arena.size; at++) {
    let sum = 0;
    for (let one = 0; one < list.length; one++) {
      const factor = list[one].factor[at];
      if (!factor) { sum = 0; break; }
      sum += factor * BY_WEIGHT[list[one].bits[at]] * rarities[one];
    }
    scores[at] = sum;
  }
  return scores;
}

/**
 * Where nothing is found as written: scores of documents that hold all parts, or if none does at least half;
 * with `whole`, whether all were held.
 */
function coverageOf(parts, arena, wholeAlone = true) {
  const scores = new Float32Array(arena.size);
  let most = 0;
  const rarities = parts.map((hits) => rarity(hits, arena));
  for (let at = 0; at < arena.size; at++) {
    let covered = 0, sum = 0;
    for (let one = 0; one < parts.length; one++) {
      if (!parts[one].factor[at]) continue;
      covered++;
      sum += parts[one].factor[at] * BY_WEIGHT[parts[one].bits[at]] * rarities[one];
    }
    if (covered && covered * 2 >= parts.length) scores[at] = covered * 1000 + sum;
    most = Math.max(most, covered);
  }
  scores.whole = most > 0 && most === parts.length;
  if (scores.whole && wholeAlone) for (let at = 0; at < arena.size; at++) if (scores[at] < most * 1000) scores[at] = 0;
  return scores;
}

/** The parts that a clause falls into when it need not be found whole. */
async function partsOfClause(store, arena, clause) {
  const title = (hits) => (clause.title ? inTitle(hits, arena) : hits);
  const ofText = async (han, text, words) => {
    if (!han) return [title(await latinHits(store, arena, { text, words }))];
    const pairs = somePairs(pairsOf(text));
    return Promise.all((pairs.length ? pairs : [text]).map(async (pair) => title(await hitsOf(store, arena, pair, !pairs.length))));
  };
  if (clause.type === "phrase") {
    return (await Promise.all(clause.runs.map((run) => ofText(run.han, run.han ? run.text : squash(run.text), [run.text])))).flat();
  }
  return ofText(clause.type === "han", clause.text, clause.words);
}
