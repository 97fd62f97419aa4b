// Folding and cutting up text, as `outputs/search/fold.py` and `terms.py` do at build time.
// `tests/golden/search/` runs on both; change the two together.
"use strict";

const HAN = "\\u3005\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\u{20000}-\\u{323af}";
const LATIN = "0-9A-Za-z\\u00aa\\u00b5\\u00ba\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02af\\u0300-\\u036f\\u0370-\\u1fff";
const LONGEST = 24;
const IS_HAN = new RegExp(`^[${HAN}]`, "u");
const IS_LATIN = new RegExp(`^[${LATIN}]`, "u");
const BREAK = /(?<break>[-._'])|(?<=[a-z0-9])(?=[A-Z])/gu;
const CODE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";
const PLAIN = { "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2018": "'", "\u2019": "'", "\u0130": "I" };

/** Fold a text but for its case. `simplified` maps traditional to simplified characters. */
function fold(text, simplified) {
  let out = "";
  for (const char of text.normalize("NFKC")) out += simplified.get(char) ?? PLAIN[char] ?? char;
  return out;
}

/** The map behind the manifest's string of traditional and simplified characters in turn. */
function pairsToMap(pairs) {
  const chars = Array.from(pairs), map = new Map();
  for (let at = 0; at < chars.length; at += 2) map.set(chars[at], chars[at + 1]);
  return map;
}

const RUN = new RegExp(`[${HAN}]+|[${LATIN}]+(?:[-._'][${LATIN}]+)*`, "gu");

/** The runs of a folded text: `{text, han, start, end}`, offsets in UTF-16 units. */
function runsOf(text) {
  return Array.from(text.matchAll(RUN), (match) => ({
    text: match[0], han: IS_HAN.test(match[0]), start: match.index, end: match.index + match[0].length,
  }));
}

/** The squashed tails of a word, the whole word first, each with the place of its first visible break. */
function tails(word) {
  const parts = [], seen = [];
  let from = 0;
  for (const match of word.matchAll(BREAK)) {
    const mark = match.groups.break ?? "";
    parts.push(word.slice(from, match.index).toLowerCase());
    from = match.index + mark.length;
    const inNumber = mark === "." && /[0-9]/u.test(word[match.index - 1]) && /[0-9]/u.test(word[from]);
    seen.push(mark !== "" && !inNumber);
  }
  parts.push(word.slice(from).toLowerCase());
  return parts.map((_, at) => {
    const squashed = Array.from(parts.slice(at).join("")).slice(0, LONGEST);
    const broken = seen.indexOf(true, at);
    const place = broken < 0 ? LONGEST : Array.from(parts.slice(at, broken + 1).join("")).length;
    return squashed.join("") + (place < squashed.length ? `-${place.toString(36)}` : "");
  });
}

/** The tail of two words with a blank between them. */
function joined(left, right) {
  const [squashed, place] = left.split("-");
  const both = Array.from(squashed + right.split("-")[0]).slice(0, LONGEST);
  const at = place ?? Math.min(Array.from(squashed).length, LONGEST).toString(36);
  return both.join("") + (parseInt(at, 36) < both.length ? `-${at}` : "");
}

/** A word as it is looked up: squashed, without the place of a break. */
function squash(word) {
  return tails(word)[0].split("-")[0];
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});

/** The term for two words side by side: the end of the left one's last tail, the beginning of the right one. */
function adjacency(left, right) {
  const key = `${Array.from(left).slice(-4).join("")} ${Array.from(right.split("-")[0]).slice(0, 4).join("")}`;
  let crc = -1;
  for (const byte of new TextEncoder().encode(key)) crc = (crc >>> 8) ^ CRC[(crc ^ byte) & 255];
  const code = (crc ^ -1) & 4095;
  return `~${CODE[code >> 6]}${CODE[code & 63]}`;
}

/** The pairs of a Han run. */
function pairsOf(run) {
  const chars = Array.from(run);
  return chars.slice(1).map((char, at) => chars[at] + char);
}

/** The term for two runs of different kinds that touch. */
function crossing(left, right) {
  return Array.from(left).pop().toLowerCase() + Array.from(right)[0].toLowerCase();
}

/** Compare by code point, as the index is sorted; JavaScript's own order is by UTF-16 unit. */
function compareTerms(left, right) {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    let a = left.charCodeAt(at), b = right.charCodeAt(at);
    if (a === b) continue;
    // A surrogate stands for a code point above all others of one unit.
    if (a >= 0xd800 && b >= 0xd800) {
      a = a >= 0xe000 ? a - 0x800 : a + 0x2000;
      b = b >= 0xe000 ? b - 0x800 : b + 0x2000;
    }
    return a - b;
  }
  return left.length - right.length;
}
