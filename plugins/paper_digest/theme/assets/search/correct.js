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

/** The Han run in some folded texts that differs least from `run`: by one character, by two from six on; or "". */
function nearestRun(run, texts) {
  const chars = Array.from(run), limit = chars.length >= 6 ? 2 : 1;
  const counts = new Map();
  for (const text of texts) {
    for (const found of runsOf(text)) {
      if (!found.han) continue;
      const all = Array.from(found.text);
      for (let at = 0; at + chars.length <= all.length; at++) {
        let steps = 0;
        for (let offset = 0; offset < chars.length && steps <= limit; offset++) steps += all[at + offset] !== chars[offset];
        if (!steps || steps > limit) continue;
        const window = all.slice(at, at + chars.length).join("");
        const entry = counts.get(window) ?? { window, steps, count: 0 };
        entry.count++;
        counts.set(window, entry);
      }
    }
  }
  const ranked = [...counts.values()].sort((a, b) => a.steps - b.steps || b.count - a.count || compareTerms(a.window, b.window));
  return ranked[0]?.window ?? "";
}
