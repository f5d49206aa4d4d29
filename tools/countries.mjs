// Writes locales/countries/<language>.toml, the names of countries in every language of locales/: node tools/countries.mjs
// CLDR changes twice a year, so its packages are fetched into a folder that is thrown away: the site does not depend on them.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const CLDR = "48.2.0";
// ISO 3166-1 leaves the numbers from 900 to whoever wants them: CLDR gives them to the European Union, Kosovo and the unknown.
const FIRST_PRIVATE_NUMBER = 900;

const locales = fileURLToPath(new URL("../locales", import.meta.url));
const target = join(locales, "countries");
const away = mkdtempSync(join(tmpdir(), "countries-"));

const packaged = (...path) => readFileSync(join(away, "node_modules", ...path), "utf8");
const json = (...path) => JSON.parse(packaged(...path));

// A code that ISO has assigned has a number and three letters of its own, and nothing that came after it.
function assignedCodes() {
  const { codeMappings } = json("cldr-core", "supplemental", "codeMappings.json").supplemental;
  const replaced = json("cldr-core", "supplemental", "aliases.json").supplemental.metadata.alias.territoryAlias;
  const assigned = ([code, { _numeric, _alpha3 }]) =>
    /^[A-Z]{2}$/.test(code) && _alpha3 && Number(_numeric) < FIRST_PRIVATE_NUMBER && !(code in replaced);
  return Object.entries(codeMappings).filter(assigned).map(([code]) => code).sort();
}

// The bare code is CLDR's standard name; "GB-alt-short" and its like lie beside it and are not read.
function catalogue(language, codes) {
  const { territories } = json("cldr-localenames-full", "main", language, "territories.json").main[language].localeDisplayNames;
  const nameless = codes.filter((code) => !territories[code]?.trim());
  if (nameless.length > 0) throw new Error(`CLDR has no name in "${language}" for ${nameless.join(", ")}`);
  const collator = new Intl.Collator(language);
  return [
    `# From CLDR's territory names (cldr-localenames-full ${CLDR}), licence Unicode-3.0: see NOTICE.`,
    "# Made by `make countries`, which writes over what is changed here.",
    "# In the order in which a reader of the language looks for them.",
    `order = ${JSON.stringify(codes.toSorted((a, b) => collator.compare(territories[a], territories[b])))}`,
    "",
    "[names]",
    ...codes.map((code) => `${code} = ${JSON.stringify(territories[code])}`),
    "",
  ].join("\n");
}

// The licence asks that it goes wherever the names go.
function notice() {
  return [
    "The names of countries in this folder are taken from the Unicode CLDR, under this licence.",
    "",
    packaged("cldr-localenames-full", "LICENSE").trim(),
    "",
  ].join("\n");
}

try {
  const packages = [`cldr-core@${CLDR}`, `cldr-localenames-full@${CLDR}`];
  const flags = ["--prefix", away, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  console.log(`== CLDR ${CLDR}, the names of countries: 5 to 30 seconds`);
  execFileSync("npm", ["install", ...flags, ...packages], { stdio: ["ignore", "ignore", "inherit"] });

  const languages = readdirSync(locales).filter((name) => extname(name) === ".toml").map((name) => basename(name, ".toml")).sort();
  const codes = assignedCodes();
  // All are made before any is written: a language that CLDR lacks leaves the folder as it was.
  const files = languages.map((language) => [`${language}.toml`, catalogue(language, codes)]);
  files.push(["NOTICE", notice()]);
  mkdirSync(target, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(target, name), text);
  console.log(`   ${codes.length} countries in ${languages.join(", ")}`);
} catch (fault) {
  console.error(`== The names of countries were not renewed: ${fault.message}`);
  process.exitCode = 1;
} finally {
  rmSync(away, { recursive: true, force: true });
}
