// Writes locales/regions/<language>.toml, the names of regions in every language of locales/: node tools/regions.mjs
// The JSON packages of CLDR leave out the names that it calls provisional, which outside of English are most of them: this one has the
// whole of CLDR. It is fetched into a folder that is thrown away: the site does not depend on it.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const CLDR = "48";
const PACKAGE = "cldr@8.0.0";

const locales = fileURLToPath(new URL("../locales", import.meta.url));
const target = join(locales, "regions");
const away = mkdtempSync(join(tmpdir(), "regions-"));

const packaged = (...path) => readFileSync(join(away, "node_modules", "cldr", "3rdparty", "cldr", ...path), "utf8").replace(/^\uFEFF/, "");

/** What CLDR calls a region, as ISO 3166-2 does: gbeng is GB-ENG. */
const iso = (code) => `${code.slice(0, 2)}-${code.slice(2)}`.toUpperCase();

// What a country is divided into first. What is a country of ISO 3166-1 as well is found there.
function firstLevel() {
  const groups = packaged("common", "supplemental", "subdivisions.xml").matchAll(/<subgroup type="[A-Z]{2}" contains="([^"]+)"/g);
  return [...groups].flatMap(([, contains]) => contains.split(" "));
}

const ENTITIES = { "&amp;": "&", "&apos;": "'", "&quot;": '"', "&lt;": "<", "&gt;": ">" };

// CLDR puts a small number behind a name that another region of the world has too.
function namesIn(language) {
  const found = packaged("common", "subdivisions", `${language}.xml`).matchAll(/<subdivision type="(\w+)"[^>]*>([^<]+)</g);
  const clean = (name) => name.replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity).replace(/[¹²³⁴-⁹]/g, "").trim();
  return new Map([...found].map(([, code, name]) => [code, clean(name)]));
}

// A region without a name of its own in a language has its English one. Two of a country with one name are told apart by their codes.
function catalogue(language, codes, english) {
  const own = namesIn(language);
  const named = codes.map((code) => [iso(code), own.get(code) ?? english.get(code)]);
  const alike = (code, name) => named.filter(([other, its]) => its === name && other.slice(0, 2) === code.slice(0, 2)).length > 1;
  const regions = named.map(([code, name]) => [code, alike(code, name) ? `${name} (${code.slice(3)})` : name]);
  const collator = new Intl.Collator(language);
  regions.sort(([, a], [, b]) => collator.compare(a, b));
  return [
    `# From CLDR's subdivision names (CLDR ${CLDR}), licence Unicode-3.0: see NOTICE.`,
    "# Made by `make regions`, which writes over what is changed here.",
    "# In the order in which a reader of the language looks for them.",
    "regions = [",
    ...regions.map(([code, name]) => `  [${JSON.stringify(code)}, ${JSON.stringify(name)}],`),
    "]",
    "",
  ].join("\n");
}

try {
  const flags = ["--prefix", away, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  console.log(`== CLDR ${CLDR}, the names of regions: 10 to 60 seconds`);
  execFileSync("npm", ["install", ...flags, PACKAGE], { stdio: ["ignore", "ignore", "inherit"] });

  const languages = readdirSync(locales).filter((name) => extname(name) === ".toml").map((name) => basename(name, ".toml")).sort();
  const english = namesIn("en");
  const codes = firstLevel().filter((code) => english.has(code));
  // All are made before any is written: a language that CLDR lacks leaves the folder as it was.
  const files = languages.map((language) => [`${language}.toml`, catalogue(language, codes, english)]);
  // The licence asks that it goes wherever the names go.
  files.push(["NOTICE", `The names of regions in this folder are taken from the Unicode CLDR, under this licence.\n\n${packaged("LICENSE").trim()}\n`]);
  mkdirSync(target, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(target, name), text);
  console.log(`   ${codes.length} regions in ${languages.join(", ")}`);
} catch (fault) {
  console.error(`== The names of regions were not renewed: ${fault.message}`);
  process.exitCode = 1;
} finally {
  rmSync(away, { recursive: true, force: true });
}
