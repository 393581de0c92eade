// Bundles what pages load, from static/js/pages and static/css/pages into static/dist, with a manifest that says which page needs which
// files. `node tools/bundle.mjs` writes it; with `--check` it fails if what is there is not what the sources give.
//
// Each page has a bundle of its own: a page loads one file and, later, the parts it asks for, which have its name too. Names carry a
// hash of the content, so that browsers may keep the files for ever.

import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const out = join(root, "static/dist");

/** @typedef {{ file: string, preload: string[] }} Entry A page's script or style, and what it needs at once. */

/** @typedef {Record<string, Record<string, Entry | string>>} Manifest */

/** @satisfies {import("esbuild").BuildOptions} */
const shared = /** @type {const} */ ({
  absWorkingDir: root,
  outdir: "static/dist",
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  target: "es2022",
  legalComments: "none",
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
});

/**
 * Make every part that a page loads later import the page's own script first. esbuild puts those modules into one file that the same
 * entries and parts need. The page's modules are then needed by all of them, and are in one file instead of ten.
 *
 * @param {string} entry
 * @returns {import("esbuild").Plugin}
 */
const partsAfter = (entry) => ({
  name: "parts-after-page",
  setup(build) {
    build.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) =>
      kind === "dynamic-import" ? { path: relative(root, join(resolveDir, path)), namespace: "part" } : undefined,
    );
    build.onLoad({ filter: /./, namespace: "part" }, ({ path }) => ({
      contents: `import "./${entry}"; export * from "./${path}";`,
      resolveDir: root,
    }));
  },
});

/**
 * Build one page's script or style. Returns its files, its entry for the manifest, and what esbuild says of them.
 *
 * @param {string} entry
 */
async function bundled(entry) {
  const { outputFiles, metafile } = await build({
    ...shared,
    entryPoints: [entry],
    format: "esm",
    splitting: true,
    chunkNames: `${basename(entry, ".js")}-[hash]`,
    plugins: [partsAfter(entry)],
  });
  const outputs = Object.entries(metafile.outputs);
  const found = outputs.find(([, { inputs }]) => entry in inputs);
  if (!found) throw new Error(`esbuild made nothing of ${entry}.`);
  const [file, { imports }] = found;
  const preload = imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => basename(path));
  // Of a page with parts esbuild also makes a file that only imports that one.
  const unused = outputs.flatMap(([path, { entryPoint }]) => (entryPoint === entry && path !== file ? [path] : []));
  const files = outputFiles.filter(({ path }) => !unused.includes(relative(root, path)));
  return { files, record: { file: basename(file), preload: [...new Set(preload)] }, metafile };
}

/** @param {string} folder */
const sources = async (folder) => (await readdir(join(root, folder))).sort().map((name) => `${folder}/${name}`);

/**
 * Everything that belongs into static/dist, by name.
 *
 * @returns {Promise<Map<string, Buffer>>}
 */
async function everything() {
  const files = new Map();
  /** @type {Manifest} */
  const manifest = { scripts: {}, styles: {}, fonts: {} };
  const kinds = { scripts: "static/js/pages", styles: "static/css/pages" };
  for (const [kind, folder] of Object.entries(kinds)) {
    for (const entry of await sources(folder)) {
      const { files: built, record, metafile } = await bundled(entry);
      for (const { path, contents } of built) files.set(relative(out, path), Buffer.from(contents));
      manifest[kind][basename(entry).replace(/\.\w+$/, "")] = record;
      for (const [path, { inputs }] of Object.entries(metafile.outputs)) {
        if (path.endsWith(".woff2")) manifest.fonts[basename(Object.keys(inputs)[0], ".woff2")] = basename(path);
      }
    }
  }
  files.set("manifest.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  return files;
}

/**
 * The names of what is missing, changed, or there without a source.
 *
 * @param {Map<string, Buffer>} files
 */
async function differences(files) {
  const there = await readdir(out).catch(() => /** @type {string[]} */ ([]));
  const stale = there.filter((name) => !files.has(name));
  /** @type {string[]} */
  const changed = [];
  for (const [name, content] of files) {
    if (!there.includes(name) || !content.equals(await readFile(join(out, name)))) changed.push(name);
  }
  return [...stale, ...changed];
}

const files = await everything();
if (process.argv.includes("--check")) {
  const found = await differences(files);
  if (found.length > 0) {
    process.stderr.write(
      `static/dist is not what the sources give (${found.slice(0, 5).join(", ")}). Run make bundle, and commit it.\n`,
    );
    process.exit(1);
  }
} else {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  for (const [name, content] of files) await writeFile(join(out, name), content);
}
