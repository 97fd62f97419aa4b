// Reading the index: the manifest, shards of postings, columns of facets, chunks of texts.
"use strict";

const MANIFEST = "manifest-1.bin";
const RETRIES = [150, 600];
const HYPHEN = 45;

/** The index cannot be read; `gone` where a file is not there any more, which a newer manifest mends. */
class IndexError extends Error {
  constructor(path, gone) {
    super(`cannot load ${path}`);
    this.gone = gone;
  }
}

/** A map that forgets what was used longest ago. */
class Recent {
  constructor(limit) { this.limit = limit; this.map = new Map(); }
  get(key, make) {
    const value = this.map.get(key) ?? make();
    this.map.delete(key);
    this.map.set(key, value);
    if (this.map.size > this.limit) this.map.delete(this.map.keys().next().value);
    // What failed is asked for again by the next query.
    value.catch(() => { if (this.map.get(key) === value) this.map.delete(key); });
    return value;
  }
}

class Store {
  /** `base` is the URL of the index's folder; `handed` promises the manifest's bytes, or null. */
  constructor(base, handed = null) {
    this.base = base;
    this.handed = handed;
    this.loaded = null;
    this.shards = new Recent(120);
    this.chunks = new Recent(60);
    this.columns = new Recent(8);
  }

  /** The manifest; read once, and again after `renew`. */
  manifest() {
    this.loaded ??= this.readManifest("no-cache");
    this.loaded.catch(() => { this.loaded = null; });
    return this.loaded;
  }

  /** Forget the manifest, after a deploy took the files away that it names. */
  renew() {
    this.handed = null;
    this.loaded = this.readManifest("reload");
    this.shards = new Recent(120);
    this.chunks = new Recent(60);
    this.columns = new Recent(8);
  }

  async readManifest(cache) {
    const bytes = await this.handed;
    this.handed = null;
    const plain = bytes ? await unpack(new Uint8Array(bytes)) : await this.read(MANIFEST, cache);
    const manifest = JSON.parse(decodeText(plain));
    manifest.fold = pairsToMap(manifest.simplified);
    for (const segment of manifest.segments) segment.names = segment.shards.match(/.{8}/gu) ?? [];
    return manifest;
  }

  async read(path, cache = "default") {
    for (let attempt = 0; ; attempt++) {
      try {
        const response = await fetch(new URL(path, this.base), { cache: attempt && cache === "default" ? "reload" : cache });
        if (response.status === 404 || response.status === 410) throw new IndexError(path, true);
        if (!response.ok) throw new IndexError(path, false);
        return await unpack(new Uint8Array(await response.arrayBuffer()));
      } catch (error) {
        if (error.gone || attempt === RETRIES.length) throw error instanceof IndexError ? error : new IndexError(path, false);
        await new Promise((resolve) => setTimeout(resolve, RETRIES[attempt]));
      }
    }
  }

  /** The numbers of the shards that can hold terms with a prefix, at most `most`. */
  places(segment, prefix, most) {
    const first = segment.first;
    let low = 0, high = first.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareTerms(first[middle], prefix) <= 0) low = middle + 1; else high = middle;
    }
    const places = [Math.max(0, low - 1)];
    for (let at = low; most > places.length && at < first.length && first[at].startsWith(prefix); at++) places.push(at);
    return first.length ? places : [];
  }

  shard(segment, place) {
    const name = segment.names[place];
    return this.shards.get(name, async () => new Shard(await this.read(`s/${name}.bin`)));
  }

  /** The entries of a term in all its written forms, or of all terms that begin with it. */
  async lookup(term, prefix, most = 1) {
    const { segments } = await this.manifest();
    const parts = await Promise.all(segments.map(async (segment) => {
      const shards = await Promise.all(this.places(segment, term, prefix ? most : 1).map((place) => this.shard(segment, place)));
      return shards.flatMap((shard) => shard.find(term, prefix).map((found) => ({ ...found, start: segment.start })));
    }));
    return parts.flat();
  }

  /** What is shown of a document: the row that `outputs/search/texts.py` wrote. */
  async row(document) {
    const { segments, group } = await this.manifest();
    const segment = segments.find((one) => document < one.start + one.count);
    const local = document - segment.start;
    const [name, perChunk] = segment.texts[Math.floor(local / group)];
    const inGroup = local % group;
    const path = `t/${name}/${Math.floor(inGroup / perChunk)}.bin`;
    const rows = await this.chunks.get(path, async () => JSON.parse(decodeText(await this.read(path))));
    return rows[inGroup % perChunk];
  }

  /** The facet columns of all segments, joined under common numbers. */
  facets() {
    return this.columns.get("all", async () => {
      const { segments } = await this.manifest();
      const parts = await Promise.all(segments.map(async (one) => JSON.parse(decodeText(await this.read(`f/${one.facets}.bin`)))));
      return {
        date: parts.flatMap((part) => part.date.map((at) => part.dates[at])),
        digest: parts.flatMap((part) => part.digest.map((all) => all.map((at) => part.digests[at]))),
        topic: parts.flatMap((part) => part.topic),
        flags: parts.flatMap((part) => part.flags),
      };
    });
  }

  /** The authors of each document. They are large, and read only where they are asked for. */
  authors() {
    return this.columns.get("authors", async () => {
      const { segments } = await this.manifest();
      const parts = await Promise.all(segments.map(async (one) => JSON.parse(decodeText(await this.read(`n/${one.authors}.bin`)))));
      return parts.flatMap((part) => part.author.map((all) => all.map((at) => part.authors[at])));
    });
  }

  /** What corrections choose from, `{word, common}`: Latin "words" or Han "runs". */
  words(kind) {
    return this.columns.get(kind, async () => {
      const manifest = await this.manifest();
      const lines = decodeText(await this.read(`w/${manifest[kind]}.bin`)).split("\n");
      return lines.filter(Boolean).map((line) => ({ word: line.slice(1), common: +line[0] }));
    });
  }
}

function decodeText(bytes) {
  return new TextDecoder().decode(bytes);
}

/** Unpack gzip, unless the host or the browser has done so already. */
async function unpack(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  // What is wrong with the bytes is told by the reading side.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  return new Uint8Array(await new Response(stream.readable).arrayBuffer());
}

/** A shard of postings; `outputs/search/postings.py` describes the bytes, which are read again for each term. */
class Shard {
  constructor(data) {
    this.data = data;
    this.at = 0;
    this.total = this.number();
    const lexicon = this.number(), deltas = this.number();
    this.lexicon = this.at;
    this.counts = this.lexicon + lexicon;
    this.at = this.counts;
    for (let term = 0; term < this.total; term++) this.number();
    this.deltas = this.at;
    this.weights = this.deltas + deltas;
  }

  /** The number at `at`, which moves behind it. */
  number() {
    let value = 0, scale = 1;
    for (; ; scale *= 128) {
      const byte = this.data[this.at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /** `{term, documents, weights}` of a term in all its written forms, or of all that begin with it. */
  find(term, prefix) {
    const names = this.names(new TextEncoder().encode(term), prefix);
    if (!names.size) return [];
    const found = [];
    let counts = this.counts, deltas = this.deltas, entry = 0;
    for (let place = 0, left = names.size; left; place++) {
      this.at = counts;
      const count = this.number(), name = names.get(place);
      counts = this.at;
      this.at = deltas;
      if (name === undefined) {
        for (let passed = 0; passed < count; passed++) while (this.data[this.at++] > 127);
      } else {
        found.push({ term: name, ...this.postings(entry, count) });
        left--;
      }
      deltas = this.at;
      entry += count;
    }
    return found;
  }

  /** The wanted terms by their place. */
  names(wanted, prefix) {
    const { data } = this, name = new Uint8Array(512), found = new Map(), size = wanted.length;
    for (let at = this.lexicon, place = 0; at < this.counts; place++) {
      const shared = data[at], length = data[at + 1], end = shared + length;
      for (let byte = 0; byte < length; byte++) name[shared + byte] = data[at + 2 + byte];
      at += 2 + length;
      let same = 0;
      while (same < size && same < end && name[same] === wanted[same]) same++;
      if (same === size && (prefix || end === size || name[size] === HYPHEN)) found.set(place, decodeText(name.subarray(0, end)));
      else if (found.size) break;
    }
    return found;
  }

  postings(first, count) {
    const documents = new Uint32Array(count), weights = new Uint8Array(count);
    for (let at = 0, document = -1; at < count; at++) {
      document += this.number();
      documents[at] = document;
      weights[at] = (this.data[this.weights + ((first + at) >> 2)] >> (2 * ((first + at) & 3))) & 3;
    }
    return { documents, weights };
  }
}
