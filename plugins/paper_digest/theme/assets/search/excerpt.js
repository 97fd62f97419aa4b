// What of a text is shown, and which ranges of it are marked.
"use strict";

const EXCERPT = { han: 90, latin: 200 };

/** A text folded character by character: `{text, cased, at}`; `at[i]` is where character i was before. */
function foldInPlace(original, simplified) {
  let text = "", cased = "";
  const at = [];
  let position = 0;
  for (const char of original) {
    const folded = char < "\u0080" ? char : char >= "\u4e00" && char <= "\u9fff" ? simplified.get(char) ?? char : fold(char, simplified);
    for (let unit = 0; unit < folded.length; unit++) at.push(position);
    cased += folded;
    const lower = folded.toLowerCase();
    text += lower.length === folded.length ? lower : folded;
    position += char.length;
  }
  at.push(position);
  return { text, cased, at };
}

/** What to mark for some clauses: `{han, text, parts}`. */
function needlesOf(clauses) {
  const needles = [];
  const add = (han, text) => {
    if (!text || needles.some((one) => one.text === text)) return;
    needles.push({ han, text, pairs: han ? pairsOf(text) : [] });
  };
  for (const clause of clauses) {
    if (clause.type === "han") add(true, clause.text);
    if (clause.type === "latin") {
      add(false, clause.text);
      if (clause.words.length > 1) for (const word of clause.words) add(false, squash(word));
    }
    if (clause.type === "phrase") {
      if (clause.quoted) needles.push({ literal: true, text: clause.text, pairs: [] });
      else for (const run of clause.runs) add(run.han, run.han ? run.text : squash(run.text));
    }
  }
  return needles;
}

/** Whether a word can begin here: behind something that is no letter, or at a hump. */
function beginsWord(cased, at) {
  if (!at || !IS_LATIN.test(cased[at])) return true;
  return !IS_LATIN.test(cased[at - 1]) || (/[a-z0-9]/u.test(cased[at - 1]) && /[A-Z]/u.test(cased[at]));
}

/** Ranges `[start, end, needle]` of the folded text. */
function findNeedles(folded, needles) {
  const found = [];
  const literal = (text, needle) => {
    let count = 0;
    for (let at = folded.text.indexOf(text); at >= 0; at = folded.text.indexOf(text, at + 1)) {
      if (!beginsWord(folded.cased, at)) continue;
      found.push([at, at + text.length, needle]);
      count++;
    }
    return count;
  };
  needles.forEach((needle, number) => {
    if (needle.literal || needle.han) {
      if (!literal(needle.text, number)) for (const pair of needle.pairs) literal(pair, number);
      return;
    }
    const escaped = Array.from(needle.text, (char) => char.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&"));
    for (const match of folded.text.matchAll(new RegExp(escaped.join("[-._'\\s]?"), "gu"))) {
      if (beginsWord(folded.cased, match.index)) found.push([match.index, match.index + match[0].length, number]);
    }
  });
  return found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
}

/** Ranges in the original text, without overlap. */
function rangesOf(folded, found) {
  const ranges = [];
  for (const [from, to] of found) {
    const start = folded.at[from], end = Math.max(folded.at[to], start + 1);
    const last = ranges[ranges.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end); else ranges.push([start, end]);
  }
  return ranges;
}

/** The marked ranges of a whole text. */
function marksOf(original, needles, simplified) {
  const folded = foldInPlace(original, simplified);
  return rangesOf(folded, findNeedles(folded, needles));
}

/** The piece of a text that shows most needles: `{text, marks, found}`, `found` the number of different needles. */
function excerptOf(original, needles, simplified) {
  const folded = foldInPlace(original, simplified);
  const found = findNeedles(folded, needles);
  const size = IS_HAN.test(original.replace(/[^\u3040-\u9fff]/gu, "")) ? EXCERPT.han : EXCERPT.latin;
  let best = { start: 0, different: 0 };
  for (let from = 0; from < found.length; from++) {
    const inside = new Set();
    for (let at = from; at < found.length && found[at][1] - found[from][0] < size; at++) inside.add(found[at][2]);
    if (inside.size > best.different) best = { start: folded.at[found[from][0]], different: inside.size };
  }
  let start = best.start > size * 0.4 ? Math.max(0, best.start - Math.round(size / 4)) : 0;
  if (start) {
    // A piece begins with a sentence where one begins nearby, else between two words.
    const before = original.slice(start, best.start);
    const sentence = before.search(/[。！？；.!?;]\s*(?=\S)/u);
    if (sentence >= 0) start += sentence + before.slice(sentence).match(/^[。！？；.!?;]\s*/u)[0].length;
    else if (/[0-9A-Za-z]/u.test(original[start - 1])) start += Math.max(0, before.search(/[^0-9A-Za-z]/u));
  }
  let end = Math.min(original.length, start + size);
  while (end < original.length && end - start < size + 20 && /[0-9A-Za-z]/u.test(original[end])) end++;
  const marks = rangesOf(folded, found)
    .filter(([from, to]) => to > start && from < end)
    .map(([from, to]) => [Math.max(from, start) - start + (start > 0), Math.min(to, end) - start + (start > 0)]);
  const text = `${start > 0 ? "…" : ""}${original.slice(start, end).replace(/\s/gu, " ")}${end < original.length ? "…" : ""}`;
  return { text, marks, found: new Set(found.map((one) => one[2])).size };
}

/** Whether a document's row holds a quoted phrase as written, up to case, width and blanks. */
function holdsPhrase(row, clause, simplified) {
  const fields = clause.title ? row.slice(1, 3) : row.slice(1, 5);
  return fields.some((field) => {
    const folded = foldInPlace(field.replace(/\s+/gu, " "), simplified);
    return findNeedles(folded, [{ literal: true, text: clause.text, pairs: [] }]).length > 0;
  });
}
