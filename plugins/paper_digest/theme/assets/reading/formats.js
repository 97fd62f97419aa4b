/* A reading list as Markdown in the form of a digest, and lists of all forms back. Goes before page.js; citations are
   written by cite/formats.js. */
window.paperDigest.readingFormats = ((digest) => {
  "use strict";

  const { reading } = digest;
  const HAN = /[\u3400-\u9fff]/;
  const ARXIV = /(?:arxiv\.org\/(?:abs|pdf|html)\/|huggingface\.co\/papers\/|arxiv\s*:\s*|^)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})(?:v\d+)?(?![\d.]*\d)/i;

  const arxivIn = (text) => ARXIV.exec(text || "")?.[1] || "";
  const arxivOf = (info) => info.arxiv || arxivIn(info.links?.abstract);
  const addressOf = (info) => info.links?.abstract || info.links?.pdf || (info.url ? new URL(info.url, digest.root).href : "");
  const idOf = (arxiv) => arxiv.replace("/", "-");
  /** The id of a paper that is not on arXiv: as `ids.slug` of the build makes it of its title. */
  function slug(title) {
    const joined = title.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
    const cut = Array.from(joined).slice(0, 80).join("");
    const end = cut.lastIndexOf("-");
    return cut === joined ? cut : cut.slice(0, end >= 40 ? end : undefined).replace(/-$/, "");
  }

  const titleOf = (text) => (HAN.test(text) ? { zh: text } : { en: text });

  // BibTeX

  const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  const plainTex = (text) => text
    .replace(/\\textasciitilde\s*(\{\})?/g, "~").replace(/\\textasciicircum\s*(\{\})?/g, "^")
    .replace(/\\textbrace(left|right)\s*(\{\})?/g, (_, side) => (side === "left" ? "\u0001" : "\u0002"))
    .replace(/\\textbackslash\s*(\{\})?/g, "\u0000").replace(/\\([&%#_$])/g, "$1")
    .replace(/\\([{}])/g, (_, brace) => (brace === "{" ? "\u0001" : "\u0002"))
    .replace(/[{}]/g, "").replaceAll("\u0000", "\\").replaceAll("\u0001", "{").replaceAll("\u0002", "}")
    .replace(/[^\S\n]+/g, " ").trim();

  /** The value that begins at a place of BibTeX, and where it ends. */
  function valueAt(text, at) {
    const open = text[at];
    if (open !== "{" && open !== '"') {
      const bare = /^[^,}\s]*/.exec(text.slice(at, at + 200))[0];
      return [bare, at + bare.length];
    }
    let depth = 0;
    for (let end = at + (open === '"' ? 1 : 0); end < text.length; end += 1) {
      if (text[end] === "\\") end += 1;
      else if (open === '"' && text[end] === '"' && depth === 0) return [text.slice(at + 1, end), end + 1];
      else if (text[end] === "{") depth += 1;
      else if (text[end] === "}" && (depth -= 1) === 0 && open === "{") return [text.slice(at + 1, end), end + 1];
    }
    return ["", text.length];
  }

  function fromBibtex(text) {
    const found = [];
    const entry = /@(\w+)\s*\{\s*([^,\s{}"]*)\s*,/g;
    for (let match = entry.exec(text); match; match = entry.exec(text)) {
      const fields = {};
      const field = /[\s,]*([A-Za-z][\w-]*)\s*=\s*/y;
      let at = entry.lastIndex;
      for (;;) {
        field.lastIndex = at;
        const name = field.exec(text);
        if (!name) break;
        const [value, end] = valueAt(text, field.lastIndex);
        fields[name[1].toLowerCase()] = value;
        at = end;
      }
      entry.lastIndex = at;
      const record = recordOf(match[2], fields);
      if (record) found.push(record);
    }
    return found;
  }

  function recordOf(key, fields) {
    const plain = (name) => plainTex(fields[name] || "");
    const arxiv = arxivIn(plain("eprint")) || arxivIn(fields.url) || arxivIn(/arxiv\.(.*)/i.exec(fields.doi)?.[1]);
    const id = arxiv ? idOf(arxiv) : reading.idOf(fields.url || "") || key;
    const title = plain("title");
    if (!reading.isId(id) || !title) return null;
    const titles = titleOf(title);
    if (titles.en && HAN.test(plain("note"))) titles.zh = plain("note");
    // An "and" in braces belongs to a name.
    const names = (fields.author || "").split(/\s+and\s+(?![^{]*\})/).map(plainTex).filter(Boolean);
    const authors = names.map((name) => name.replace(/^([^,]+),(?: ([^,]+),)? ([^,]+)$/, (_, family, suffix, given) => [given, family, suffix].filter(Boolean).join(" ")));
    const venue = plain("booktitle") || plain("journal") || plain("howpublished");
    const named = MONTHS.indexOf((fields.month || "").slice(0, 3).toLowerCase()) + 1;
    const month = named || /^\d{1,2}$/.exec(fields.month)?.[0];
    return {
      id,
      info: {
        title: titles, authors, arxiv: arxiv, venue: /^arxiv\b/i.test(venue) ? "" : venue, published: `${plain("year")}${month ? `-${String(month).padStart(2, "0")}` : ""}`,
        links: { abstract: arxiv ? `https://arxiv.org/abs/${arxiv}` : fields.url },
      },
      star: true,
      note: plain("annote"),
    };
  }

  // Markdown

  const escapeMarkdown = (text) => text.replace(/\s+/g, " ").replace(/[\\`*_[\]<]/g, "\\$&");
  const plainMarkdown = (text) => text.replace(/\\([\\`*_[\]<>#])/g, "$1").trim();
  // A heading in a quote may be a paper's: that of a note is none.
  const quoted = (note) => note.split("\n").map((line) => `> ${line.replace(/^(\s*)#/, "$1\\#")}`.trimEnd()).join("\n");
  const unquoted = (line) => line.replace(/^> ?/, "").replace(/^(\s*)\\#/, "$1#");

  /** A digest of the papers: `docs/formats.md` says how one is written. */
  function toMarkdown(papers) {
    const blocks = papers.map(({ id, info, note }) => {
      const { en, zh } = info.title || {};
      const address = addressOf(info).replace(/[()\s]/g, encodeURIComponent).replaceAll("(", "%28").replaceAll(")", "%29");
      const link = en && zh ? `[${escapeMarkdown(zh)}](${address})` : address;
      return [`## ${escapeMarkdown(en || zh || id)}`, link, ...(note[0] ? ["", quoted(note[0])] : [])].join("\n");
    });
    return `# My reading list: 我的阅读清单\n\n${blocks.join("\n\n")}\n`;
  }

  function fromMarkdown(text) {
    const found = [];
    for (const block of text.split(/^#{1,6}[ \t]+/m).slice(1)) {
      const [heading, ...lines] = block.split("\n").map((line) => line.trim());
      const link = lines.find(Boolean) || "";
      const parts = /^\[((?:[^\]\\]|\\.)*)\]\(\s*(\S+?)\s*\)/.exec(link) || [link, "", /^<?(https?:\/\/[^\s>]+)/.exec(link)?.[1] || ""];
      const address = parts[2];
      const arxiv = arxivIn(address);
      const titles = { ...titleOf(plainMarkdown(parts[1] || heading)), ...titleOf(plainMarkdown(heading)) };
      const id = arxiv ? idOf(arxiv) : reading.idOf(address) || slug(titles.en || titles.zh);
      if (!address || !reading.isId(id)) continue;
      const notes = lines.filter((line) => line.startsWith(">")).map(unquoted);
      found.push({
        id,
        info: {
          title: titles,
          arxiv: arxiv,
          links: { abstract: arxiv ? `https://arxiv.org/abs/${arxiv}` : address },
        },
        star: true,
        note: notes.join("\n"),
      });
    }
    return found;
  }

  // JSON

  function fromJson(text) {
    let data;
    try {
      data = JSON.parse(text);
    } catch {
      return { error: "broken" };
    }
    if (data?.format !== reading.FORMAT || !Array.isArray(data.papers)) return { error: "foreign" };
    if (data.schema > reading.SCHEMA) return { error: "newer" };
    const good = data.papers.filter((one) => one && reading.isId(one.id));
    const papers = good.map((one) => ({
      id: one.id, info: one, star: Boolean(one.starred), read: Boolean(one.read), note: typeof one.note === "string" ? one.note : "",
    }));
    return { papers, left: data.papers.length - good.length };
  }

  /** The papers of a file of any of these forms, or `error`: what is wrong with it. */
  function read(text) {
    const begin = text.replace(/^\ufeff/, "").trimStart();
    if (/^[{[]/.test(begin)) return fromJson(begin);
    const papers = /^\s*@\w+\s*\{/m.test(begin) ? fromBibtex(begin) : fromMarkdown(begin.replace(/\r\n?/g, "\n"));
    return papers.length ? { papers, left: 0 } : { error: "foreign" };
  }

  return { toMarkdown, read, addressOf };
})(window.paperDigest);
