// From what a reader types to clauses. A clause is one of
//   {type: "han", text}                      a run of Han characters
//   {type: "latin", text, words, place}      a word, squashed; several words where a name may hold blanks;
//                                            `place`: where its first break was written
//   {type: "phrase", text, runs, quoted}     runs that must follow each other as written
//   {type: "id", text, whole}                a paper id, or the beginning of one
//   {type: "year" | "topic" | "author", text}           a filter
// and may carry `title: true`.
"use strict";

// More than anybody means; what is behind them is left out, as searching would take for ever.
const MOST_CLAUSES = 32, LONGEST_QUERY = 1000;
// Words that ask or join, and decide nothing where another word is there.
const JOINING = new Set(("a an and are as at be by can do does for from how in is it of on or that the their these this to using via "
  + "what when where which who why with without").split(" "));
const ASKING = /^(?:请问|怎么样?|怎样|如何|什么是|为什么|有哪些|哪些|有没有|能不能|能否)+|(?:是什么|有哪些|怎么做|怎么办|的方法|的论文|吗|呢)+$/gu;
const FIELDS = { title: "title", author: "author", "作者": "author", topic: "topic", year: "year", id: "id", "标题": "title", "主题": "topic", "年份": "year", "编号": "id" };
// Fields that leave out what does not have their value.
const LIMITS = ["year", "topic", "author"];
const NEW_ID = "\\d{2}(?:0[1-9]|1[0-2])\\.\\d{4,5}";
const OLD_ID = "[a-z]+(?:-[a-z]+)?(?:\\.[a-z]{2})?/\\d{7}";
const HOSTS = "(?:arxiv\\.org|alphaxiv\\.org|ar5iv(?:\\.labs\\.arxiv)?\\.org|huggingface\\.co|hf\\.co)";
const ARXIV = new RegExp(
  `(?:https?://)?(?:[a-z]+\\.)?${HOSTS}/(?:[a-z-]+/)*?(${NEW_ID}|${OLD_ID})(?:v\\d+)?(?:\\.pdf)?(?![\\d.]*\\d)[^\\s"]*` +
  `|(?:https?://\\S*?)?arxiv\\s*[:.]\\s*(${NEW_ID}|${OLD_ID})(?:v\\d+)?(?!\\d)` +
  `|(?<![\\w./])(${NEW_ID})(?:v\\d+)?(?![\\w]|\\.\\d)|(?<![\\w./])([a-z]+(?:-[a-z]+)?(?:\\.[a-z]{2})?/\\d{7})(?:v\\d+)?(?!\\d)`,
  "giu");
const TOKEN = /(?:(title|author|topic|year|id|标题|作者|主题|年份|编号)\s*:\s*)?(?:"([^"]*)(?:"|$)|([^\s"]+))|\s+/giu;

/** Parse a query into `{clauses, text, sentence}`: `text` is the folded query, `sentence` whether it is ordinary language. */
function parseQuery(typed, simplified) {
  const text = fold(typed.slice(0, LONGEST_QUERY), simplified).replace(/[“”„‟«»「」『』]/gu, '"').trim();
  const clauses = [];
  const rest = text.replace(ARXIV, (_, ...ids) => {
    const id = ids.slice(0, 4).find(Boolean);
    clauses.push({ type: "id", text: id.toLowerCase().replace("/", "-"), whole: true });
    return " ";
  }).replace(/\b(?:id|编号)\s*:\s*(?=\s|$)/giu, " ");
  let free = "";
  const flush = () => { clauses.push(...freeClauses(free)); free = ""; };
  for (const match of rest.matchAll(TOKEN)) {
    const [whole, field, quoted, word] = match;
    const kind = field && FIELDS[field.toLowerCase()];
    const value = quoted ?? word;
    if (value === undefined) { free += whole; continue; }
    if (!kind && quoted === undefined) { free += word; continue; }
    flush();
    if (kind === "id") clauses.push({ type: "id", text: value.toLowerCase().replace("/", "-").replace(/v\d+$/u, ""), whole: false });
    else if (LIMITS.includes(kind)) clauses.push({ type: kind, text: value.trim().toLowerCase() });
    else if (quoted !== undefined) clauses.push(...phraseClauses(value, true, kind === "title"));
    else clauses.push(...freeClauses(value).map((clause) => ({ ...clause, title: true })));
  }
  flush();
  const said = withoutJoining(clauses);
  const sentence = said.length < clauses.length || said.some((clause, at) => clause.text !== clauses[at].text);
  return { clauses: said.slice(0, MOST_CLAUSES), text, sentence };
}

/** The clauses that say something; all of them where none does. */
function withoutJoining(clauses) {
  const said = clauses.filter((clause) => !(clause.type === "latin" && !clause.title && clause.words.length === 1 && JOINING.has(clause.text)))
    .map((clause) => {
      const bare = clause.type === "han" && !clause.title ? clause.text.replace(ASKING, "") : "";
      return Array.from(bare).length > 1 ? { ...clause, text: bare } : clause;
    });
  return said.some((clause) => !LIMITS.includes(clause.type)) ? said : clauses;
}

/** The clauses of text without quotes or prefixes. */
function freeClauses(text) {
  const runs = runsOf(text), clauses = [];
  for (let at = 0; at < runs.length;) {
    let end = at + 1;
    while (end < runs.length && runs[end].start === runs[end - 1].end) end++;
    if (end - at > 1) {
      clauses.push(...phraseClauses(text.slice(runs[at].start, runs[end - 1].end), false, false));
    } else if (runs[at].han) {
      clauses.push({ type: "han", text: runs[at].text });
    } else {
      const words = [runs[at].text];
      while (end < runs.length && joins(text, runs, end)) words.push(runs[end++].text);
      clauses.push(latinClause(words));
    }
    at = end;
  }
  return clauses;
}

/** Whether a Latin run is read as one name with the run before it: `DeepSeek R1`, but not `GRPO 3 模型`. */
function joins(text, runs, at) {
  const before = runs[at - 1], run = runs[at];
  if (run.han || before.han || (at + 1 < runs.length && runs[at + 1].start === run.end)) return false;
  return /^\s$/u.test(text.slice(before.end, run.start)) && /[0-9]/u.test(before.text + run.text);
}

function latinClause(words) {
  const [text, place] = words.map((word) => tails(word)[0]).reduce(joined).split("-");
  return { type: "latin", text, words, ...(place ? { place: parseInt(place, 36) } : {}) };
}

/** The clause of runs that must stand as written; a single run needs no phrase unless it was quoted. */
function phraseClauses(text, quoted, title) {
  const runs = runsOf(text);
  if (!runs.length) return [];
  const flag = title ? { title: true } : {};
  const shown = text.slice(runs[0].start, runs[runs.length - 1].end).toLowerCase().replace(/\s+/gu, " ");
  const kept = runs.map((run, at) => ({ text: run.text, han: run.han, gap: at ? text.slice(runs[at - 1].end, run.start) : "" }));
  return [{ type: "phrase", text: shown, runs: kept, quoted, ...flag }];
}
