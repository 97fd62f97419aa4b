// Corrections: of Latin words by the vocabulary, of Han runs by the texts that come nearest.
"use strict";

/** Steps from one word to another: insert, delete, replace, swap neighbours; `limit` + 1 where more. */
function distance(left, right, limit) {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let older = null, before = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      row[j] = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
      if (row[j] < least) least = row[j];
    }
    if (least > limit) return limit + 1;
    older = before;
    before = row;
  }
  return before[right.length];
}

/** The nearest words of the vocabulary, best first. */
function nearestWords(word, vocabulary, most = 3) {
  const limit = word.length >= 8 ? 2 : 1;
  return vocabulary
    .map((one) => ({ ...one, steps: distance(word, one.word, limit) }))
    .filter((one) => one.steps <= limit && one.steps > 0)
    .sort((a, b) => a.steps - b.steps || (b.word[0] === word[0]) - (a.word[0] === word[0]) || b.common - a.common || compareTerms(a.word, b.word))
    .slice(0, most)
    .map((one) => one.word);
}

/** A long Han run cut into the corpus's own words, the longest first; what lies between them are words too. */
function cutRun(run, vocabulary) {
  const known = new Set(vocabulary.map(({ word }) => word)), chars = Array.from(run), pieces = [];
  let rest = "";
  for (let at = 0; at < chars.length;) {
    let length = Math.min(5, chars.length - at);
    while (length > 2 && !known.has(chars.slice(at, at + length).join(""))) length--;
    if (length < 3) { rest += chars[at++]; continue; }
    pieces.push(rest, chars.slice(at, at + length).join(""));
    rest = "";
    at += length;
  }
  return [...pieces, rest].filter((piece) => Array.from(piece).length > 1);
}

/**
 * A Han run with one character replaced so that a common run of three, four or five stands in it: in runs of
 * four characters and more one of three is no evidence. The longest and most common wins; or "".
 */
function nearestRun(run, vocabulary) {
  const chars = Array.from(run);
  let best = null;
  for (const { word, common } of vocabulary) {
    const wanted = Array.from(word);
    if (wanted.length < Math.min(4, chars.length)) continue;
    for (let from = 0; from + wanted.length <= chars.length; from++) {
      let steps = 0;
      for (let at = 0; at < wanted.length && steps < 2; at++) steps += chars[from + at] !== wanted[at];
      if (steps !== 1) continue;
      const score = wanted.length * 100 + common;
      if (!best || score > best.score) best = { score, text: [...chars.slice(0, from), ...wanted, ...chars.slice(from + wanted.length)].join("") };
    }
  }
  return best?.text ?? "";
}
