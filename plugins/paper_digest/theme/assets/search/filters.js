// Filters and their counts, on the columns that `outputs/search/facets.py` wrote.
"use strict";

const GROUPS = ["topic", "year", "author", "digest", "language", "code"];
const MOST_AUTHORS = 30;
const HAS_CODE = 1, ENGLISH = 2, CHINESE = 4;

/** The values of a document in a group of filters. */
function valuesOf(group, columns, manifest, document) {
  const flags = columns.flags[document];
  switch (group) {
    case "topic": return columns.topic[document].map((at) => manifest.topics[at][0]);
    case "year": return columns.date[document] ? [columns.date[document].slice(0, 4)] : [];
    case "author": return columns.author?.[document] ?? [];
    case "digest": return columns.digest[document];
    case "language": return [...(flags & ENGLISH ? ["en"] : []), ...(flags & CHINESE ? ["zh"] : [])];
    default: return flags & HAS_CODE ? ["true"] : [];
  }
}

/** Whether a document passes the filters of a group: any of the values chosen. */
function passes(group, wanted, columns, manifest, document) {
  const chosen = [wanted[group] ?? []].flat().map(String).filter((one) => one && one !== "false");
  return !chosen.length || valuesOf(group, columns, manifest, document).some((value) => chosen.includes(value));
}

/** A name or a part of one as it is compared: without accents, dots and hyphens. */
function bare(name) {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** For each group how many documents have each value, among those that pass the other groups: `{value: count}`. */
function countFacets(ranked, wanted, columns, manifest) {
  const counts = Object.fromEntries(GROUPS.map((group) => [group, {}]));
  for (const document of ranked) {
    const failed = GROUPS.filter((group) => !passes(group, wanted, columns, manifest, document));
    if (failed.length > 1) continue;
    for (const group of failed.length ? failed : GROUPS) {
      for (const value of valuesOf(group, columns, manifest, document)) counts[group][value] = (counts[group][value] ?? 0) + 1;
    }
  }
  counts.author = mostOf(counts.author, MOST_AUTHORS);
  return counts;
}

/** The largest counts of what is there more than once: papers have thousands of authors. */
function mostOf(counts, most) {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1]).slice(0, most));
}

/** A test for the `year:`, `topic:` and `author:` clauses of a query. */
function allowedBy(limits, columns, manifest) {
  const tests = limits.map(({ type, text }) => {
    if (type === "year") {
      const [from, to] = text.split(/-|\.\./u);
      return (document) => {
        const year = (columns.date[document] ?? "").slice(0, 4);
        return year !== "" && (to === undefined ? year === from : (!from || year >= from) && (!to || year <= to));
      };
    }
    if (type === "author") {
      const plain = (name) => ` ${bare(fold(name, manifest.fold))} `;
      const words = plain(text);
      return (document) => columns.author[document].some((name) => plain(name).includes(words));
    }
    const named = (names) => names.some((name) => fold(name, manifest.fold).toLowerCase() === text);
    const begun = (names) => names.some((name) => fold(name, manifest.fold).toLowerCase().startsWith(text));
    const exact = manifest.topics.flatMap((names, at) => (named(names) ? [at] : []));
    const topics = exact.length ? exact : manifest.topics.flatMap((names, at) => (begun(names) ? [at] : []));
    return (document) => columns.topic[document].some((topic) => topics.includes(topic));
  });
  return (document) => tests.every((test) => test(document));
}
