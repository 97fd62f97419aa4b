// From clauses to documents. Hits say for every document of the site whether it matches:
// `factor` (0: no; up to 1: how well) and `bits` (the weights of `outputs/search/postings.py`).
"use strict";

const REPEATED = 1, TITLE = 2;
const BY_WEIGHT = [1, 1.4, 4, 5];
const PREFIX_FACTOR = 0.7, PARTS_FACTOR = 0.5, WRITTEN_FACTOR = 0.25;
const MOST_PAIRS = 6, MOST_SHARDS = 8;

class Hits {
  constructor(total) {
    this.factor = new Float32Array(total);
    this.bits = new Uint8Array(total);
  }
  get count() {
    if (this.counted === undefined) this.counted = this.factor.reduce((sum, factor) => sum + (factor > 0), 0);
    return this.counted;
  }
}

function allOf(list, total) {
  const hits = new Hits(total);
  if (!list.length) return hits;
  for (let at = 0; at < total; at++) {
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
function anyOf(list, total) {
  const hits = new Hits(total);
  for (const [one, scale] of list) {
    for (let at = 0; at < total; at++) {
      if (!one.factor[at]) continue;
      hits.factor[at] = Math.max(hits.factor[at], one.factor[at] * scale);
      hits.bits[at] |= one.bits[at];
    }
  }
  return hits;
}

function inTitle(hits, total) {
  const found = new Hits(total);
  for (let at = 0; at < total; at++) {
    if (hits.bits[at] & TITLE) { found.factor[at] = hits.factor[at]; found.bits[at] = hits.bits[at]; }
  }
  return found;
}

/**
 * The documents of a term, or of all terms that begin with it: exact ones first, then those written as in
 * the query, where `place` says where in it the first break was.
 */
async function hitsOf(store, total, term, prefix = false, place = undefined) {
  const hits = new Hits(total);
  const latin = IS_LATIN.test(term), length = Array.from(term).length;
  for (const found of await store.lookup(term, prefix, MOST_SHARDS)) {
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
async function hitsOfClause(store, total, clause) {
  const hits = await {
    han: () => hanHits(store, total, clause.text),
    latin: () => latinHits(store, total, clause),
    phrase: () => phraseHits(store, total, clause.runs),
    id: () => idHits(store, total, clause),
  }[clause.type]();
  return clause.title ? inTitle(hits, total) : hits;
}

/** A paper by its id; what looks whole may still be the beginning of one. */
async function idHits(store, total, clause) {
  const exact = clause.whole ? await hitsOf(store, total, `=${clause.text}`) : null;
  return exact?.count ? exact : hitsOf(store, total, `=${clause.text}`, true);
}

async function hanHits(store, total, text) {
  const pairs = pairsOf(text);
  if (!pairs.length) return hitsOf(store, total, text, true);
  return allOf(await Promise.all(somePairs(pairs).map((pair) => hitsOf(store, total, pair))), total);
}

/** All pairs of a short run; of a long one pairs without overlap, spread over it, to save requests. */
function somePairs(pairs) {
  if (pairs.length < MOST_PAIRS) return pairs;
  const apart = pairs.filter((_, at) => at % 2 === 0 || at === pairs.length - 1);
  if (apart.length <= MOST_PAIRS) return apart;
  return Array.from({ length: MOST_PAIRS }, (_, at) => apart[Math.round(at * (apart.length - 1) / (MOST_PAIRS - 1))]);
}

async function latinHits(store, total, { text, words, place }) {
  const whole = await wordHits(store, total, text, place);
  if (words.length > 1) {
    // A name and its version are one thing; what follows a number may as well stand elsewhere.
    if (whole.count && /[0-9]/u.test(words[words.length - 1])) return whole;
    const parts = await Promise.all(words.map((word) => wordHits(store, total, squash(word))));
    return anyOf([[whole, 1], [allOf(parts, total), PARTS_FACTOR]], total);
  }
  const parts = words[0].split(/[-._']/u);
  if (parts.length === 1 || whole.count >= 10 || parts.some((part) => /[0-9]/u.test(part))) return whole;
  const runs = parts.map((part, at) => ({ text: part, han: false, gap: at ? " " : "" }));
  return anyOf([[whole, 1], [await phraseHits(store, total, runs), PARTS_FACTOR]], total);
}

/** A word by prefix; one or two letters mean themselves, as long as something is called so. */
async function wordHits(store, total, word, place) {
  if (/^[a-z]{1,2}$|^.$/u.test(word)) {
    const exact = await hitsOf(store, total, word);
    if (exact.count) return exact;
  }
  return hitsOf(store, total, word, true, place);
}

/** Documents that hold all runs and, as far as the index tells, one behind the other. */
async function phraseHits(store, total, runs) {
  const wanted = [], last = runs.length - 1;
  runs.forEach((run, at) => {
    const next = runs[at + 1];
    const touches = (next && next.gap === "" && next.han !== run.han) || (at && run.gap === "" && runs[at - 1].han !== run.han);
    if (run.han) {
      const pairs = somePairs(pairsOf(run.text));
      wanted.push(...pairs.map((pair) => [pair, false]));
      if (!pairs.length && !touches) wanted.push([run.text, true]);
    } else {
      wanted.push([squash(run.text), at === last]);
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
  return allOf(await Promise.all(wanted.map(([term, prefix]) => hitsOf(store, total, term, prefix))), total);
}

/** How rare: hits of few documents count more. */
function rarity(hits, total) {
  return Math.log(1 + total / (1 + hits.count));
}

/** Sum of the clauses' scores for documents that match them all. */
function scoresOf(list, total) {
  const scores = new Float32Array(total);
  const rarities = list.map((hits) => rarity(hits, total));
  for (let at = 0; at < total; at++) {
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
function coverageOf(parts, total) {
  const scores = new Float32Array(total);
  let most = 0;
  const rarities = parts.map((hits) => rarity(hits, total));
  for (let at = 0; at < total; at++) {
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
  if (scores.whole) for (let at = 0; at < total; at++) if (scores[at] < most * 1000) scores[at] = 0;
  return scores;
}

/** The parts that a clause falls into when it need not be found whole. */
async function partsOfClause(store, total, clause) {
  const title = (hits) => (clause.title ? inTitle(hits, total) : hits);
  const ofText = async (han, text, words) => {
    if (!han) return [title(await latinHits(store, total, { text, words }))];
    const pairs = somePairs(pairsOf(text));
    return Promise.all((pairs.length ? pairs : [text]).map(async (pair) => title(await hitsOf(store, total, pair, !pairs.length))));
  };
  if (clause.type === "phrase") {
    return (await Promise.all(clause.runs.map((run) => ofText(run.han, run.han ? run.text : squash(run.text), [run.text])))).flat();
  }
  return ofText(clause.type === "han", clause.text, clause.words);
}
