/* Papers as BibTeX, RIS and CSL-JSON. Pure: records in, text out. See docs/citing.md.
   A record is a paper of /data/papers.json, or any object with the same keys; all but `id` may be absent. */
window.paperDigestCite = (() => {
  "use strict";

  const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  /** As `citation.is_journal` of the build has it. */
  const JOURNAL = /\b(?:journal|transactions|letters|magazine|annals|jmlr|tmlr|tacl|tpami|pnas)\b|^(?:nature|science|cell)\b|学报|期刊|杂志/i;
  const MEETING = /\b(?:conference|proceedings|workshop|symposium|meeting)\b/i;
  const GROUP = /\b(?:team|group|labs?|laboratory|consortium|collaboration|university|institute|inc|research|foundation|contributors|authors|community|project)\b\.?$|\sand\s|&/i;
  const SUFFIX = /^(?:jr|sr)\.?$|^(?:II|III|IV)$/i;
  const HAN = /[\u3400-\u9fff\uf900-\ufaff]/;
  /** Mathematics as the build reads it: no blank inside of the dollars. */
  const MATH = /((?<!\\)\$(?!\s)(?:\\.|[^\\$])+?(?<!\s)\$)/s;
  const SPECIAL = {
    "&": "\\&",
    "%": "\\%",
    "#": "\\#",
    _: "\\_",
    $: "\\$",
    "{": "\\textbraceleft{}",
    "}": "\\textbraceright{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "\\": "\\textbackslash{}",
  };

  const lines = (text) => String(text ?? "").split(/\r\n?|[\n\u2028\u2029]/).map(line);
  const line = (text) => String(text ?? "").replace(/[\s\u0000-\u001f\u007f]+/g, " ").trim();

  function arxivId(record) {
    if (record.arxiv) return line(record.arxiv);
    const link = record.links?.abstract || "";
    return (link.match(/^https?:\/\/arxiv\.org\/abs\/(.+?)(?:v\d+)?$/) || ["", ""])[1];
  }

  /** [year, month, day], as many of them as are known: of publication, else of submission to arXiv, which
      the id begins with, else the month of the digest, whose days are none of the paper's. */
  function dateOf(record) {
    const id = arxivId(record).match(/(?:^|\/)(\d\d)(0[1-9]|1[0-2])[.\d]/);
    const submitted = id ? `${id[1] > 90 ? 19 : 20}${id[1]}-${id[2]}` : "";
    const date = line(record.published || submitted || record.date?.slice(0, 7));
    const match = date.match(/^(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?/);
    return match ? match.slice(1).filter(Boolean).map(Number) : [];
  }

  /** A name in its parts, or as one where it has none: groups, one word, Chinese characters. */
  function nameOf(text) {
    const name = line(text);
    if (!name.includes(" ") || HAN.test(name) || GROUP.test(name)) return { literal: name };
    const parts = name.split(/\s*,\s*/).filter(Boolean);
    if (parts.length > 1) {
      const suffix = parts.length > 2 ? parts[1] : "";
      return { ...withParticle(parts[0].split(" ")), given: parts.slice(suffix ? 2 : 1).join(" "), suffix };
    }
    const words = name.split(" ");
    const suffix = words.length > 2 && SUFFIX.test(words.at(-1)) ? words.pop() : "";
    const small = words.findIndex((word, at) => at > 0 && at < words.length - 1 && /^\p{Ll}/u.test(word));
    const from = small < 0 ? words.length - 1 : small;
    return { ...withParticle(words.slice(from)), given: words.slice(0, from).join(" "), suffix };
  }

  function withParticle(words) {
    let count = 0;
    while (count < words.length - 1 && /^\p{Ll}/u.test(words[count])) count += 1;
    return { particle: words.slice(0, count).join(" "), family: words.slice(count).join(" ") };
  }

  const familyOf = ({ particle, family }) => [particle, family].filter(Boolean).join(" ");

  /** What the formats tell of a paper, whatever they call it. */
  function facts(record) {
    const names = record.title || {};
    const exact = record.title_tex || {};
    const [en, zh] = ["en", "zh"].map((lang) => line(exact[lang] || names[lang]));
    const venue = line(record.venue);
    const links = record.links || {};
    const page = record.url ? new URL(record.url, window.paperDigest?.root || location.href).href : "";
    const kind = JOURNAL.test(venue) && !MEETING.test(venue) ? "journal" : "meeting";
    return {
      title: en || zh || line(record.id),
      other: en && zh !== en ? zh : "",
      language: en || !zh ? "en" : "zh-CN",
      names: (record.authors || []).map(nameOf).filter((name) => name.literal || name.family),
      others: Boolean(record.more_authors && record.authors?.length),
      date: dateOf(record),
      venue,
      kind: venue ? kind : "",
      arxiv: arxivId(record),
      category: line(record.primaryClass),
      url: line(links.abstract || links.pdf || page),
      pdf: line(links.pdf),
      said: lines(record.note).join("\n").trim(),
    };
  }

  /** Keys that BibTeX can read, different ones for different papers. */
  function keysOf(records) {
    const taken = new Set();
    return records.map((record) => {
      const stem = line(record.id).replace(/[^A-Za-z0-9.:-]+/g, "-").replace(/^-+|-+$/g, "") || "paper";
      let key = stem;
      for (let count = 2; taken.has(key.toLowerCase()); count += 1) key = `${stem}-${count}`;
      taken.add(key.toLowerCase());
      return key;
    });
  }

  function balanced(text) {
    let depth = 0;
    for (const char of text) {
      depth += (char === "{") - (char === "}");
      if (depth < 0) return false;
    }
    return depth === 0;
  }

  const escaped = (text) => text.replace(/[&%#_${}~^\\]/g, (char) => SPECIAL[char]);

  /** Text for LaTeX, with its mathematics left alone. */
  const tex = (text) =>
    text.split(MATH).map((part, at) => (at % 2 && balanced(part) ? part : escaped(part))).join("");

  function texName(name) {
    if (name.literal) return `{${escaped(name.literal)}}`;
    const parts = [familyOf(name), name.suffix, name.given].filter(Boolean).map((part) => part.replaceAll(",", ""));
    return parts.map(escaped).join(", ");
  }

  const texUrl = (url) => url.replaceAll("{", "%7B").replaceAll("}", "%7D").replaceAll("\\", "%5C");

  function bibtex(records) {
    const keys = keysOf(records);
    return records.map((record, at) => bibtexOf(facts(record), keys[at])).join("\n");
  }

  function bibtexOf(paper, key) {
    const [year, month] = paper.date;
    const type = { journal: "article", meeting: "inproceedings" }[paper.kind] || "misc";
    const fields = [
      ["title", `{${tex(paper.title)}}`],
      ["author", [...paper.names.map(texName), ...(paper.others ? ["others"] : [])].join(" and ")],
      [paper.kind === "journal" ? "journal" : "booktitle", escaped(paper.venue)],
      ["year", year && String(year)],
      ["month", month && MONTHS[month - 1]],
      ["eprint", paper.arxiv],
      ["archiveprefix", paper.arxiv && "arXiv"],
      ["primaryclass", paper.arxiv && paper.category],
      ["url", texUrl(paper.url)],
      ["note", tex(paper.other)],
      ["annote", tex(paper.said)],
    ];
    const written = fields
      .filter(([, value]) => value)
      .map(([name, value]) => `  ${name} = ${name === "month" ? value : `{${value}}`},\n`);
    return `@${type}{${key},\n${written.join("")}}\n`;
  }

  function ris(records) {
    return records.map((record) => risOf(facts(record), line(record.id))).join("\r\n");
  }

  function risOf(paper, id) {
    const [year, month = 0, day = 0] = paper.date;
    const padded = (number) => (number ? String(number).padStart(2, "0") : "");
    const name = (one) => one.literal?.replaceAll(",", "") ?? [familyOf(one), one.given, one.suffix].filter(Boolean).join(", ");
    const tags = [
      ["TY", { journal: "JOUR", meeting: "CPAPER" }[paper.kind] || "UNPB"],
      ["ID", id],
      ["TI", paper.title],
      ["TT", paper.other],
      ...paper.names.map((one) => ["AU", name(one)]),
      ["T2", paper.venue],
      ["PY", year && String(year)],
      ["DA", year && `${year}/${padded(month)}/${padded(day)}/`],
      ["PB", paper.arxiv && !paper.venue && "arXiv"],
      ["AN", paper.arxiv && `arXiv:${paper.arxiv}`],
      ["LA", paper.language],
      ["UR", paper.url],
      ["L1", paper.pdf],
      ...paper.said.split("\n").map((one) => ["N1", one]),
    ];
    const written = tags.filter(([, value]) => value).map(([tag, value]) => `${tag}  - ${value}\r\n`);
    return `${written.join("")}ER  - \r\n`;
  }

  function csl(records) {
    const keys = keysOf(records);
    return `${JSON.stringify(records.map((record, at) => cslOf(facts(record), keys[at])), null, 2)}\n`;
  }

  function cslOf(paper, id) {
    const name = (one) =>
      one.literal
        ? { literal: one.literal }
        : { family: one.family, given: one.given, "non-dropping-particle": one.particle, suffix: one.suffix };
    const item = {
      id,
      type: { journal: "article-journal", meeting: "paper-conference" }[paper.kind] || "article",
      title: paper.title,
      author: paper.names.map((one) => without(name(one))),
      issued: paper.date.length ? { "date-parts": [paper.date] } : "",
      "container-title": paper.venue,
      publisher: paper.arxiv && !paper.venue ? "arXiv" : "",
      number: paper.arxiv && !paper.venue ? `arXiv:${paper.arxiv}` : "",
      archive: paper.arxiv && "arXiv",
      archive_location: paper.arxiv,
      language: paper.language,
      URL: paper.url,
      // Processors read a word and a colon at the start of a note as a field.
      note: paper.other && `中文标题：${paper.other}`,
      annote: paper.said,
    };
    return without(item);
  }

  const without = (item) =>
    Object.fromEntries(Object.entries(item).filter(([, value]) => value && (!Array.isArray(value) || value.length)));

  return { bibtex, ris, csl };
})();
